"""The board as people use it: with a mouse, with keys alone, with a finger, and without script."""

import re
from gzip import compress
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from psycopg.types.range import Range

from scheduling.models import Booking
from tests import make
from tests.stack import ROOT

from .axe import faults
from .workshop import Workshop


@pytest.fixture
def workshop(transactional_db):
    return Workshop()


def stretches():
    return [
        (booking.station.name, f"{start:%H:%M}", f"{end:%H:%M}")
        for booking in Booking.objects.live().select_related("station__node").order_by("during")
        for start, end in [
            (
                booking.during.lower.astimezone(booking.station.node.zone),
                booking.during.upper.astimezone(booking.station.node.zone),
            )
        ]
    ]


def test_a_stretch_is_dragged_with_the_mouse_and_booked(workshop, open_page):
    page = open_page(workshop.user, workshop.board)
    free = page.locator("tr[data-name='Wheel 1'] td:has(a.free)").bounding_box()
    hour = free["width"] / 9

    page.mouse.move(free["x"] + hour * 1 + 5, free["y"] + 10)
    page.mouse.down()
    page.mouse.move(free["x"] + hour * 2, free["y"] + 12, steps=3)
    page.mouse.move(free["x"] + hour * 3 - 5, free["y"] + 12, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Book Wheel 1, €9.00").click()

    expect(page.get_by_text(re.compile("Wheel 1 is booked"))).to_be_visible()
    assert stretches() == [("Wheel 1", "10:00", "12:00")]


def test_a_click_on_what_is_free_shows_its_price_and_books(workshop, open_page):
    page = open_page(workshop.user, workshop.board)

    page.locator("tr[data-name='Wheel 2'] a.free").click(position={"x": 5, "y": 10})
    page.get_by_label("Length").select_option("60")
    expect(page.get_by_role("button", name="Book Wheel 2, €4.50")).to_be_visible()
    page.get_by_label("What for").fill("Mugs")
    page.get_by_role("button", name="Book Wheel 2, €4.50").click()

    expect(page.locator("a.bar.mine")).to_contain_text("Mugs")
    assert stretches() == [("Wheel 2", "09:00", "10:00")]


def test_a_click_amid_free_time_begins_there_and_ends_where_it_ends(workshop, open_page):
    make.booking(workshop.wheel, during=Range(workshop.at(15), workshop.at(16)))
    page = open_page(workshop.user, workshop.board)
    free = page.locator("tr[data-name='Wheel 1'] a.free").first  # from 9 to 15
    width = free.locator("xpath=ancestor::td").bounding_box()["width"]

    with page.expect_navigation():
        free.click(position={"x": width * 5.3 / 6, "y": 10})

    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["start"], asked["length"]) == (["14:00"], ["60"])


def test_the_keyboard_alone_books_and_undoes(workshop, open_page):
    make.booking(workshop.wheel, during=Range(workshop.at(9), workshop.at(12)))
    page = open_page(workshop.user, workshop.board)
    page.locator(".board-nav :is(a, button)").last.focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.dataset.key")
    assert focused.startswith("b")  # the table's only tab stop: its first stretch

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.textContent").strip() == "Wheel 2 free 09:00 to 18:00"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent").strip() == "Wheel 1 free 12:00 to 18:00"
    assert page.locator("table [tabindex='0']").count() == 1
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("button:focus", has_text="Book Wheel 1").count():
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ("Wheel 1", "12:00", "14:00") in stretches()

    page.get_by_role("button", name="Undo the booking").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert stretches() == [("Wheel 1", "09:00", "12:00")]


def test_a_finger_books_on_a_phone(workshop, open_page):
    page = open_page(workshop.user, workshop.board, width=375, height=700, touch=True)

    page.get_by_role("link", name="Book Wheel 1 from 09:00").tap()
    button = page.get_by_role("button", name="Book Wheel 1, €9.00")
    tops = [page.locator(part).bounding_box()["y"] for part in ("#book", ".daylist")]
    assert tops == sorted(tops), "what was chosen stands above the list"
    fields = [page.get_by_label(name).bounding_box() for name in ("Start", "Length", "What for")]
    assert all(field["y"] + field["height"] <= button.bounding_box()["y"] for field in fields), "nothing covers a field"
    button.tap()

    expect(page.get_by_text(re.compile("Wheel 1 is booked"))).to_be_visible()
    assert stretches() == [("Wheel 1", "09:00", "11:00")]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_script_links_and_forms_book_and_undo(workshop, open_page):
    page = open_page(workshop.user, workshop.board, javascript=False)

    page.locator("tr[data-name='Wheel 1'] a.free").click(position={"x": 5, "y": 10})
    page.get_by_label("Length").select_option("90")
    page.get_by_role("button", name="Look at another length").click()
    page.get_by_role("button", name="Book Wheel 1, €6.75").click()
    assert stretches() == [("Wheel 1", "09:00", "10:30")]

    page.get_by_role("button", name="Undo the booking").click()
    assert stretches() == []


def test_a_refused_slot_leads_to_an_alternative_that_is_booked(workshop, open_page):
    page = open_page(workshop.user, workshop.board)
    page.locator("tr[data-name='Wheel 1'] a.free").click(position={"x": 5, "y": 10})
    page.get_by_label("What for").fill("Bowls, second batch")
    make.booking(workshop.wheel, during=Range(workshop.at(9), workshop.at(10)))

    page.get_by_role("button", name="Book Wheel 1, €9.00").click()
    expect(page.get_by_role("alert")).to_contain_text("Not booked")
    expect(page.get_by_label("What for")).to_have_value("Bowls, second batch")
    expect(page.get_by_role("button", name=re.compile("Join the waiting list for 09:00–11:00"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Book A")).click()

    expect(page.get_by_text(re.compile("is booked"))).to_be_visible()
    assert ("Wheel 2", "09:00", "11:00") in stretches()
    assert Booking.objects.filter(title="Bowls, second batch").count() == 1


def test_an_own_bar_is_moved_and_lengthened_by_dragging_and_moved_back(workshop, open_page):
    mine = {"maker": workshop.maker, "title": "Mugs"}
    make.booking(workshop.wheel, during=Range(workshop.at(10), workshop.at(12)), **mine)
    page = open_page(workshop.user, workshop.board)
    bar = page.locator("a.bar.mine").bounding_box()
    hour, y = bar["width"] / 2, bar["y"] + bar["height"] / 2

    page.mouse.move(bar["x"] + 20, y)
    page.mouse.down()
    page.mouse.move(bar["x"] + 20 + hour * 3, y, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    assert stretches() == [("Wheel 1", "13:00", "15:00")]

    bar = page.locator("a.bar.mine").bounding_box()
    page.mouse.move(bar["x"] + bar["width"] - 3, y)
    y = bar["y"] + bar["height"] / 2
    page.mouse.move(bar["x"] + bar["width"] - 3, y)
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] - 3 + hour, y, steps=5)
    with page.expect_navigation():
        page.mouse.up()
    assert stretches() == [("Wheel 1", "13:00", "16:00")]

    page.get_by_role("button", name="Move it back").click()
    expect(page.get_by_text(re.compile("Undone"))).to_be_visible()
    assert stretches() == [("Wheel 1", "13:00", "15:00")]


def test_what_others_book_appears_without_a_reload_and_the_focus_stays(workshop, open_page):
    page = open_page(workshop.user, workshop.board)
    page.clock.install()
    page.reload()
    page.locator("tr[data-name='Wheel 2'] a.free").focus()
    key = page.evaluate("document.activeElement.dataset.key")
    make.booking(workshop.wheel, during=Range(workshop.at(9), workshop.at(10)))
    page.clock.fast_forward(15_000)

    expect(page.locator("#board-news")).to_contain_text("Wheel 1, 09:00 to 10:00, was booked just now.")
    expect(page.locator("tr[data-name='Wheel 1'] a.bar.taken")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.key") == key


def test_on_a_phone_the_masthead_shows_where_one_is(workshop, open_page):
    page = open_page(workshop.user, "/studio/usage/", width=375)

    here = page.locator(".masthead nav [aria-current]").bounding_box()
    assert 0 <= here["x"] <= here["x"] + here["width"] <= 375


def test_the_script_is_small():
    assert len(compress((ROOT / "static" / "js" / "board.js").read_bytes())) <= 6_000


@pytest.mark.parametrize(("width", "query"), [(1280, ""), (1280, "?view=week"), (1280, "panel"), (375, "")])
def test_axe_finds_nothing(workshop, open_page, width, query):
    make.booking(workshop.wheel, during=Range(workshop.at(9), workshop.at(10)), maker=workshop.maker)
    make.booking(workshop.wheel, during=Range(workshop.at(11), workshop.at(12)))
    make.booking(workshop.second, during=Range(workshop.at(11), workshop.at(12)), purpose="maintenance", title="belt")
    make.firing(make.kiln("Big kiln", at=workshop.node), start=workshop.at(9))
    if query == "panel":
        query = f"?station={workshop.wheel.slug}&start=14:00"

    assert faults(open_page(workshop.user, workshop.board + query, width=width)) == []
