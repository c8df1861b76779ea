"""How a station's day becomes cells: pure, so no database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.availability import Grid
from scheduling.board.axis import axis_of, day_shown
from scheduling.board.cells import Held, Offer, Usage, bookable, cells_of
from scheduling.board.fired import paths, points_of
from scheduling.board.rule_words import rule_words
from scheduling.board.strip import strip_of
from scheduling.board.week import Busy, booked_percent, cells_of_week, shifts_of
from scheduling.rules import Rules

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = date(2027, 3, 2)
WHEEL = Usage(slot_minutes=30, shortest_minutes=30, longest_minutes=480, clearing_minutes=30)
NINE_TO_SIX = [(540, 1080)]


def at(hour, minute=0, *, day=2):
    return datetime(2027, 3, day, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=minute)


def axis(day=TUESDAY, zone=AMSTERDAM, week=NINE_TO_SIX):
    return axis_of(day, zone, week)


def held(start, end, look="maker", *, key=1, clearing=30):
    return Held(key, look, start, end, (start, end + timedelta(minutes=clearing)), "Mugs", "Kiezel")


def row(bookings, *, offers=(), now=None, usage=WHEEL):
    drawn, staffed = axis(), [(at(9), at(18))]
    free = bookable(usage, staffed, [each.occupied for each in bookings], Grid(30, AMSTERDAM), now or at(1))
    return cells_of(drawn, bookings, list(free), staffed, usage, offers)


def said(cells):
    return [(cell.look, cell.span, cell.starts) for cell in cells]


def test_an_empty_day_is_free_while_somebody_is_there():
    assert said(row([])) == [("off", 24, ""), ("free", 108, "09:00"), ("off", 48, ""), ("off", 108, "")]


def test_a_booking_stands_with_its_clearing_and_what_is_left_is_free():
    assert said(row([held(at(11), at(13))])) == [
        ("off", 24, ""),
        ("free", 24, "09:00"),
        ("held", 24, ""),
        ("tail", 6, ""),
        ("free", 54, "13:30"),
        ("off", 48, ""),
        ("off", 108, ""),
    ]


def test_what_is_over_and_what_is_too_short_is_no_link():
    looks = said(row([held(at(12), at(18), clearing=0)], now=at(11, 10)))

    assert looks[1:3] == [("idle", 36, ""), ("held", 72, "")]


def test_a_booking_from_yesterday_and_one_into_the_night_are_cut_at_the_edges():
    cells = row([held(at(5), at(10)), held(at(17), at(33), key=2)])

    assert [(cell.before, cell.after, cell.span) for cell in cells if cell.look == "held"] == [
        (True, False, 36),
        (False, True, 60 + 108),
    ]


def test_a_proposal_is_drawn_where_it_is_free_and_not_over_a_clash():
    pick = Offer(at(14), at(16), "14:00–16:00", "2 h")

    assert [cell.look for cell in row([], offers=[pick])] == ["off", "free", "pick", "tail", "idle", "off", "off"]
    assert "pick" not in {cell.look for cell in row([held(at(15), at(16))], offers=[pick])}


@pytest.mark.parametrize(
    ("day", "zone", "quarters"),
    [
        (TUESDAY, "Europe/Berlin", 138),
        (date(2027, 3, 27), "Europe/Berlin", 136),
        (date(2026, 10, 24), "Europe/Berlin", 140),
        (date(2027, 4, 3), "Australia/Lord_Howe", 139),
        (date(2026, 10, 3), "Australia/Lord_Howe", 137),
    ],
)
def test_the_night_in_which_the_clocks_change_is_shorter_or_longer(day, zone, quarters):
    assert axis(day, ZoneInfo(zone)).quarters == quarters


def test_a_node_that_is_staffed_by_night_is_drawn_from_midnight_to_midnight():
    by_night = axis(week=[(0, 24 * 60)])

    assert (by_night.start, by_night.end, by_night.night_columns) == (at(0), at(24), 0)
    assert [head.words for head in by_night.hours([(at(0), at(24))])][:3] == ["00", "01", "02"]


def test_before_dawn_belongs_to_the_board_of_the_evening_before():
    assert day_shown(at(6, day=3), AMSTERDAM, NINE_TO_SIX) == TUESDAY
    assert day_shown(at(7, day=3), AMSTERDAM, NINE_TO_SIX) == date(2027, 3, 3)


stretches = st.lists(st.integers(-20, 340), min_size=0, max_size=12, unique=True).map(sorted)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(edges=stretches, clearing=st.sampled_from([0, 10, 30]))
def test_whatever_is_booked_the_cells_fill_the_row_without_a_hole(edges, clearing):
    points = [at(7) + timedelta(minutes=5 * edge) for edge in edges]
    pairs = [pair for number, pair in enumerate(pairwise(points)) if number % 2 == 0]
    bookings = [held(start, end, key=number, clearing=0) for number, (start, end) in enumerate(pairs)]

    cells = row(bookings, usage=Usage(30, 30, 480, clearing_minutes=clearing))

    assert sum(cell.span for cell in cells) == 180 + 108
    assert all(before.end == after.start for before, after in pairwise(cells))
    assert (cells[0].start, cells[-1].end) == (axis().start, axis().end)


def test_a_firing_is_drawn_over_day_and_night_and_cools_towards_the_door():
    points = points_of([(0, 20), (300, 1000)], cool_minutes=600)
    drawn = paths(axis(), at(9), at(31), at(9), [(0, 20), (300, 1000)], 600)

    assert (points[1], points[-1][0], round(points[-1][1])) == ((300, 1000), 900, 90)
    assert drawn["width"] == 13 * 60 + 9 * 60 / 4
    assert drawn["heats_x"] == round(300 / drawn["width"] * 100, 1)


def test_the_week_says_what_is_left_of_each_shift():
    monday = date(2027, 3, 1)
    staffed = [(at(9), at(18))]
    cells = list(
        cells_of_week(
            shifts_of(monday, AMSTERDAM), [Busy(at(9), at(13), "held")], [(at(13), at(18))], staffed, WHEEL, AMSTERDAM
        )
    )

    tuesday = [(cell.look, cell.words, cell.starts) for cell in cells[3:6]]
    assert tuesday == [("full", "full", ""), ("free", "5 h", "13:00"), ("off", "", "")]
    assert {cell.look for cell in cells[:3] + cells[6:]} == {"off"}
    assert booked_percent(staffed, [(at(9), at(13, 30))], 1) == 50


def test_rules_are_said_where_they_bite():
    rules = Rules(cancel_hours=2, late_cancel="charge", late_percent=50, check_in=True, per_day=2)

    words = rule_words(rules, WHEEL, start=at(14), now=at(9), horizon_days=60, zone=AMSTERDAM)

    assert words == [
        "Cancel without charge until 12:00; later costs 50 %.",
        "Check in between 13:50 and 14:15, or it is released.",
        "At most 2 bookings a day for each maker.",
        "Booked for 30 min to 8 h, in steps of 30 min, up to 60 days ahead.",
        "Only while somebody is there.",
    ]


def test_what_will_be_occupied_is_drawn_with_an_hour_around_it():
    strip = strip_of((at(14), at(16)), (at(14), at(16, 30)), AMSTERDAM)

    assert (strip.hours, strip.work_x, strip.work_width, strip.after_width) == (
        ["13", "14", "15", "16", "17", "18"],
        60,
        120,
        30,
    )
