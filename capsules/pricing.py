"""What pieces cost, by their position in the edition. Pure; whole minor units throughout."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, Protocol

from coop.money import percent_of


class PriceStretch(Protocol):
    """What a tier is to the arithmetic: it changes the price from `first` to `last`, both included."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def percent(self) -> int: ...
    @property
    def amount_minor(self) -> int: ...


class Line(NamedTuple):
    """One piece: its position in the edition, its price, and the tier that made the price, if one did."""

    position: int
    price_minor: int
    tier: PriceStretch | None


@dataclass(frozen=True)
class Group:
    """Neighbouring pieces of an order at one price, as a receipt lists them."""

    price_minor: int
    positions: tuple[int, ...]
    tier: PriceStretch | None

    @property
    def quantity(self) -> int:
        return len(self.positions)

    @property
    def sum_minor(self) -> int:
        return self.quantity * self.price_minor


@dataclass(frozen=True)
class Offer:
    """What the next `quantity` pieces would cost together."""

    quantity: int
    groups: tuple[Group, ...]
    total_minor: int


def price_at(position: int, variant_price_minor: int, tiers: Iterable[PriceStretch]) -> Line:
    """The price of one position: its tier's, or the variant's own where no tier covers it."""
    for tier in tiers:
        if tier.first <= position <= tier.last:
            price = percent_of(variant_price_minor, 100 + tier.percent) + tier.amount_minor
            return Line(position, price, tier)
    return Line(position, variant_price_minor, None)


def price_lines(positions: Iterable[int], variant_price_minor: int, tiers: Iterable[PriceStretch]) -> list[Line]:
    """A line for each position, in the order given."""
    tiers = list(tiers)
    return [price_at(position, variant_price_minor, tiers) for position in positions]


def total_minor(lines: Iterable[Line]) -> int:
    return sum(line.price_minor for line in lines)


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Lines joined where the price is the same: “2 × €48.00”."""
    by_price = sorted(lines, key=lambda line: line.position)
    return [
        Group(price, tuple(line.position for line in same), same[0].tier)
        for price, same in ((price, list(some)) for price, some in groupby(by_price, key=lambda line: line.price_minor))
    ]


def free_positions(taken: Collection[int], edition_size: int, quantity: int) -> list[int]:
    """The lowest positions nobody holds: `quantity` of them, or as many as are left."""
    taken = set(taken)
    free = (position for position in range(1, edition_size + 1) if position not in taken)
    return [position for position, _ in zip(free, range(quantity), strict=False)]


def offers(free: Sequence[int], variant_price_minor: int, tiers: Iterable[PriceStretch]) -> list[Offer]:
    """What one, two, … up to all of the `free` positions would cost."""
    lines = price_lines(free, variant_price_minor, tiers)
    return [
        Offer(quantity, tuple(grouped(lines[:quantity])), total_minor(lines[:quantity]))
        for quantity in range(1, len(lines) + 1)
    ]


def price_stretches(
    edition_size: int, variant_price_minor: int, tiers: Iterable[PriceStretch]
) -> list[tuple[int, int, int]]:
    """The whole edition as (first, last, price), neighbours at one price joined."""
    lines = price_lines(range(1, edition_size + 1), variant_price_minor, tiers)
    return [(group.positions[0], group.positions[-1], group.price_minor) for group in grouped(lines)]
