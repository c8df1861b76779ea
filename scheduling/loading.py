"""When a kiln is loaded and unloaded. Pure: staffed hours, busy hands and what is occupied in, times out, in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coop.times import Stretch
from scheduling.availability import Grid

LOADING = timedelta(minutes=30)
UNLOADING = timedelta(minutes=30)
QUARTER = 15 * 60
"""People are called to a kiln on quarter hours, in seconds; every zone is off UTC by whole ones."""

APART = timedelta(hours=2)
"""Loading times offered for one kiln lie so far apart, so that each is a choice of its own."""


@dataclass(frozen=True)
class FiringTimes:
    """A kiln's hours from the first shelf in to the last shelf out."""

    loads_at: datetime
    fires_at: datetime
    opens_at: datetime
    """Cool enough to open."""
    unloads_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.unloads_at + UNLOADING


def cool_at(start: datetime, program) -> datetime:
    """When a kiln whose loading begins at `start` may be opened."""
    return start + LOADING + timedelta(minutes=program.fire_minutes + program.cool_minutes)


def firing_times(start: datetime, program, hours: list[Stretch]) -> FiringTimes | None:
    """The times of a firing loaded at `start`; None where nobody comes to unload it within `hours`.

    `hours` are those in which somebody is there with a free hand, in order.
    """
    cooled = cool_at(start, program)
    unloads_at = first_fit(hours, cooled, UNLOADING)
    return FiringTimes(start, start + LOADING, cooled, unloads_at) if unloads_at else None


def first_fit(hours: list[Stretch], ready: datetime, length: timedelta) -> datetime | None:
    """The first quarter hour from `ready` on after which `length` lies within one of `hours`."""
    for opens, closes in hours:
        start = quarter_from(max(opens, ready))
        if start + length <= closes:
            return start
    return None


def quarter_from(moment: datetime) -> datetime:
    return datetime.fromtimestamp(-(-moment.timestamp() // QUARTER) * QUARTER, UTC)


def loadings(program, hours: list[Stretch], occupied: Iterable[Stretch], kiln, grid: Grid) -> Iterator[FiringTimes]:
    """Each firing of `program` that `kiln` has free, loaded on the grid; `occupied` is what others hold of it."""
    held = list(occupied)
    for stretch in hours:
        for start in grid.starts_in(stretch, LOADING):
            times = firing_times(start, program, hours)
            if times is None:
                return
            begins, ends = kiln.occupied_by(times.loads_at, times.ends_at)
            if not any(begins < until and since < ends for since, until in held):
                yield times


def nearest(found: Iterable[FiringTimes], start: datetime, count: int = 3) -> list[FiringTimes]:
    """The `count` loadings nearest to `start`, before it and after it; nearest first."""
    chosen: list[FiringTimes] = []
    for times in sorted(found, key=lambda each: (abs(each.loads_at - start), each.loads_at)):
        if all(abs(times.loads_at - other.loads_at) >= APART for other in chosen):
            chosen.append(times)
        if len(chosen) == count:
            break
    return chosen
