"""Outlines of thrown things: pairs of how far down (0 lip, 1 foot) and how wide there."""

from typing import NamedTuple

Outline = list[tuple[float, float]]

STEPS = 8
"""Points between two given ones: enough that no edge shows at full width."""


class Shape(NamedTuple):
    """Radii are for a piece 600 units high; `height` says how high this shape likes to stand."""

    words: tuple[str, ...]
    height: float
    outline: tuple[tuple[float, float], ...]


VESSELS = (
    Shape(
        ("carafe", "tide", "decanter"), 1.0,
        ((0, 64), (0.025, 66), (0.06, 55), (0.20, 47), (0.31, 62), (0.43, 128), (0.58, 181), (0.72, 188),
         (0.86, 150), (0.955, 98), (1, 91)),
    ),
    Shape(
        ("vase", "reed", "stem"), 1.04,
        ((0, 84), (0.025, 86), (0.07, 72), (0.18, 64), (0.36, 98), (0.56, 136), (0.74, 138), (0.90, 104),
         (0.97, 82), (1, 80)),
    ),
    Shape(
        ("jar", "urn", "moon"), 0.80,
        ((0, 118), (0.03, 121), (0.08, 110), (0.20, 172), (0.42, 258), (0.60, 268), (0.80, 210), (0.94, 134), (1, 124)),
    ),
    Shape(
        ("bottle", "flask", "oil"), 1.05,
        ((0, 42), (0.02, 44), (0.05, 35), (0.28, 31), (0.38, 44), (0.50, 112), (0.64, 148), (0.84, 150),
         (0.96, 122), (1, 112)),
    ),
    Shape(
        ("jug", "tumbler", "pitcher"), 0.90,
        ((0, 112), (0.025, 115), (0.08, 104), (0.24, 108), (0.50, 142), (0.74, 158), (0.90, 136), (0.97, 112),
         (1, 108)),
    ),
    Shape(
        ("bowl", "dish", "basin", "plate"), 0.56,
        ((0, 372), (0.04, 378), (0.18, 362), (0.45, 306), (0.70, 214), (0.86, 140), (0.92, 120), (1, 134)),
    ),
    Shape(
        ("gourd", "bud"), 1.0,
        ((0, 48), (0.02, 50), (0.06, 40), (0.15, 62), (0.26, 98), (0.36, 98), (0.44, 78), (0.54, 104),
         (0.68, 166), (0.82, 168), (0.94, 112), (1, 100)),
    ),
    Shape(
        ("amphora", "shoulder", "crown"), 1.02,
        ((0, 58), (0.02, 60), (0.06, 48), (0.13, 48), (0.21, 100), (0.31, 168), (0.44, 186), (0.66, 148),
         (0.86, 102), (0.96, 88), (1, 92)),
    ),
)  # fmt: skip

CUPS = (
    ((0, 74), (0.03, 76), (0.5, 74), (0.85, 68), (0.96, 58), (1, 54)),
    ((0, 104), (0.03, 105), (0.35, 101), (0.65, 84), (0.85, 58), (0.92, 48), (1, 50)),
    ((0, 70), (0.04, 72), (0.3, 90), (0.6, 94), (0.85, 74), (0.95, 56), (1, 56)),
    ((0, 92), (0.03, 93), (0.4, 72), (0.8, 58), (0.95, 55), (1, 58)),
    ((0, 86), (0.03, 88), (0.3, 80), (0.6, 86), (0.86, 74), (0.95, 60), (1, 58)),
)


def smooth(outline, scale: float = 1) -> Outline:
    """The same outline with `STEPS` points for each stretch, on a curve through all of them (Catmull and Rom's)."""
    last = len(outline) - 1
    points = []
    for i in range(last):
        corners = [outline[max(0, min(last, i + shift))] for shift in (-1, 0, 1, 2)]
        for step in range(STEPS):
            down, wide = (_between(axis, step / STEPS) for axis in zip(*corners, strict=True))
            points.append((down, wide * scale))
    points.append((outline[-1][0], outline[-1][1] * scale))
    return points


def _between(axis: tuple[float, ...], u: float) -> float:
    a, b, c, d = axis
    return 0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u**2 + (3 * b - a - 3 * c + d) * u**3)
