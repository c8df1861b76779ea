"""The line as people see it in a real browser: ordered, approved, planned, made, ready, handed over."""

import re

from playwright.sync_api import Browser, Page, expect

from capsules.models import Capsule, Preorder, Run
from tests import make
from tests.journeys.workshop import Workshop
from tests.postbox import words
from tests.stack import Stack, eventually
from tests.visitor import logged_in

READY_MS = 20_000
"""How long the worker may take until a page that is loaded again shows its work."""


def test_a_preorder_is_approved_planned_made_and_handed_over(stack, chrome):
    workshop, people = Workshop(), People(chrome, stack)
    capsule = workshop.capsule("Low Tide", pieces=2)

    ilse = preorder(people.browse(), capsule, "Ilse Roos")
    expect(ilse.get_by_role("heading", level=1)).to_be_visible()
    joris = preorder(people.browse(java_script_enabled=False), capsule, "Joris Bakker")
    run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close what is sold out")

    office = log_in_by_code(people.browse(), stack, workshop.admin)
    office.goto("/office/approvals/")
    office.get_by_role("button", name=f"Approve run {run.pk}, €96.00").click()
    shows(office, f"/office/runs/{run.pk}/", "Wheel 1")

    floor = people.browse(workshop.floor)
    for step in ("Start Thrown", "Finish Thrown", "Start Fired", "Finish Fired"):
        floor.goto("/floor/oosterkade/")
        floor.get_by_role("button", name=step).click()
        expect(floor.get_by_role("heading", level=1)).to_have_text("Floor")
    floor.goto("/floor/oosterkade/inspections/")
    floor.get_by_role("button", name="Pass all the rest, 2 pieces").click()
    expect(floor.get_by_text("Nothing to inspect")).to_be_visible()

    desk = people.browse(workshop.desk)
    desk.goto("/desk/noordplein/")
    desk.get_by_role("button", name="Receive 2 of Low Tide").click()
    hand_over(desk, ilse)
    hand_over(desk, joris)
    assert set(Preorder.objects.filter(capsule=capsule).values_list("status", flat=True)) == {"collected"}
    assert people.faults == []


def test_a_customer_thinks_better_of_it_behind_the_secret_link(stack, chrome):
    people = People(chrome, stack)

    ilse = preorder(people.browse(), make.capsule("Ebb"), "Ilse Roos")
    ilse.get_by_role("button", name="Cancel order").click()

    expect(ilse.locator("main")).to_contain_text("You owe nothing")
    assert Preorder.objects.get(capsule__title="Ebb").status == "cancelled"
    assert people.faults == []


class People:
    """Everybody has a browser of their own. `faults` is what any of them complained about: scripts, policies, files."""

    def __init__(self, chrome: Browser, stack: Stack):
        self.chrome, self.stack = chrome, stack
        self.faults: list[str] = []

    def browse(self, user=None, **options) -> Page:
        context = self.chrome.new_context(base_url=self.stack.url, viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(READY_MS)
        if user:
            context.add_cookies(logged_in(self.stack.url, user).cookies())
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: self.faults.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        return page


def preorder(page: Page, capsule: Capsule, name: str) -> Page:
    page.goto(capsule.get_absolute_url())
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(f"{name.split()[0].lower()}@example.org")
    page.get_by_role("button", name="Preorder, €48.00").click()
    page.wait_for_url(re.compile("/o/"))
    return page


def log_in_by_code(page: Page, stack: Stack, user) -> Page:
    page.goto("/accounts/login/code/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_role("button", name="Mail me a code").click()
    mail = eventually(lambda: [m for m in stack.postbox.to(user.email) if "code" in words(m)], "the code's mail")[-1]
    code = re.search(r"^\s*(\w{4}-\w{4})\s*$", words(mail), re.MULTILINE)
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(re.compile("/office/"))
    return page


def shows(page: Page, path: str, text: str) -> None:
    """Load the page until the worker's work stands on it."""

    def look() -> bool:
        page.goto(path)
        return text in page.inner_text("main")

    eventually(look, f"{path} to show {text!r}", READY_MS / 1000)


def hand_over(desk: Page, customer: Page) -> None:
    """The customer shows the code of the order page, the desk types it and gives the piece away."""
    customer.reload()
    order = Preorder.objects.get(secret=re.search("/o/([^/]+)/", customer.url)[1])
    expect(customer.locator("main")).to_contain_text(order.code)
    desk.goto("/desk/noordplein/")
    desk.get_by_label("Pickup code").fill(order.code)
    desk.get_by_role("button", name="Find").click()
    expect(desk.get_by_role("heading", name=order.name)).to_be_visible()
    desk.get_by_role("button", name="Hand over").click()
    expect(desk.locator("main")).to_contain_text("handed over")
    customer.reload()
    expect(customer.locator("main")).to_contain_text("collected", ignore_case=True)
