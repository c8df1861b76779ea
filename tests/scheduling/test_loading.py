"""When kilns are loaded and unloaded, for any program and any day of a year with both changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coop.times import covers, staffed_stretches
from scheduling.availability import Grid
from scheduling.loading import APART, LOADING, UNLOADING, cool_at, firing_times, loadings, nearest

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]).map(ZoneInfo)
PROGRAMS = st.builds(SimpleNamespace, fire_minutes=st.integers(60, 1500), cool_minutes=st.integers(0, 2880))
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 1))
WEEK = [(day, 9 * 60, 18 * 60) for day in range(6)]
KILN = SimpleNamespace(occupied_by=lambda start, end: (start, end + timedelta(minutes=30)))


def hours_of(day, zone, days=12):
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return staffed_stretches(WEEK, [(day, day + timedelta(days=1))], zone, start, start + timedelta(days=days))


@given(ZONES, PROGRAMS, DAYS)
def test_a_kiln_is_unloaded_in_the_first_staffed_half_hour_after_it_has_cooled(zone, program, day):
    hours = hours_of(day, zone)
    start = hours[0][0]

    times = firing_times(start, program, hours)

    assert times.opens_at == cool_at(start, program) <= times.unloads_at
    assert covers(hours, times.unloads_at, times.ends_at)
    earlier = times.unloads_at - timedelta(minutes=15)
    assert earlier < times.opens_at or not covers(hours, earlier, earlier + UNLOADING)


@given(ZONES, PROGRAMS, DAYS, st.integers(0, 10), st.integers(1, 60))
def test_what_is_offered_is_staffed_at_both_ends_free_and_apart(zone, program, day, taken_from, taken_hours):
    hours, grid = hours_of(day, zone), Grid(30, zone)
    since = hours[0][0] + timedelta(hours=taken_from)
    held = (since, since + timedelta(hours=taken_hours))

    offered = nearest(loadings(program, hours, [held], KILN, grid), since)

    assert all(covers(hours, each.loads_at, each.loads_at + LOADING) for each in offered)
    assert all(covers(hours, each.unloads_at, each.ends_at) for each in offered)
    assert all(grid.has(each.loads_at) for each in offered)
    occupied = [KILN.occupied_by(each.loads_at, each.ends_at) for each in offered]
    assert not any(start < held[1] and held[0] < end for start, end in occupied)
    starts = sorted(each.loads_at for each in offered)
    assert all(later - earlier >= APART for earlier, later in pairwise(starts))
