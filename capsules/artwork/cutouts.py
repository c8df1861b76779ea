"""Leaves as if cut from paper: lobes on a bent spine, melted into one another."""

import math
from random import Random
from typing import NamedTuple

MELT = 6
"""Over how many pixels neighbouring lobes flow together."""


class Lobe(NamedTuple):
    """A rod from a to b, thick as `a_radius` at one end and as `b_radius` at the other."""

    ax: float
    ay: float
    bx: float
    by: float
    a_radius: float
    b_radius: float


def frond(chance: Random, x0: float, y0: float, x1: float, y1: float) -> list[Lobe]:
    """A leaf that fills the given field from one of its corners or its foot."""
    width, height = x1 - x0, y1 - y0
    size = min(width, height, 300) * 0.19
    margin = size * 1.15
    left, right, low, high = x0 + margin, x1 - margin, y1 - margin * 0.8, y0 + margin * 1.2
    if width > height * 1.25:
        start, end = (left, low), (right - size * 0.4, high + height * 0.1)
    else:
        start = (chance.uniform(0.35, 0.65) * width + x0, low)
        end = (chance.uniform(0.4, 0.6) * width + x0, high)
    if chance.random() < 0.5:
        start, end = (x0 + x1 - start[0], start[1]), (x0 + x1 - end[0], end[1])
    return _lobes(chance, start, end, size, chance.uniform(-0.12, 0.12) * min(width, height))


def _lobes(chance: Random, start, end, size: float, bend: float) -> list[Lobe]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    ux, uy = dx / length, dy / length

    def spine(t: float) -> tuple[float, float]:
        bow = bend * math.sin(math.pi * t)
        return start[0] + dx * t - uy * bow, start[1] + dy * t + ux * bow

    lobes = []
    for i in range(8):
        a, b = spine(i / 8), spine((i + 1) / 8)
        lobes.append(Lobe(*a, *b, size * (0.40 - 0.025 * i), size * (0.40 - 0.025 * (i + 1))))
    pairs = max(3, min(5, round(length / (size * 1.35))))
    for i in range(pairs):
        t = 0.10 + 0.78 * i / (pairs - 1)
        here, onward = spine(t), spine(t + 0.01)
        direction = math.atan2(onward[1] - here[1], onward[0] - here[0])
        for side in (1, -1):
            lobes += _fingers(chance, here, direction, side, size, t)
    tip = spine(1)
    return [*lobes, Lobe(*tip, tip[0] + ux * size * 0.3, tip[1] + uy * size * 0.3, size * 0.24, size * 0.36)]


def _fingers(
    chance: Random, root: tuple[float, float], direction: float, side: int, size: float, t: float
) -> list[Lobe]:
    angle = direction + side * (1.02 + chance.uniform(-0.1, 0.1))
    reach = size * (1.9 * math.sin(math.pi * (0.18 + 0.72 * t)) + 0.35) * chance.uniform(0.88, 1.12)
    knee = (root[0] + math.cos(angle) * reach * 0.55, root[1] + math.sin(angle) * reach * 0.55)
    angle -= side * 0.5
    end = (knee[0] + math.cos(angle) * reach * 0.5, knee[1] + math.sin(angle) * reach * 0.5)
    return [Lobe(*root, *knee, size * 0.26, size * 0.36), Lobe(*knee, *end, size * 0.36, size * 0.47)]


def inside(lobes: list[Lobe], x: float, y: float) -> bool:
    melted = math.inf
    for ax, ay, bx, by, a_radius, b_radius in lobes:
        along_x, along_y = bx - ax, by - ay
        t = ((x - ax) * along_x + (y - ay) * along_y) / (along_x**2 + along_y**2 or 1)
        t = max(0.0, min(1.0, t))
        far = math.hypot(x - ax - along_x * t, y - ay - along_y * t) - (a_radius + (b_radius - a_radius) * t)
        if far - melted > MELT or math.isinf(melted):
            melted = min(far, melted)
            continue
        share = max(0.0, min(1.0, 0.5 + 0.5 * (far - melted) / MELT))
        melted = far + (melted - far) * share - MELT * share * (1 - share)
    return melted < 0
