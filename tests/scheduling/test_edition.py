"""An edition as marks and prices; its route, dates and lengths as words."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from scheduling.durations import UnreadableLength, read_length, write_length
from scheduling.pages.edition import edition_of, numbers_in_words
from scheduling.pages.lead_bar import lead_bar
from scheduling.spoken import countdown, days_in_words, hours_of, length_in_words

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def tier(first, last, amount_minor):
    return SimpleNamespace(first=first, last=last, percent=0, amount_minor=amount_minor)


def test_a_row_for_each_price_says_what_is_gone_now_and_to_come():
    edition = edition_of(5, {1, 2, 3}, 4800, [tier(1, 2, -600), tier(5, 5, 600)])

    rows = [(row.first, row.last, row.price_minor, row.taken, row.left, row.state) for row in edition.rows]
    assert rows == [(1, 2, 4200, 2, 0, "gone"), (3, 4, 4800, 1, 1, "now"), (5, 5, 5400, 0, 1, "")]
    assert (edition.next_number, edition.next_price_minor) == (4, 4800)


def test_a_cancelled_position_is_the_next_one_again():
    edition = edition_of(4, {1, 3}, 4800, [])

    assert [mark.state for mark in edition.rows[0].marks] == ["taken", "next", "taken", ""]


def test_what_is_only_held_is_not_left_and_looks_otherwise():
    edition = edition_of(3, {1, 2, 3}, 4800, [], held={2: None})

    assert [mark.state for mark in edition.rows[0].marks] == ["taken", "held", "taken"]
    assert (edition.rows[0].left, edition.left) == (0, 0)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([24], "No. 24"), ([24, 25], "No. 24 and 25"), ([10, 11, 12], "No. 10–12"), ([1, 4, 5, 6], "No. 1 and 4–6")],
)
def test_numbers_are_said_in_stretches(numbers, words):
    assert numbers_in_words(numbers) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (90, "1½ hours"), (530, "9 hours"), (10080, "7 days"), (60 * 36, "36 hours")],
)
def test_lengths_are_rounded_as_people_round(minutes, words):
    assert length_in_words(minutes) == words


def test_hours_of_a_column_are_halves():
    assert [hours_of(minutes) for minutes in (60, 90, 74 * 60)] == ["1 h", "1½ h", "74 h"]


def test_days_are_said_on_the_nodes_clock():
    late = datetime(2027, 2, 16, 23, 30, tzinfo=UTC)

    assert days_in_words(late, late + timedelta(days=2), AMSTERDAM) == "17–19 February"
    assert days_in_words(late, late, AMSTERDAM) == "17 February"
    assert days_in_words(late, late + timedelta(days=14), AMSTERDAM) == "17 February to 3 March"


def test_the_clock_counts_down_to_the_minute_and_stops_at_nothing():
    now = datetime(2027, 2, 12, 15, 36, tzinfo=UTC)

    assert countdown(now, now + timedelta(days=3, hours=2, minutes=24)) == (3, 2, 24)
    assert countdown(now, now - timedelta(days=1)) == (0, 0, 0)


def test_the_lead_bar_ends_with_the_promised_day_and_ticks_on_mondays():
    closes = datetime(2027, 2, 14, 17, tzinfo=UTC)
    bar = lead_bar(closes, closes + timedelta(days=28), AMSTERDAM, now=closes - timedelta(days=1))

    assert (bar.due, bar.planned, bar.now) == (96.0, None, None)
    assert [tick.label for tick in bar.ticks] == ["22 Feb", "1 Mar"]


@pytest.mark.parametrize(
    ("text", "minutes"), [("7 d", 10080), ("18h", 1080), ("1 d 12 h", 2160), ("1,5 hours", 90), ("90 min", 90), ("", 0)]
)
def test_waits_are_read_as_makers_write_them(text, minutes):
    assert read_length(text) == minutes


def test_a_wait_reads_back_as_it_was_written():
    assert [write_length(minutes) for minutes in (10080, 2160, 90)] == ["7 d", "1 d 12 h", "1 h 30 min"]


@pytest.mark.parametrize("text", ["seven days", "7", "7 fortnights"])
def test_a_wait_nobody_can_read_says_how_to_write_it(text):
    with pytest.raises(UnreadableLength, match="Write it as 7 d, 18 h or 90 min"):
        read_length(text)
