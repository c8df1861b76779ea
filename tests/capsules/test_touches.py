"""By whose links somebody came: the first and the last, for thirty days. Pure."""

from datetime import date, timedelta

import pytest

from capsules.touches import Touch, Touches, read_touches

TODAY = date(2027, 3, 31)


def days_ago(days):
    return TODAY - timedelta(days=days)


def test_the_first_link_stays_the_first_and_the_last_is_the_last():
    touches = Touches().touched("nova", days_ago(5)).touched("kade", days_ago(2)).touched("mees", TODAY)

    assert touches == Touches(Touch("nova", days_ago(5)), Touch("mees", TODAY))


def test_they_are_read_as_they_were_written():
    touches = Touches().touched("nova", days_ago(5)).touched("kade-12", TODAY)

    assert str(touches) == "nova.20270326.kade-12.20270331"
    assert read_touches(str(touches), TODAY) == touches


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        (29, 0, Touches(Touch("nova", days_ago(29)), Touch("kade", TODAY))),
        (30, 29, Touches(Touch("kade", days_ago(29)), Touch("kade", days_ago(29)))),
        (60, 30, Touches()),
        (-1, -1, Touches()),
    ],
)
def test_each_counts_for_thirty_days(first, last, counted):
    touches = Touches(Touch("nova", days_ago(first)), Touch("kade", days_ago(last)))

    assert touches.counting(TODAY) == counted


@pytest.mark.parametrize("text", ["", "nova", "nova.20270326", "nova.yesterday.nova.today", "a.b.c.d.e"])
def test_what_cannot_be_read_is_nothing(text):
    assert read_touches(text, TODAY) == Touches()
