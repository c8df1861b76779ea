"""Every change of clocks of 2026 to 2028 in three zones, held against a walk minute by minute."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.times import RepeatedTime, SkippedTime, from_local, local_days, minute_of_day, staffed_stretches
from scheduling.availability import Grid, nearest_free

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GRIDS = [5, 7, 15, 30, 45, 50, 60, 90, 120, 240]
Shown = tuple[date, int]
"""What a clock on the wall shows: its day, and the minute of it."""


@dataclass(frozen=True)
class Change:
    """The clocks of a zone change at an instant; a walk over the local days around it shows what a wall clock shows."""

    zone: ZoneInfo
    at: datetime

    def __str__(self):
        return f"{self.zone.key}-{self.at:%Y-%m-%d}"

    @property
    def day(self) -> date:
        return self.at.astimezone(self.zone).date()

    @cached_property
    def walk(self) -> list[tuple[datetime, Shown]]:
        """Each minute, and what the wall clock shows in it, from a day before to a day after the changing day."""
        days = [self.day + timedelta(days=offset) for offset in (-1, 0, 1)]
        minutes = (self.at + minute * MINUTE for minute in range(-3 * 1440, 3 * 1440))
        return [(minute, shown) for minute in minutes if (shown := wall_clock(minute, self.zone))[0] in days]

    @cached_property
    def shown_at(self) -> dict[Shown, list[datetime]]:
        when = defaultdict(list)
        for minute, shown in self.walk:
            when[shown].append(minute)
        return when

    def first_reached(self, day: date, minute: int) -> datetime:
        """When somebody who watches the clock on a day first reads that it is `minute` or later."""
        return next(at for at, shown in self.walk if shown >= (day, minute))

    @property
    def start(self) -> datetime:
        return self.walk[0][0]

    @property
    def end(self) -> datetime:
        return self.walk[-1][0] + MINUTE


def wall_clock(moment: datetime, zone: ZoneInfo) -> Shown:
    local = moment.astimezone(zone)
    return local.date(), local.hour * 60 + local.minute


def changes_of(zone: ZoneInfo) -> Iterator[Change]:
    """Where an hour on the wall is not an hour later: found by looking, not by a rule."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year < 2029:
        before, after = ((moment + offset).astimezone(zone).utcoffset() for offset in (-HOUR / 2, timedelta()))
        if before != after:
            yield Change(zone, moment)
        moment += HOUR / 2


CHANGES = [change for zone in ZONES for change in changes_of(zone)]
every_change = pytest.mark.parametrize("change", CHANGES, ids=str)
examples = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def test_each_zone_changes_its_clocks_twice_a_year_and_lord_howe_by_half_an_hour():
    assert [sum(change.zone == zone for change in CHANGES) for zone in ZONES] == [6, 6, 6]
    assert {(change.zone.key, minutes_in(change) - 3 * 1440) for change in CHANGES} == {
        *((zone, shift) for zone in ("Europe/Berlin", "America/New_York") for shift in (-60, 60)),
        *(("Australia/Lord_Howe", shift) for shift in (-30, 30)),
    }


def minutes_in(change) -> int:
    return len(change.walk)


@every_change
def test_a_skipped_time_is_refused_a_repeated_one_is_asked_and_any_other_is_what_the_clock_shows(change):
    for minute in range(1440):
        at, when = time(*divmod(minute, 60)), change.shown_at[change.day, minute]
        if not when:
            with pytest.raises(SkippedTime):
                from_local(change.day, at, change.zone)
            with pytest.raises(SkippedTime):
                from_local(change.day, at, change.zone, fold=1)
        elif len(when) == 2:
            with pytest.raises(RepeatedTime):
                from_local(change.day, at, change.zone)
            assert [from_local(change.day, at, change.zone, fold=fold) for fold in (0, 1)] == when
        else:
            assert [from_local(change.day, at, change.zone, fold=fold) for fold in (None, 0, 1)] == when * 3


@every_change
def test_a_minute_of_the_day_is_when_the_clock_first_reaches_it(change):
    reached = [minute_of_day(change.day, minute, change.zone) for minute in range(1441)]

    assert reached[:1440] == [change.first_reached(change.day, minute) for minute in range(1440)]
    assert reached[1440] == change.first_reached(change.day + timedelta(days=1), 0)


@every_change
@pytest.mark.parametrize("minutes", GRIDS)
def test_the_grid_lies_on_the_wall_clock_before_and_after_and_while_it_changes(change, minutes):
    shown = [minute for minute, (_, on_clock) in change.walk if on_clock % minutes == 0]

    assert list(Grid(minutes, change.zone).starts_in((change.start, change.end), MINUTE)) == shown
    assert [minute for minute, _ in change.walk if Grid(minutes, change.zone).has(minute)] == shown


def minute_of_a_day():
    """Any, and often one close to when clocks change."""
    return st.one_of(st.integers(0, 1440), st.integers(0, 24 * 12).map(lambda five: five * 5), st.integers(60, 240))


@st.composite
def weeks(draw):
    """Hours that do not overlap, on any weekday."""
    for_day = st.lists(minute_of_a_day(), unique=True, max_size=6).map(sorted)
    return [
        (weekday, opens, closes)
        for weekday in range(7)
        for edges in [draw(for_day)]
        for opens, closes in zip(edges[::2], edges[1::2], strict=False)
    ]


@st.composite
def windows(draw):
    change = draw(st.sampled_from(CHANGES))
    last = minutes_in(change)
    first, end = sorted(draw(st.tuples(st.integers(0, last - 1), st.integers(1, last))))
    return change, change.start + first * MINUTE, change.start + max(end, first + 1) * MINUTE


def somebody_is_there(change, week, shut) -> list[datetime]:
    """Each minute of the walk in which a watcher who comes and goes by the wall clock is there."""
    there = set()
    for offset in (-1, 0, 1):
        day = change.day + timedelta(days=offset)
        for weekday, opens, closes in week:
            if weekday == day.weekday() and day not in shut:
                comes = change.first_reached(day, opens) if opens < 1440 else change.end
                leaves = [minute for minute, shown in change.walk if shown >= (day, closes)]
                there |= {minute for minute, _ in change.walk if comes <= minute < (leaves or [change.end])[0]}
    return sorted(there)


@examples
@given(windows(), weeks(), st.sets(st.integers(-1, 1), max_size=1))
def test_staffed_stretches_hold_the_minutes_that_a_watcher_of_the_clock_counts(window, week, closed):
    change, start, end = window
    shut = {change.day + timedelta(days=offset) for offset in closed}
    stretches = staffed_stretches(week, [(day, day + timedelta(days=1)) for day in shut], change.zone, start, end)

    counted = [minute for minute in somebody_is_there(change, week, shut) if start <= minute < end]
    assert stretches == joined(counted)
    assert sum((closes - opens for opens, closes in stretches), timedelta()) == len(counted) * MINUTE


def joined(minutes: list[datetime]) -> list[tuple[datetime, datetime]]:
    """Minutes in a row as one stretch."""
    rows = [
        [minute for _, minute in row] for _, row in groupby(enumerate(minutes), lambda each: each[1] - each[0] * MINUTE)
    ]
    return [(row[0], row[-1] + MINUTE) for row in rows]


@examples
@given(windows())
def test_the_local_days_of_a_stretch_are_those_that_the_clock_shows_in_it(window):
    change, start, end = window
    shown = {day for minute, (day, _) in change.walk if start <= minute < end}

    assert list(local_days(start, end, change.zone)) == sorted(shown)


@examples
@given(windows(), st.sampled_from(GRIDS), st.integers(5, 400), st.integers(0, 4000))
def test_the_nearest_starts_are_those_that_trying_every_minute_finds(window, minutes, length, asked):
    change, opens, closes = window
    wanted, lasts, grid = change.start + asked * MINUTE, length * MINUTE, Grid(minutes, change.zone)
    fitting = [
        minute
        for minute, (_, on_clock) in change.walk
        if on_clock % minutes == 0 and opens <= minute and minute + lasts <= closes
    ]
    chosen = []
    for minute in sorted(fitting, key=lambda minute: (abs(minute - wanted), minute)):
        if all(abs(minute - other) >= lasts for other in chosen):
            chosen.append(minute)

    found = nearest_free([(opens, closes)], start=wanted, length=lasts, grid=grid, not_before=change.start)
    assert found == chosen[:3]
