"""Lanes, bars and the lines between them, in the units of the picture. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coop.times import Stretch

from .scale import Scale

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
        return sorted(run for run, _ in _runs_of(self))


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


def chart_of(rows: Iterable[Row], parts: Sequence[Part], scale: Scale) -> Chart:
    """Each row as high as what overlaps in it needs; what lies outside the days is not drawn."""
    seen = [part for part in parts if scale.shows(*part.occupied)]
    rows = list(rows)
    levels = {row.key: _levels([part for part in seen if part.lane == row.key]) for row in rows}
    lanes, top = [], TOP
    for row in rows:
        height = TALL_LANE if row.tall else LANE * (1 + max(levels[row.key].values(), default=0))
        lanes.append(Lane(row, top, height))
        top += height
    by_key = {lane.row.key: lane for lane in lanes}
    level = {key: at for each in levels.values() for key, at in each.items()}
    bars = [_bar(part, by_key[part.lane], level[id(part)], scale) for part in seen if part.lane in by_key]
    return Chart(lanes, bars, _links(bars))


def _levels(parts: Sequence[Part]) -> dict[int, int]:
    """The lowest level of its row on which each part is free: a split step lies on several."""
    ends: list[datetime] = []
    found = {}
    for part in sorted(parts, key=lambda part: part.start):
        at = next((at for at, end in enumerate(ends) if end <= part.start), len(ends))
        ends[at : at + 1] = [part.end]
        found[id(part)] = at
    return found


def _bar(part: Part, lane: Lane, level: int, scale: Scale) -> Bar:
    x, width = scale.span(part.start, part.end)
    left, whole = scale.span(*part.occupied)
    tall = lane.row.tall
    y, height = (lane.top + 3, TALL_LANE - 6) if tall else (lane.top + LANE * level + 4, LANE - 8)
    heats = scale.span(part.start, part.heats_until)[1] if part.heats_until else width
    return Bar(
        part,
        x,
        max(width, 1.5),
        y,
        height,
        fitting(part.words, heats if part.look == "step" else width),
        round(x - left, 1),
        round(left + whole - x - width, 1),
        min(max(heats, 0), width),
        _filled(part.fills, y, height),
    )


def _filled(fills: Iterable[Fill], y: float, height: float) -> list[DrawnFill]:
    """One above the other, from the floor of the kiln up."""
    drawn, floor = [], y + height
    for fill in fills:
        takes = round(fill.part * height, 1)
        floor = round(floor - takes, 1)
        drawn.append(DrawnFill(fill.hue, floor, takes))
    return drawn


def _links(bars: Sequence[Bar]) -> list[Link]:
    by_run: dict[tuple[int, str], list[Bar]] = {}
    for bar in sorted(bars, key=lambda bar: bar.part.start):
        for run in _runs_of(bar.part):
            by_run.setdefault(run, []).append(bar)
    return [
        Link(run, hue, f"M{one.end:g} {_mid(one):g}L{next_.x:g} {_mid(next_):g}")
        for (run, hue), found in by_run.items()
        for one, next_ in _chain(found)
    ]


def _chain(bars: Sequence[Bar]) -> list[tuple[Bar, Bar]]:
    """Each to what begins first after it, and from what ends last before it: what is done at once forks and joins."""
    pairs = []
    for bar in bars:
        after = [each for each in bars if each.x >= bar.end]
        before = [each for each in bars if each.end <= bar.x]
        pairs += [(bar, next_) for next_ in after[:1]]
        pairs += [(max(before, key=lambda each: each.end), bar)] if before else []
    return list(dict.fromkeys(pairs))


def _runs_of(part: Part) -> set[tuple[int, str]]:
    """One for a step; for a firing all that have pieces in it."""
    if part.fills:
        return {(fill.run, fill.hue) for fill in part.fills if fill.run}
    return {(part.run, part.hue)} if part.run else set()


def _mid(bar: Bar) -> float:
    return bar.y + bar.height / 2


def fitting(words: Iterable[str], width: float) -> str:
    """The first of them that the width holds."""
    return next((each for each in words if len(each) * LETTER + 6 <= width), "")
