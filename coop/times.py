"""Times are stored in UTC and thought in the node's zone. Pure functions; nobody asks a clock here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Stretch = tuple[datetime, datetime]
"""From an instant until just before another, both in UTC."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class SkippedTime(ValueError):
    """The clocks go forward over this local time: it does not exist."""


class RepeatedTime(ValueError):
    """The clocks go back over this local time: it happens twice, and somebody must say which is meant."""


def from_local(day: date, at: time, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """The instant of a local day and time, in UTC.

    Raises SkippedTime where daylight saving leaves the time out, and RepeatedTime where it
    comes twice and `fold` (0 the first, 1 the second) does not say which.
    """
    naive = datetime.combine(day, at)
    first, second = (naive.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != naive:
        raise SkippedTime(f"{naive:%H:%M} does not exist on {naive:%-d %B %Y} in {zone.key}: the clocks go forward.")
    if first != second and fold is None:
        raise RepeatedTime(f"{naive:%H:%M} comes twice on {naive:%-d %B %Y} in {zone.key}: say which you mean.")
    return second if fold == 1 else first


@lru_cache(maxsize=4096)  # a page asks for the same few openings and midnights hundreds of times
def minute_of_day(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which a local clock on `day` first shows `minute` or, if that is skipped, jumps past it."""
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    instant, other = (naive.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    if instant <= other:
        return instant
    # Skipped. Read by the clock before the jump, it lies as far after the jump as it lies into the gap.
    while (earlier := instant - MINUTE).astimezone(zone).replace(tzinfo=None) > naive:
        instant = earlier
    return instant


def local_days(start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[date]:
    """Each local day that [start, end) touches."""
    day = start.astimezone(zone).date()
    while minute_of_day(day, 0, zone) < end:
        yield day
        day += timedelta(days=1)


def staffed_stretches(
    week: Iterable[tuple[int, int, int]],
    closed: Iterable[tuple[date, date]],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    *,
    extra: Iterable[tuple[date, int, int]] = (),
) -> list[Stretch]:
    """The staffed stretches inside [start, end), in order, touching and overlapping ones joined.

    `week` holds (weekday from Monday 0, opening minute, closing minute) in local time;
    `closed` holds half-open stretches of local days on which nobody is there, not even in the
    `extra` hours (day, opening minute, closing minute) that one day has besides the week.
    """
    hours, besides = list(week), list(extra)
    shut = list(closed)
    stretches: list[Stretch] = []
    for day in local_days(start, end, zone):
        if any(first <= day < last for first, last in shut):
            continue
        weekly = ((opens, closes) for weekday, opens, closes in hours if weekday == day.weekday())
        once = ((opens, closes) for only, opens, closes in besides if only == day)
        for opens, closes in sorted([*weekly, *once]):
            _add(stretches, max(minute_of_day(day, opens, zone), start), min(minute_of_day(day, closes, zone), end))
    return stretches


def _add(stretches: list[Stretch], start: datetime, end: datetime) -> None:
    if start >= end:
        return
    if stretches and stretches[-1][1] >= start:
        earlier, until = stretches.pop()
        start, end = earlier, max(until, end)
    stretches.append((start, end))


def covers(stretches: Iterable[Stretch], start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies wholly inside one of the stretches."""
    return any(opens <= start and end <= closes for opens, closes in stretches)
