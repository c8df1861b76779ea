"""A capsule page that stays open keeps its marks true. The page's clock runs as the test tells it."""

from datetime import timedelta

import pytest

from capsules.models import Capsule
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db(transaction=True)

A_POLL = 3100
"""Milliseconds after which an open page has asked again."""


@pytest.fixture
def visit(chrome, live_server):
    """visit(capsule) → its page, as somebody sees it whom we know nothing of; `asked` lists what it asks for later."""
    opened = []

    def visit_(capsule, *, width=1280):
        context = chrome.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.clock.install()
        page.goto(live_server.url + capsule.get_absolute_url())
        page.clock.pause_at(make.now() + timedelta(seconds=2))  # nothing is under way when the test ends
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url.removeprefix(live_server.url)))
        return page

    yield visit_
    for context in opened:
        context.close()


def marks_of(page) -> list[str]:
    return [address for address in page.asked if address.endswith("/marks/")]


def test_what_others_order_shows_at_the_next_look_and_what_was_typed_stays(visit):
    drop = make.capsule(edition_size=3, minimum=1, tiers=[(1, 1, {"amount_minor": -600})])
    page = visit(drop, width=375)
    page.fill("input[name=name]", "Nora Vliet")
    assert (page.locator(".mark.taken").count(), page.inner_text(".gobar b")) == (0, "No. 1, €42.00")

    line.preorder(drop, [1], status="placed")
    page.clock.run_for(A_POLL)
    page.wait_for_selector(".mark.taken")

    assert page.inner_text("#edition-h") == "No. 2 is next, €48.00"
    assert page.inner_text(".gobar b") == "No. 2, €48.00"
    assert page.locator(".turned").is_hidden()
    assert page.input_value("input[name=name]") == "Nora Vliet"

    line.preorder(drop, [2, 3], status="placed")
    page.clock.run_for(A_POLL)
    page.wait_for_selector(".turned:visible")

    said = "All 3 are taken now. Join the waiting list"
    assert (page.inner_text("#edition-h"), page.inner_text(".turned")) == ("All 3 are taken", said)
    assert page.text_content("[role=status]") == said, "whoever listens is told at once"
    page.click("text=Join the waiting list")
    page.wait_for_selector("#waiting-h")


def test_an_open_page_learns_of_the_opening_and_asks_nothing_before(visit):
    drop = make.capsule(opens_at=make.now() + timedelta(hours=1))
    page = visit(drop)

    page.clock.run_for(50 * 60_000)
    assert marks_of(page) == []
    Capsule.objects.update(opens_at=make.now() - timedelta(seconds=1))
    page.clock.run_for(11 * 60_000)
    page.wait_for_selector(".turned:visible")

    assert page.inner_text(".turned") == "Preorders are open. Choose yours"


def test_a_page_that_nobody_looks_at_asks_nothing_until_somebody_does(visit):
    page = visit(make.capsule())
    turn = "hidden => { Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true});"
    turn += " document.dispatchEvent(new Event('visibilitychange')); }"
    with page.expect_response("**/marks/"):
        page.clock.run_for(A_POLL)
    page.evaluate(turn, True)
    page.asked.clear()

    page.clock.run_for(60_000)
    assert marks_of(page) == []
    with page.expect_response("**/marks/"):
        page.evaluate(turn, False)
