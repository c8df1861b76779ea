"""The office's plan as people use it: pointing, with keys alone, on a phone, and without script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from psycopg.types.range import Range

from scheduling.models import NodePlan, Plan
from tests import make

from .axe import faults


class Office:
    """A node whose late run is thrown tomorrow and fired the day after, and another run that is thrown beside it."""

    def __init__(self):
        self.node, self.admin = make.node(), make.admin()
        self.wheel, self.kiln = make.station("Wheel 1", at=self.node), make.kiln("Big kiln", at=self.node)
        midnight = make.now().astimezone(self.node.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        self.morning = midnight + timedelta(days=1, hours=9)
        self.late = self.run("Salt jar", due=3, ends=5)
        self.easy = self.run("Night ferry", due=20, ends=4)
        fired = make.step(self.late, rank=2, on=self.kiln.kind, status="planned")
        make.share(make.firing(self.kiln, start=self.morning + timedelta(days=1)), step=fired)
        Plan.objects.create(run=self.late, engine="greedy", seconds=1, attempts=1, reason="Waits for a kiln.")

    def run(self, title, *, due, ends):
        capsule = make.capsule(title, status="closed", maker=make.maker(home=self.node))
        run = make.run(capsule, status="planned", due_at=self.days(due), expected_at=self.days(ends))
        step = make.step(run, on=self.wheel.kind, status="planned")
        start = self.morning + timedelta(hours=2 * (title == "Night ferry"))
        make.booking(self.wheel, during=Range(start, start + timedelta(hours=2)), purpose="step", step=step)
        return run

    def days(self, count):
        return self.morning + timedelta(days=count)

    @property
    def page(self):
        return f"/office/plan/{self.node.slug}/"


@pytest.fixture
def office(transactional_db):
    return Office()


def lit(page) -> set[str]:
    """The runs whose bars stand out."""
    return set(page.locator(".gantt a.chosen").evaluate_all("all => all.map((each) => each.dataset.run)"))


def test_pointing_at_a_run_shows_its_whole_chain(office, open_page):
    page = open_page(office.admin, office.page)
    assert lit(page) == set()

    page.locator(f".runs tr[data-run='{office.late.pk}']").first.hover()
    expect(page.locator(".gantt a.chosen")).to_have_count(2)
    page.locator(f".gantt a[data-run='{office.easy.pk}']").hover()

    assert lit(page) == {str(office.easy.pk)}


def test_the_chart_is_one_tab_stop_and_arrows_follow_the_chain(office, open_page):
    page = open_page(office.admin, office.page)
    assert page.locator(".gantt a[tabindex='0']").count() == 1

    page.locator(f".gantt a[data-run='{office.late.pk}'][aria-label*='Wheel 1']").focus()
    assert lit(page) == {str(office.late.pk)}
    page.keyboard.press("ArrowRight")
    assert "Big kiln" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowLeft")
    assert "Wheel 1" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowUp")
    assert "Big kiln" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.locator(f".runs tr[data-run='{office.late.pk}'] .runno").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert f"run={office.late.pk}" in page.url


def test_without_script_a_run_is_chosen_by_its_link(office, open_page):
    page = open_page(office.admin, office.page, javascript=False)

    page.locator(f".runs tr[data-run='{office.late.pk}'] .runno").click()

    assert lit(page) == {str(office.late.pk)}
    expect(page.get_by_role("heading", name=f"Run {office.late.pk} step by step")).to_be_visible()


def test_a_phone_shows_a_list_of_runs_that_open(office, open_page):
    page = open_page(office.admin, office.page, width=375, height=700, touch=True)

    expect(page.locator(".gantt")).to_be_hidden()
    page.locator(f"details[data-run='{office.late.pk}'] summary").tap()

    expect(page.locator(f"details[data-run='{office.late.pk}']")).to_contain_text("Big kiln")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_an_open_page_sees_the_planner_think_and_end(office, open_page):
    page = open_page(office.admin, office.page)
    page.get_by_label("Why?").fill("The kiln is mended.")
    page.get_by_role("button", name="Plan again").click()
    expect(page.locator(".thinking")).to_contain_text("The planner is asked")

    now = make.now()
    NodePlan.objects.update(status="thinking", thinking_at=now, alive_at=now, progress={"seconds": 3, "firings": 1})
    expect(page.locator(".thinking")).to_contain_text("3 s")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".thinking")).to_contain_text("The planner stops")
    NodePlan.objects.update(status="written", ended_at=make.now(), moves=2)

    expect(page.get_by_role("link", name="Show the new plan")).to_be_visible()


@pytest.mark.parametrize(("view", "width"), [("stations", 1280), ("runs", 1280), ("stations", 375)])
def test_the_plan_has_no_accessibility_fault(office, open_page, view, width):
    NodePlan.objects.create(node=office.node, reason="The kiln is mended.")
    page = open_page(office.admin, f"{office.page}?view={view}&run={office.late.pk}", width=width)

    assert faults(page) == []


def test_the_insights_have_no_accessibility_fault(office, open_page):
    month = (make.now() + timedelta(days=3)).strftime("%Y-%m")
    page = open_page(office.admin, f"/office/insights/{office.node.slug}/{month}/")

    assert faults(page) == []
