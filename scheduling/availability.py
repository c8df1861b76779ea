"""Where a station is free. Pure: staffed hours and what is occupied in, slots out; all times in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coop.times import DAY, MINUTE, Stretch, local_days, minute_of_day


@dataclass(frozen=True)
class Grid:
    """Where bookings of a kind may begin: each so many minutes on the node's clock, from local midnight on."""

    minutes: int
    zone: ZoneInfo

    def has(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return not (local.second or local.microsecond or (local.hour * 60 + local.minute) % self.minutes)

    def starts_in(self, stretch: Stretch, length: timedelta) -> Iterator[datetime]:
        """Each start on the grid from which `length` fits into the stretch."""
        opens, closes = stretch
        for day in local_days(opens, closes, self.zone):
            for moment in self._moments_of(day, opens):
                if moment + length > closes:
                    return
                yield moment

    def within(self, stretch: Stretch, length: timedelta) -> Stretch | None:
        """What of the stretch can be booked: from its first start on the grid by whole steps; None below `length`."""
        step = timedelta(minutes=self.minutes)
        start = next(iter(self.starts_in(stretch, length)), None)
        end = start + (stretch[1] - start) // step * step if start else None
        return (start, end) if start and end and end - start >= length else None

    def _moments_of(self, day: date, since: datetime) -> Iterator[datetime]:
        """Each moment of a local day from `since` on at which its clock shows a time of the grid."""
        midnight, next_midnight = (minute_of_day(day, minute, self.zone) for minute in (0, DAY // MINUTE))
        first = max(0, -((midnight - since) // MINUTE) // self.minutes * self.minutes)
        shown = range(first, DAY // MINUTE, self.minutes)
        moments: Iterable[datetime] = (midnight + minute * MINUTE for minute in shown)
        if next_midnight - midnight != DAY:
            moments = self._moments_of_a_changing_day(day, midnight)
        return (moment for moment in moments if moment >= since)

    def _moments_of_a_changing_day(self, day: date, midnight: datetime) -> list[datetime]:
        """Without the times that the clocks skip, and with those that they repeat twice."""
        shown = (datetime.combine(day, time()) + minute * MINUTE for minute in range(0, DAY // MINUTE, self.minutes))
        both = {at.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for at in shown for fold in (0, 1)}
        return sorted(moment for moment in both if moment >= midnight and self.has(moment))


def free_stretches(
    staffed: Iterable[Stretch],
    occupied: Iterable[Stretch],
    *,
    setup: timedelta = timedelta(),
    clearing: timedelta = timedelta(),
) -> list[Stretch]:
    """The staffed stretches in which work may lie so that its own set-up and clearing touch nothing occupied."""
    barred = sorted((start - clearing, end + setup) for start, end in occupied)
    free: list[Stretch] = []
    for opens, closes in staffed:
        for start, end in barred:
            if end <= opens:
                continue
            if start >= closes:
                break
            if opens < start:
                free.append((opens, start))
            opens = end
        if opens < closes:
            free.append((opens, closes))
    return free


def nearest_free(
    free: Iterable[Stretch], *, start: datetime, length: timedelta, grid: Grid, not_before: datetime, count: int = 3
) -> list[datetime]:
    """The `count` starts nearest to `start`, before it and after it, from which `length` is free; nearest first.

    They do not overlap each other, so that each is a choice of its own.
    """
    starts = (moment for opens, closes in free for moment in grid.starts_in((max(opens, not_before), closes), length))
    chosen: list[datetime] = []
    for moment in sorted(starts, key=lambda moment: (abs(moment - start), moment)):
        if all(abs(moment - other) >= length for other in chosen):
            chosen.append(moment)
        if len(chosen) == count:
            break
    return chosen
