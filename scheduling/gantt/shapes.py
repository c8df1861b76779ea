"""What a chart is drawn of: rows and parts as they are asked for, lanes, bars and links as they are drawn. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from coop.times import Stretch

LEFT, RIGHT, TOP = 150, 1214, 44
"""Where the hours begin and end across, and where the first lane begins."""

LANE, TALL_LANE = 24, 36
LETTER = 6.4
"""About how wide a letter of a bar's words is."""


@dataclass(frozen=True)
class Part:
    """A stretch on a lane. `look` is step, fire, own, maint or taken; `of` says of which (run, step) it is."""

    key: int
    lane: str
    look: str
    start: datetime
    end: datetime
    occupied: Stretch
    words: tuple[str, ...] = ()
    """What it is called, the longest first; the first that fits is written."""
    said: str = ""
    run: int | None = None
    hue: str = ""
    """The class of its run's colour."""
    step: int | None = None
    heats_until: datetime | None = None
    fills: tuple["Fill", ...] = ()
    curve: str = ""
    page: str = ""
    """Where it is shown by itself, if it is no run's."""

    @property
    def runs(self) -> list[int]:
        """All that it belongs to: a firing may hold pieces of several."""
        return sorted(run for run, _ in part_chains(self))


@dataclass(frozen=True)
class Fill:
    """A share of a firing: of which run it is (None: somebody else's), and how much of the kiln it takes, 0 to 1."""

    run: int | None
    part: float
    hue: str = ""


@dataclass(frozen=True)
class Row:
    """A station or a run, before it has a place."""

    key: str
    words: str
    group: str
    note: str = ""
    tall: bool = False
    leads: bool = False
    """The first of its kind."""
    run: int | None = None
    hue: str = ""


@dataclass(frozen=True)
class Lane:
    row: Row
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def line_y(self) -> float:
        """The hairline above it."""
        return self.top - 0.5

    @property
    def badge_y(self) -> int:
        return self.top + 4

    @property
    def words_y(self) -> float:
        return self.top + (15 if self.row.note else 16 if not self.row.tall else 22)

    @property
    def note_y(self) -> float:
        return self.top + 29


@dataclass(frozen=True)
class DrawnFill:
    hue: str
    y: float
    height: float


@dataclass(frozen=True, eq=False)
class Bar:
    part: Part
    x: float
    width: float
    y: float
    height: float
    words: str = ""
    before: float = 0
    after: float = 0
    """Widths of set-up and of clearing beside it."""
    heats: float = 0
    """How much of the width is loading and heating."""
    fills: list[DrawnFill] = field(default_factory=list)

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def cools(self) -> float:
        return round(self.width - self.heats, 1)

    @property
    def cools_x(self) -> float:
        return round(self.x + self.heats, 1)

    @property
    def before_x(self) -> float:
        return round(self.x - self.before, 1)

    @property
    def words_x(self) -> float:
        """Of words that begin at its left."""
        return self.x + 5

    @property
    def words_y(self) -> float:
        return self.y + self.height / 2 + 4

    @property
    def middle(self) -> float:
        """Of its dark part, which holds the words."""
        return round(self.x + self.heats / 2, 1)


@dataclass(frozen=True)
class Link:
    """From the end of one part of a run to the start of its next."""

    run: int
    hue: str
    path: str


@dataclass(frozen=True)
class Chart:
    lanes: list[Lane]
    bars: list[Bar]
    links: list[Link]

    @property
    def bottom(self) -> int:
        return self.lanes[-1].bottom if self.lanes else TOP


def part_chains(part: Part) -> set[tuple[int, str]]:
    """One for a step; for a firing all that have pieces in it."""
    if part.fills:
        return {(fill.run, fill.hue) for fill in part.fills if fill.run}
    return {(part.run, part.hue)} if part.run else set()
