"""Whole minor units out of exact fractions."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def half_up(exact: Exact) -> int:
    """The nearest whole number; a half goes up."""
    return (Fraction(exact) + Fraction(1, 2)).__floor__()


def up(exact: Exact) -> int:
    """The next whole number, for what must not come out too cheap."""
    return Fraction(exact).__ceil__()


def shared_out(total: int, weights: Sequence[Exact]) -> list[int]:
    """`total` in whole parts, in proportion to `weights`; the parts add up to it.

    None is further than one from its exact part. Left-over units go to the largest fractions, the first of equals
    first. Where all weights are nought, everything falls to the first.
    """
    room = sum((Fraction(weight) for weight in weights), Fraction())
    if not room:
        return [total, *[0] * (len(weights) - 1)] if weights else []
    exact = [total * Fraction(weight) / room for weight in weights]
    parts = [part.__floor__() for part in exact]
    by_rest = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_rest[: total - sum(parts)]:
        parts[at] += 1
    return parts
