"""Firings in a browser without script, and what axe says of their pages."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from scheduling.actions.firing import join_firing, open_firing
from scheduling.models import Firing
from tests import make

from .axe import faults
from .workshop import Workshop


class Kilnroom(Workshop):
    """The workshop with a kiln, a glaze program, and a firing of another maker from ten o'clock on."""

    def __init__(self):
        super().__init__()
        of = make.kiln_kind("kiln", needs_qualification=False)
        self.kiln = make.kiln("Round kiln", of=of, at=self.node, hour_minor=100, capacity_l=100)
        self.glaze = make.program(of, "Glaze", cone="6", family="glaze", fire_minutes=540, cool_minutes=780)
        self.other = make.maker_user(make.maker("Grofgoed", home=self.node))
        self.firing = open_firing(
            self.kiln,
            maker=self.other.maker,
            program=self.glaze,
            start=self.at(10),
            litres=Decimal(40),
            pieces=12,
            by=self.other,
        )


@pytest.fixture
def kilnroom(transactional_db):
    return Kilnroom()


def test_without_script_a_maker_joins_after_seeing_the_sum(kilnroom, open_page):
    page = open_page(kilnroom.user, "/studio/firings/", javascript=False)
    page.get_by_role("link", name="has 60 l left").click()
    page.get_by_label("Litres").fill("40")
    page.get_by_label("Pieces", exact=True).fill("6")
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Join with 40 l, €11.50").click()

    expect(page.get_by_role("rowheader", name="Yours")).to_be_visible()
    page.get_by_role("button", name="Take 40 l out").click()

    expect(page.get_by_text("40 l are out of")).to_be_visible()
    assert Firing.objects.get().taken_l == 40


def test_without_script_a_refused_firing_leads_to_another_time_that_is_opened(kilnroom, open_page):
    page = open_page(kilnroom.user, "/studio/firings/open/", javascript=False, width=375)
    page.get_by_label("Day").fill(f"{kilnroom.day}")
    page.get_by_label("Loading begins").fill("14:00")
    page.get_by_label("Litres").fill("25")
    page.get_by_label("Pieces", exact=True).fill("8")
    page.get_by_label("What they are").fill("Plates")
    page.get_by_role("button", name="Show times and price").click()

    expect(page.get_by_role("alert")).to_contain_text("Round kiln is taken for some of the time")
    assert page.get_by_label("What they are").input_value() == "Plates"
    page.get_by_role("button", name="Open A").click()

    expect(page.get_by_role("rowheader", name="Yours: Plates")).to_be_visible()
    assert Firing.objects.count() == 2


PAGES = {
    "list": "/studio/firings/",
    "open": "/studio/firings/open/?kiln={kiln}&program={program}&day={day}&start=14:00&litres=5&pieces=1",
    "one": "/studio/firings/{firing}/?program={program}&litres=5&pieces=1",
    "usage": "/studio/usage/",
    "office": "/office/usage/",
    "utilisation": "/office/utilisation/{node}/",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(kilnroom, open_page, name):
    join_firing(kilnroom.firing, maker=kilnroom.maker, litres=Decimal(10), pieces=2, by=kilnroom.user)
    address = PAGES[name].format(
        kiln=kilnroom.kiln.slug,
        program=kilnroom.glaze.pk,
        day=kilnroom.day,
        firing=kilnroom.firing.pk,
        node=kilnroom.node.slug,
    )
    user = kilnroom.user if address.startswith("/studio") else make.admin()

    page = open_page(user, address)

    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 1100})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page) == []
