"""Lanes, bars and the lines between them, in the units of the picture. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from .scale import Scale
from .shapes import LANE, LETTER, TALL_LANE, TOP, Bar, Chart, DrawnFill, Fill, Lane, Link, Part, Row, part_chains


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
        for run in part_chains(bar.part):
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


def _mid(bar: Bar) -> float:
    return bar.y + bar.height / 2


def fitting(words: Iterable[str], width: float) -> str:
    """The first of them that the width holds."""
    return next((each for each in words if len(each) * LETTER + 6 <= width), "")
