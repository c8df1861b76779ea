"""Asking what if: with a mouse, with keys alone, and without script."""

from datetime import UTC, timedelta

import pytest
from playwright.sync_api import expect
from psycopg.types.range import Range

from scheduling.actions.answering import answer
from scheduling.models import WhatIf
from tests import make

from .axe import faults
from .workshop import Workshop


@pytest.fixture
def workshop(transactional_db):
    """A run of one step, thrown in three days on the first wheel from 10 to 12."""
    made = Workshop()
    made.admin = make.admin()
    run = make.run(make.capsule("Salt jar", status="closed", maker=made.maker), status="planned", pieces=6)
    made.operation = make.operation(run.capsule, on=made.kind, minutes_per_piece=20, name="Thrown")
    made.step = make.step(run, operation=made.operation, pieces=6, status="planned")
    made.start = made.at(10) + timedelta(days=2)
    during = Range(made.start, made.start + timedelta(hours=2))
    make.booking(made.wheel, during=during, purpose="step", step=made.step, maker=made.maker)
    made.plan = f"/office/plan/{made.node.slug}/"
    return made


def asked():
    return WhatIf.objects.latest("pk")


def where(what_if):
    return what_if.figures["station"], what_if.figures["start"]


def at(moment):
    return moment.astimezone(UTC).isoformat()


def test_a_step_is_dragged_to_another_wheel_and_the_answer_is_taken(workshop, open_page):
    page = open_page(workshop.admin, workshop.plan)
    bar = page.locator(f"a[data-step='{workshop.step.pk}'] rect").first.bounding_box()
    lane = page.locator(".gantt text.st", has_text="Wheel 2").bounding_box()

    page.mouse.move(bar["x"] + 3, bar["y"] + 5)
    page.mouse.down()
    page.mouse.move(bar["x"] + 20, bar["y"] + 10, steps=3)
    page.mouse.move(bar["x"] + 3, lane["y"] + 8, steps=3)
    expect(page.locator(".ghost")).to_be_visible()
    page.mouse.up()
    page.wait_for_url("**/office/what-ifs/**")

    assert where(asked()) == (workshop.second.pk, at(workshop.start))
    expect(page.get_by_text("The worker is thinking")).to_be_visible()
    answer(asked())
    expect(page.get_by_role("heading", name="What moves")).to_be_visible()
    assert faults(page) == []

    page.get_by_role("button", name="Move it, tell 1 maker").click()
    page.wait_for_url(f"**{workshop.plan}")
    booking = workshop.step.bookings.get(released_at=None)
    assert (booking.station, booking.during.lower) == (workshop.second, workshop.start)


def test_the_keyboard_alone_moves_a_step(workshop, open_page):
    page = open_page(workshop.admin, workshop.plan)
    page.locator(f"a[data-step='{workshop.step.pk}']").first.focus()

    page.keyboard.press("Enter")
    expect(page.locator("plan-drag [role=status]")).to_contain_text("Arrows move it")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("plan-drag [role=status]")).to_contain_text("Wheel 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/what-ifs/**")

    assert where(asked()) == (workshop.second.pk, at(workshop.start + timedelta(hours=1)))


def test_escape_puts_a_step_back(workshop, open_page):
    page = open_page(workshop.admin, workshop.plan)
    page.locator(f"a[data-step='{workshop.step.pk}']").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")

    page.keyboard.press("Escape")

    expect(page.locator(".ghost")).to_have_count(0)
    assert not WhatIf.objects.exists()


def test_a_step_dropped_into_the_night_is_refused_at_once(workshop, open_page):
    page = open_page(workshop.admin, workshop.plan)
    page.locator(f"a[data-step='{workshop.step.pk}']").first.focus()
    page.keyboard.press("Enter")
    for _ in range(36):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Nobody is there on")).to_be_visible()
    assert not WhatIf.objects.exists()


def test_without_script_forms_ask_answer_and_throw_away(workshop, open_page):
    page = open_page(workshop.admin, workshop.plan, javascript=False)
    form = page.locator("#ask-out")
    form.get_by_label("This station").select_option(label="Wheel 1")
    form.get_by_label("is out until").fill(f"{workshop.start:%Y-%m-%d}")
    form.get_by_label("at", exact=True).fill("18:00")
    form.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("The worker is thinking")).to_be_visible()

    answer(asked())
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("button", name="Hold it for maintenance")).to_be_visible()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("Thrown away: the plan stays as it is.")).to_be_visible()


def test_axe_finds_nothing_on_the_plan_with_its_questions(workshop, open_page):
    assert faults(open_page(workshop.admin, workshop.plan)) == []
