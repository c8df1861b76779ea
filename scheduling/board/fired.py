"""A firing drawn as the curve of its program over the board's columns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log
from typing import Protocol

AIR_C, OPEN_C, HOTTEST_C = 20, 90, 1300
"""The air of the room; where a door may be opened; the top of every drawing, so that heights compare."""
COOLING_POINTS = 16


class Across(Protocol):
    """What the curve is drawn over: the board's axis, the plan's days."""

    def x(self, moment: datetime) -> float: ...


@dataclass(frozen=True)
class Share:
    """A stretch of the bar of litres."""

    x: float
    width: float
    own: bool


@dataclass(frozen=True)
class Drawing:
    """Paths in a box of `width` × 100, and the words beside them."""

    width: float
    heat: str
    cool: str
    line: str
    heats_x: float
    """Where the heating ends, in percent of the width."""
    heat_minutes: int
    door: str
    """When it opens: “09:56”, with its weekday where that is after the axis."""
    capacity_l: float
    taken_l: float
    own_l: float
    now_x: float | None = None
    now_y: float | None = None
    now_c: int | None = None
    shares: list[Share] = field(default_factory=list)
    firing: int = 0
    visible: bool = False
    """Its own page may be opened."""
    may_join: bool = False

    @property
    def free_l(self) -> float:
        return self.capacity_l - self.taken_l


def points_of(climb: Sequence[tuple[float, float]], cool_minutes: int) -> list[tuple[float, float]]:
    """(minute, °C) from lighting until the door opens: the program's corners, then as a closed kiln cools."""
    lit, hottest = climb[-1]
    faster = log((hottest - AIR_C) / (OPEN_C - AIR_C)) / cool_minutes if hottest > OPEN_C else 0
    cooling = [cool_minutes * step / COOLING_POINTS for step in range(1, COOLING_POINTS + 1)]
    return [*climb, *((lit + minute, AIR_C + (hottest - AIR_C) * exp(-faster * minute)) for minute in cooling)]


def heat_at(points: Sequence[tuple[float, float]], minute: float) -> float | None:
    for (before, low), (after, high) in pairwise(points):
        if before <= minute <= after:
            return low + (high - low) * (minute - before) / max(after - before, 1e-9)
    return None


def paths(axis: Across, start: datetime, end: datetime, fires_at: datetime, climb, cool_minutes: int) -> dict:
    """The drawing's width and paths for the part of a firing between `start` and `end`."""
    origin = axis.x(start)
    width = round(axis.x(end) - origin, 1)

    def placed(points):
        return [(round(axis.x(fires_at + timedelta(minutes=at)) - origin, 1), height(heat)) for at, heat in points]

    points = points_of(climb, cool_minutes)
    heating, cooling = placed(points[: len(climb)]), placed(points[len(climb) - 1 :])
    return {
        "width": width,
        "heat": _area(heating),
        "cool": _area(cooling),
        "line": _line([*heating, *cooling[1:]]),
        "heats_x": round(cooling[0][0] / width * 100, 1) if width else 0,
    }


def height(heat: float) -> float:
    return round(98.5 - min(heat, HOTTEST_C) / HOTTEST_C * 92, 1)


def _line(points) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _area(points) -> str:
    return f"{_line(points)}L{points[-1][0]:g} 100L{points[0][0]:g} 100Z"


def shares_drawn(litres: Sequence[tuple[float, bool]]) -> list[Share]:
    """Each share after the other, a hair apart."""
    at, drawn = 0.0, []
    for litre, own in litres:
        drawn.append(Share(round(at, 1), round(max(litre - 0.6, 0.4), 1), own))
        at += litre
    return drawn
