"""Paying by card as a customer does it: Stripe's form as localstripe serves it."""

import re

import pytest
from playwright.sync_api import expect

from capsules.actions.closing import close
from capsules.actions.running import approve
from capsules.actions.working import run_errands
from capsules.models import Payment, Preorder
from tests import make
from tests.card_provider import ASKS_EVERY_TIME, DECLINED_WHEN_SAVED, GOOD

from .axe import faults


def is_wrong(said) -> bool:
    """An error of the page; typefaces that are not installed are none."""
    return said.type == "error" and "/fonts/" not in said.location.get("url", "")


@pytest.fixture
def drop(transactional_db):
    return make.capsule("Low Tide", edition_size=1, minimum=1)


@pytest.fixture
def page(chrome, live_server):
    with chrome.new_context(base_url=live_server.url, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.wrong = []
        page.on("console", lambda said: page.wrong.append(said.text) if is_wrong(said) else None)
        yield page


def order_by_card(page, capsule, name: str) -> Preorder:
    page.goto(capsule.get_absolute_url())
    page.get_by_role("radio", name="By card").check()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(f"{name.lower()}@example.org")
    expect(page.get_by_role("row", name="Charged to your card")).to_be_visible()
    expect(page.get_by_role("row", name="Pay at the desk")).to_be_hidden()
    page.get_by_role("button", name="Preorder, €48.00").click()
    page.wait_for_url(re.compile("/pay/"))
    return Preorder.objects.get(name=name)


def type_card(page, number: str) -> None:
    for field, typed in (("number", number), ("exp_month", "12"), ("exp_year", "40"), ("cvc", "123")):
        page.get_by_placeholder(field, exact=True).fill(typed)


def charge(capsule) -> None:
    """The run is approved, and the worker charges the cards."""
    approve(close(capsule), by=make.admin())
    run_errands()


def test_a_card_is_saved_when_ordering_and_charged_when_the_run_is_approved(page, drop, provider):
    order_by_card(page, drop, "Nora")
    assert faults(page) == []

    type_card(page, GOOD)
    page.get_by_role("button", name="Save the card and preorder, €0.00 today").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("No. 1 is reserved for you")
    assert (page.wrong, provider.charges) == ([], [])
    charge(drop)
    page.reload()
    expect(page.get_by_role("row", name="Paid by card")).to_contain_text("€48.00")
    assert provider.charges == [4800]


def test_a_bank_that_asks_is_answered_on_the_page(page, drop, provider):
    order_by_card(page, drop, "Mats")
    type_card(page, ASKS_EVERY_TIME)
    page.get_by_role("button", name="Save the card").click()
    page.get_by_role("button", name="Complete authentication").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No. 1 is reserved for you")
    charge(drop)
    assert Payment.objects.get().status == "asked"

    page.reload()
    page.get_by_role("link", name="Confirm, €48.00").click()
    assert faults(page) == []
    page.get_by_role("button", name="Confirm with my bank, €48.00").click()
    page.get_by_role("button", name="Complete authentication").click()

    expect(page.get_by_role("row", name="Paid by card")).to_contain_text("€48.00")
    assert (page.wrong, provider.charges) == ([], [4800])


def test_a_refused_card_is_said_in_the_form_and_another_one_goes_through(page, drop, provider):
    order_by_card(page, drop, "Ilse")
    type_card(page, DECLINED_WHEN_SAVED)
    page.get_by_role("button", name="Save the card").click()

    expect(page.get_by_role("alert")).to_contain_text("Your card was declined.")
    page.reload()
    type_card(page, GOOD)
    page.get_by_role("button", name="Save the card").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("No. 1 is reserved for you")


def test_without_script_the_page_says_so_and_the_desk_is_a_click_away(chrome, live_server, drop, provider):
    with chrome.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        held = order_by_card(page, drop, "Kim")

        expect(page.get_by_text("Paying by card needs JavaScript")).to_be_visible()
        page.get_by_role("button", name="Pay at the desk instead, €48.00").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("No. 1 is reserved for you")
    held.refresh_from_db()
    assert (held.status, held.pay_by) == ("placed", "desk")


def test_a_browser_that_keeps_stripes_script_away_is_told(page, drop, provider):
    page.route("**/js.stripe.com/**", lambda route: route.abort())
    order_by_card(page, drop, "Joris")

    expect(page.get_by_text("The card form could not be loaded")).to_be_visible()


def test_the_clock_runs_and_its_end_leads_to_the_end_of_the_hold(page, drop, provider):
    page.clock.install()
    held = order_by_card(page, drop, "Wim")
    expect(page.get_by_role("timer")).to_contain_text("14:")
    page.clock.fast_forward(13 * 60_000 + 30_000)
    expect(page.locator("hold-clock")).to_have_class("soon")
    Preorder.objects.filter(pk=held.pk).update(held_until=make.now())
    page.clock.fast_forward(2 * 60_000)
    page.clock.run_for(3_000)

    expect(page.get_by_role("heading", level=1)).to_have_text("No longer held for you")
