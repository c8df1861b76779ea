"""Printed sheets: letters, figures at the margin, and the same bytes for the same words."""

from datetime import UTC, datetime

import pytest

from coop.paper import Sheet

DAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def sheet(title="A slip"):
    return Sheet(title=title, size=(105, 148), margin=9, dated=DAY)


def test_the_same_words_at_the_same_moment_are_the_same_bytes():
    def printed(words):
        made = sheet()
        made.say(words)
        made.row("Total", "€48.00", bold=True)
        made.qr("1042", x=60, y=100, side=30)
        return made.printed()

    assert printed("Łódź") == printed("Łódź")
    assert printed("Łódź") != printed("Porto")


@pytest.mark.parametrize(("installed", "said"), [(True, "Łucja, Straße 8, €5 – ?"), (False, "?ucja, Straße 8, €5 – ?")])
def test_what_the_type_cannot_show_is_a_question_mark(settings, installed, said):
    settings.FONTS_INSTALLED = installed and settings.FONTS_INSTALLED
    expected = said if settings.FONTS_INSTALLED or not installed else said.replace("Ł", "?")

    assert sheet().printable("Łucja, Straße 8, €5 – Ω") == expected


def test_a_long_line_is_broken_and_its_figure_stays_on_the_first():
    made = sheet()
    top = made.get_y()

    made.row("A very long name of a very long carafe " * 4, "€48.00")

    assert made.page_no() == 1
    assert made.get_y() - top > 10
