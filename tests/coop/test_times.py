from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coop.times import RepeatedTime, SkippedTime, from_local, staffed_stretches

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_local_time_becomes_an_instant():
    assert from_local(date(2026, 11, 23), time(9), BERLIN) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_time_that_the_spring_skips_is_refused_with_its_reason():
    with pytest.raises(SkippedTime, match="02:30 does not exist on 28 March 2027 in Europe/Berlin"):
        from_local(date(2027, 3, 28), time(2, 30), BERLIN)


def test_a_time_that_the_autumn_repeats_asks_which():
    with pytest.raises(RepeatedTime, match="comes twice"):
        from_local(date(2026, 10, 25), time(2, 30), BERLIN)


def test_each_of_the_two_can_be_meant():
    first = from_local(date(2026, 10, 25), time(2, 30), BERLIN, fold=0)
    second = from_local(date(2026, 10, 25), time(2, 30), BERLIN, fold=1)

    assert second - first == timedelta(hours=1)


def test_nine_o_clock_stays_nine_o_clock_over_the_change_of_clocks():
    sunday_nine_to_ten = [(6, 9 * 60, 10 * 60)]

    stretches = staffed_stretches(
        sunday_nine_to_ten, [], BERLIN, datetime(2026, 10, 18, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    )

    assert [start for start, _ in stretches] == [
        datetime(2026, 10, 18, 7, tzinfo=UTC),
        datetime(2026, 10, 25, 8, tzinfo=UTC),
    ]


def test_nobody_is_there_on_a_closed_day():
    every_day = [(weekday, 540, 1080) for weekday in range(7)]

    stretches = staffed_stretches(
        every_day,
        [(date(2026, 12, 25), date(2026, 12, 27))],
        BERLIN,
        datetime(2026, 12, 24, 23, tzinfo=UTC),
        datetime(2026, 12, 28, 23, tzinfo=UTC),
    )

    assert [start.astimezone(BERLIN).day for start, _ in stretches] == [27, 28]


def test_hours_up_to_midnight_join_those_that_begin_there():
    round_the_clock = [(weekday, 0, 24 * 60) for weekday in range(7)]
    start, end = datetime(2026, 11, 23, 5, tzinfo=UTC), datetime(2026, 11, 25, 5, tzinfo=UTC)

    assert staffed_stretches(round_the_clock, [], BERLIN, start, end) == [(start, end)]
