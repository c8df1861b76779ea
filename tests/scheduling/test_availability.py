"""Free stretches and nearest slots, on hand-made days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from coop.times import covers
from scheduling.availability import Grid, free_stretches, nearest_free

HOUR = timedelta(hours=1)
HALF_HOURS = Grid(30, ZoneInfo("UTC"))


def on(day, hour, minute=0):
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def test_what_is_occupied_splits_the_staffed_hours():
    staffed = [(on(2, 9), on(2, 18)), (on(3, 9), on(3, 18))]
    occupied = [(on(2, 11), on(2, 12)), (on(2, 17), on(3, 10)), (on(2, 11, 30), on(2, 12, 30))]

    assert free_stretches(staffed, occupied) == [
        (on(2, 9), on(2, 11)),
        (on(2, 12, 30), on(2, 17)),
        (on(3, 10), on(3, 18)),
    ]


def test_set_up_and_clearing_keep_their_distance_but_may_lie_outside_staffed_hours():
    free = free_stretches([(on(2, 9), on(2, 18))], [(on(2, 12), on(2, 13))], setup=HOUR / 6, clearing=HOUR / 2)

    assert free == [(on(2, 9), on(2, 11, 30)), (on(2, 13, 10), on(2, 18))]


def test_a_day_that_is_wholly_occupied_leaves_nothing():
    assert free_stretches([(on(2, 9), on(2, 18))], [(on(2, 8), on(2, 18))]) == []


def test_the_nearest_starts_lie_before_and_after_and_do_not_overlap_each_other():
    free = [(on(2, 9), on(2, 12)), (on(2, 14), on(2, 18))]

    starts = nearest_free(free, start=on(2, 12), length=2 * HOUR, grid=HALF_HOURS, not_before=on(2, 8))

    assert starts == [on(2, 10), on(2, 14), on(2, 16)]


def test_nothing_is_offered_before_now_nor_where_the_length_does_not_fit():
    free = [(on(2, 9), on(2, 12)), (on(2, 14), on(2, 15, 45))]

    assert nearest_free(free, start=on(2, 12), length=2 * HOUR, grid=HALF_HOURS, not_before=on(2, 10, 30)) == []
    assert nearest_free(free, start=on(2, 12), length=HOUR, grid=HALF_HOURS, not_before=on(2, 10, 31)) == [
        on(2, 11),
        on(2, 14),
    ]


def test_the_grid_lies_on_the_clock_of_the_node():
    nepal = Grid(60, ZoneInfo("Asia/Kathmandu"))  # UTC+05:45

    assert nepal.has(on(2, 3, 15))
    assert not nepal.has(on(2, 3))
    assert list(nepal.starts_in((on(2, 3), on(2, 6)), HOUR)) == [on(2, 3, 15), on(2, 4, 15)]


def test_a_booking_must_lie_in_one_stretch():
    stretches = [(on(2, 9), on(2, 12)), (on(2, 13), on(2, 18))]

    assert covers(stretches, on(2, 9), on(2, 12))
    assert not covers(stretches, on(2, 11), on(2, 14))
