"""From how many pieces on a drop earns, and what a piece must cost at least."""

from collections.abc import Sequence
from dataclasses import replace

from .figures import Drop
from .outcome import outcome

DEAREST = 10_000_00
"""Above this no price is looked for, in minor units."""


def left_by_number(drop: Drop) -> list[int]:
    """What is left when one piece sells, two, … up to the whole edition."""
    return [outcome(drop, sold).left_minor for sold in range(1, drop.edition_size + 1)]


def break_even(left: Sequence[int]) -> int | None:
    """The least number of sold pieces from which on nothing is lost; None where even the whole edition loses.

    `left` as `left_by_number` counts it. A number after which selling more would lose again does not count.
    """
    loses = [sold for sold, minor in enumerate(left, 1) if minor < 0]
    first = max(loses, default=0) + 1
    return first if first <= len(left) else None


def least_price(drop: Drop, *, sold: int, left_minor: int = 0) -> int | None:
    """A price of the variant at which `sold` pieces leave so much, and at one minor unit less do not.

    None where no price up to DEAREST does. The tiers move with it. What is left rises with the price, so that halving
    the distance finds it; only where dearer orders begin to be shipped free may a lower price do as well.
    """

    def leaves_it(price: int) -> bool:
        return outcome(replace(drop, price_minor=price), sold).left_minor >= left_minor

    low, high = 0, DEAREST
    if not leaves_it(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if leaves_it(middle) else (middle, high)
    return high
