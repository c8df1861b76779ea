"""Where a station is free. Pure: staffed hours and what is occupied in, slots out; all times in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coop.times import Stretch


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
        moment = self._first_at_or_after(stretch[0])
        while moment + length <= stretch[1]:
            if self.has(moment):
                yield moment
                moment += timedelta(minutes=self.minutes)
            else:
                moment += timedelta(minutes=5)

    @staticmethod
    def _first_at_or_after(moment: datetime) -> datetime:
        whole = moment.replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)
        return whole if whole == moment else whole + timedelta(minutes=5)


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


def covers(stretches: Iterable[Stretch], start: datetime, end: datetime) -> bool:
    """Whether [start, end) lies wholly inside one of the stretches."""
    return any(opens <= start and end <= closes for opens, closes in stretches)
