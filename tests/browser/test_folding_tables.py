"""Tables on a phone: each row is a card, and whatever stands in it can be seen and pressed without scrolling aside."""

import pytest
from playwright.sync_api import expect

from tests import make

from .axe import faults
from .workshop import Workshop

OUTSIDE = """() => [...document.querySelectorAll('.folds tbody *')]
    .filter(each => !each.closest('.vh'))
    .filter(each => { const box = each.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth })
    .map(each => each.outerHTML)"""


def samples():
    workshop = Workshop()
    make.sample(make.capsule("Low Tide", maker=workshop.maker), street="Witte de Withstraat 43a")
    return workshop.user


def codes():
    make.price_code("WELCOME", capsule=make.capsule("Low Tide"))
    return make.admin()


@pytest.mark.parametrize("width", [375, 320])
@pytest.mark.parametrize(
    ("rows", "address", "headings", "buttons"),
    [
        (samples, "/studio/samples/", ["Where", "Scans", "Came by it first", "Came by it last"], ["Card", "Take back"]),
        (codes, "/office/codes/", ["For", "Stands", "Used", "Took off"], ["End"]),
    ],
)
def test_every_cell_and_button_is_on_the_screen(transactional_db, open_page, width, rows, address, headings, buttons):
    page = open_page(rows(), address, width=width)
    table = page.locator("table.folds")

    said = table.locator("td[data-th]").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert said == [f'"{heading}"' for heading in headings]
    for words in buttons:
        expect(table.get_by_text(words, exact=False).first).to_be_visible()
    assert (page.evaluate(OUTSIDE), page.evaluate("document.documentElement.scrollWidth")) == ([], width)
    assert faults(page) == []
