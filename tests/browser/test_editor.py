"""The editor with a mouse, with keys and with two windows: tiers are dragged, and what is typed is kept."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from capsules.models import Typed
from tests import make

from .axe import faults
from .workshop import Workshop


@pytest.fixture
def workshop(transactional_db):
    made = Workshop()
    made.draft = make.capsule("Low Tide", status="draft", maker=made.maker, tiers=[(1, 10, {"amount_minor": -600})])
    make.operation(made.draft, on=made.kind)
    made.address = f"/studio/capsules/{made.draft.slug}/"
    return made


def tier(page):
    return [page.locator(f"#id_tiers-0-{name}").input_value() for name in ("first", "last", "change")]


def test_a_tier_is_dragged_and_moved_by_keys_and_is_kept_while_the_calculator_answers(workshop, open_page):
    page = open_page(workshop.user, workshop.address)
    price = page.get_by_role("slider", name="Price of No. 1–10")
    price.scroll_into_view_if_needed()
    box = price.locator(".knob").bounding_box()

    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] + 60, steps=4)
    page.mouse.up()
    dragged = tier(page)[2]
    page.get_by_role("slider", name="Last piece of the tier").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    page.get_by_label("Tagline").fill("Typed in a hurry.")

    assert (tier(page)[:2], float(dragged.replace("−", "-")) < -6) == (["1", "19"], True)
    expect(page.locator("[data-kept]")).to_contain_text("Kept at")
    expect(page.locator("#reckoning")).to_contain_text("No. 1–19")
    assert faults(page) == []

    page.reload()
    expect(page.get_by_label("Tagline")).to_have_value("Typed in a hurry.")
    assert tier(page) == ["1", "19", dragged]

    page.get_by_role("button", name="Save Low Tide").click()
    expect(page.get_by_text("Low Tide is saved.")).to_be_visible()
    assert (workshop.draft.tiers.get().last, Typed.objects.count()) == (19, 0)


def test_figures_that_cannot_be_reckoned_stand_dimmed_under_what_is_wrong_until_they_can(workshop, open_page):
    page = open_page(workshop.user, workshop.address)
    says, before = page.locator("#reckoning > .unreckoned"), page.locator("#reckoning > .workedout")
    told, curve = page.locator("price-calculator [role=status]"), page.locator("price-curve")
    page.locator("#id_tiers-1-first").evaluate("field => field.closest('details').open = true")

    for field, value in {"first": "5", "last": "50", "change": "−3"}.items():
        page.locator(f"#id_tiers-1-{field}").fill(value)

    overlaps = "Tier 2, From piece: Piece 5 has a tier already."
    expect(says.get_by_role("link")).to_have_text([overlaps])
    expect(told).to_contain_text(overlaps)
    expect(before).to_have_attribute("inert", "")
    expect(curve.locator(".steps")).to_be_hidden()
    expect(curve.locator(".handle").first).to_be_hidden()
    expect(curve).to_contain_text("No curve can be drawn of what is typed")
    assert faults(page) == []

    page.locator("#id_minimum").fill("80")
    expect(says.get_by_role("link")).to_have_text(["Minimum to be made: The edition has only 50 pieces.", overlaps])
    says.get_by_role("link", name=overlaps).click()
    expect(page.locator("#id_tiers-1-first")).to_be_focused()

    page.locator("#id_tiers-1-first").fill("11")
    page.locator("#id_minimum").fill("10")
    expect(says).to_have_count(0)
    expect(before).not_to_have_attribute("inert", "")
    expect(before).to_contain_text("No. 11–50")
    expect(told).to_contain_text("It pays from 1 piece on.")
    expect(curve.locator(".handle").first).to_be_visible()


def test_what_is_saved_in_a_hurry_is_not_kept_beside_what_was_saved(workshop, open_page):
    page = open_page(workshop.user, workshop.address)
    page.get_by_label("Tagline").fill("Typed in a hurry.")

    page.get_by_role("button", name="Save Low Tide").click()
    expect(page.get_by_text("Low Tide is saved.")).to_be_visible()
    page.wait_for_load_state("networkidle")  # past any keeping that was sent while the page changed

    workshop.draft.refresh_from_db()
    assert (workshop.draft.tagline, Typed.objects.count()) == ("Typed in a hurry.", 0)


def test_words_typed_after_the_log_in_has_ended_wait_in_the_browser(workshop, open_page, live_server):
    page = open_page(workshop.user, workshop.address)
    Session.objects.all().delete()
    page.get_by_label("Tagline").fill("Typed on a train.")
    expect(page.locator("[data-kept]")).to_contain_text("You are logged out.")

    again = Client()
    again.force_login(workshop.user)
    key = again.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto(page.url)

    expect(page.get_by_label("Tagline")).to_have_value("Typed on a train.")
    expect(page.get_by_text("is here, not saved yet")).to_be_visible()
    assert Typed.objects.get().data["tagline"] == "Typed on a train."
