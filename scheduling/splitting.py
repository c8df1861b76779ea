"""What each share of a firing costs: by litres, with a minimum, exact to the minor unit. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def split(price_minor: int, litres: Sequence[Decimal], least_minor: int = 0) -> list[int]:
    """Each share's part of the price, in the order of `litres`.

    They add up to the price; only where the least sums alone exceed it do they add up to more. Shares whose part
    would be less than the least pay the least, and the rest is split among the larger ones. Left-over cents
    go to the largest fractions, the earliest first.
    """
    parts = [least_minor] * len(litres)
    rest, room = Fraction(price_minor), sum((Fraction(each) for each in litres), Fraction())
    ascending = sorted(range(len(litres)), key=lambda which: (litres[which], which))
    for place, which in enumerate(ascending):
        if rest * Fraction(litres[which]) >= least_minor * room:
            larger = sorted(ascending[place:])
            for index, part in zip(larger, in_proportion(int(rest), [litres[each] for each in larger]), strict=True):
                parts[index] = part
            break
        rest -= least_minor
        room -= Fraction(litres[which])
    return parts


def in_proportion(price_minor: int, litres: Sequence[Decimal]) -> list[int]:
    """Whole minor units in proportion to `litres`, none further than one from its exact part."""
    room = sum((Fraction(each) for each in litres), Fraction())
    exact = [price_minor * Fraction(each) / room for each in litres]
    parts = [int(each) for each in exact]
    by_fraction = sorted(range(len(parts)), key=lambda which: (parts[which] - exact[which], which))
    for which in by_fraction[: price_minor - sum(parts)]:
        parts[which] += 1
    return parts
