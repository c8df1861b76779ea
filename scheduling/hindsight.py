"""What a month of rows teaches: who kept what, where steps waited, how full kilns were, what set-up took. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from coop.times import MINUTE, Stretch

FILL_STEPS = 5
COLUMN_WIDTH, COLUMN_HEIGHT, COLUMN_TOP = 96, 96, 24
WORTH_NAMING_MINUTES = 60
"""A station that steps waited less for in all is nobody's bottleneck."""


def staffed_minutes(staffed: Iterable[Stretch], since: datetime, until: datetime) -> int:
    """How long somebody was there between two moments: a night is not a queue."""
    inside = ((max(opens, since), min(closes, until)) for opens, closes in staffed)
    return sum((end - start) // MINUTE for start, end in inside if start < end)


class Waited(NamedTuple):
    """A step that stood ready while its station was not free for it, in staffed minutes."""

    station: str
    minutes: int


@dataclass(frozen=True)
class Queue:
    """What stood before one station: how many steps, and their minutes together."""

    station: str
    steps: int
    minutes: int

    @property
    def mean_minutes(self) -> int:
        return round(self.minutes / self.steps)


def queues_of(waits: Iterable[Waited]) -> list[Queue]:
    """The longest in all first."""
    found: dict[str, list[int]] = defaultdict(list)
    for wait in waits:
        found[wait.station].append(wait.minutes)
    queues = [Queue(station, len(minutes), sum(minutes)) for station, minutes in found.items()]
    return sorted(queues, key=lambda queue: (-queue.minutes, queue.station))


def bottleneck(queues: Sequence[Queue]) -> Queue | None:
    """Where most was waited, if that is worth a name."""
    return queues[0] if queues and queues[0].minutes >= WORTH_NAMING_MINUTES else None


class Fired(NamedTuple):
    kiln: str
    part: float
    """How much of it was taken, 0 to 1."""


class Bin(NamedTuple):
    """Firings from `low` to `high` percent full."""

    low: int
    high: int
    firings: int


class Column(NamedTuple):
    x: int
    y: float
    height: float
    bin: Bin

    @property
    def middle(self) -> float:
        return self.x + COLUMN_WIDTH / 2


@dataclass(frozen=True)
class Fill:
    """How full firings were."""

    firings: int
    mean: float
    bins: list[Bin]
    kilns: list[tuple[str, int, float]]
    """(kiln, firings, mean part)."""

    @property
    def columns(self) -> list["Column"]:
        """The bins as columns of a picture, COLUMN_WIDTH apart; the fullest is COLUMN_HEIGHT high."""
        most = max(each.firings for each in self.bins)
        heights = [round(each.firings / most * COLUMN_HEIGHT, 1) for each in self.bins]
        return [
            Column(at * COLUMN_WIDTH, COLUMN_TOP + COLUMN_HEIGHT - height, height, each)
            for at, (height, each) in enumerate(zip(heights, self.bins, strict=True))
        ]


def fill_of(fired: Sequence[Fired]) -> Fill | None:
    if not fired:
        return None
    by_kiln: dict[str, list[float]] = defaultdict(list)
    for each in fired:
        by_kiln[each.kiln].append(each.part)
    wide = 100 // FILL_STEPS
    counts = [0] * FILL_STEPS
    for each in fired:
        counts[min(int(each.part * FILL_STEPS), FILL_STEPS - 1)] += 1
    kilns = [(kiln, len(parts), sum(parts) / len(parts)) for kiln, parts in sorted(by_kiln.items())]
    bins = [Bin(at * wide, (at + 1) * wide, count) for at, count in enumerate(counts)]
    return Fill(len(fired), sum(each.part for each in fired) / len(fired), bins, kilns)


class Held(NamedTuple):
    """A booking of a station: minutes before the work, in it that set up, of work, and after it."""

    station: str
    before: int
    setup: int
    work: int
    after: int


@dataclass(frozen=True)
class Lost:
    """What a station spent on getting ready and on being cleared, beside its work."""

    station: str
    setup: int
    clearing: int
    work: int

    @property
    def minutes(self) -> int:
        return self.setup + self.clearing

    @property
    def percent(self) -> int:
        return round(self.minutes / (self.minutes + self.work) * 100)


def lost_of(held: Iterable[Held]) -> list[Lost]:
    """The greatest loss first; stations that lost nothing are left out."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in held:
        for at, minutes in enumerate((each.before + each.setup, each.after, each.work - each.setup)):
            sums[each.station][at] += minutes
    lost = [Lost(station, *found) for station, found in sums.items()]
    return sorted((each for each in lost if each.minutes), key=lambda each: (-each.minutes, each.station))


@dataclass(frozen=True)
class Spark:
    """Figures between 0 and 1 as a small line; months without a figure are gaps."""

    values: Sequence[float | None]
    width: int = 120
    height: int = 28
    dots: list[tuple[float, float]] = field(init=False)
    paths: list[str] = field(init=False)

    def __post_init__(self):
        step = (self.width - 8) / max(len(self.values) - 1, 1)
        places = [
            None if value is None else (round(4 + at * step, 1), round(4 + (1 - value) * (self.height - 8), 1))
            for at, value in enumerate(self.values)
        ]
        object.__setattr__(self, "dots", [place for place in places if place])
        object.__setattr__(self, "paths", [_line(part) for part in _unbroken(places) if len(part) > 1])

    @property
    def last(self) -> tuple[float, float] | None:
        return self.dots[-1] if self.dots else None


def _unbroken(places):
    part: list = []
    for place in [*places, None]:
        if place:
            part.append(place)
        elif part:
            yield part
            part = []


def _line(places) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places)
