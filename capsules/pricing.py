"""What pieces cost, by their position in the edition. Pure; whole minor units throughout."""

from collections.abc import Callable, Collection, Iterable, Sequence
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


class Reduction(Protocol):
    """What a code takes off the price of one piece."""

    def off(self, price_minor: int) -> int: ...


class Line(NamedTuple):
    """One piece: its position in the edition, its price, the tier that made the price, and what a code takes off."""

    position: int
    price_minor: int
    tier: PriceStretch | None
    discount_minor: int = 0


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


class Discount(NamedTuple):
    """What a code takes off some pieces of an order, as much off each."""

    each_minor: int
    positions: tuple[int, ...]

    @property
    def sum_minor(self) -> int:
        return len(self.positions) * self.each_minor


@dataclass(frozen=True)
class Bill:
    """What some pieces cost together, and their way to the customer: what an order is written from."""

    lines: tuple[Line, ...]
    shipping_minor: int = 0

    @property
    def quantity(self) -> int:
        return len(self.lines)

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(grouped(self.lines))

    @property
    def discounts(self) -> tuple[Discount, ...]:
        return tuple(discounts(self.lines))

    @property
    def pieces_minor(self) -> int:
        return sum(line.price_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        return sum(line.discount_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        return self.pieces_minor - self.discount_minor + self.shipping_minor


def free_of_charge(quantity: int) -> int:
    """What collecting at a node costs."""
    return 0


def price_at(position: int, variant_price_minor: int, tiers: Iterable[PriceStretch]) -> Line:
    """The price of one position: its tier's, or the variant's own where no tier covers it."""
    for tier in tiers:
        if tier.first <= position <= tier.last:
            price = percent_of(variant_price_minor, 100 + tier.percent) + tier.amount_minor
            return Line(position, price, tier)
    return Line(position, variant_price_minor, None)


def price_lines(
    positions: Iterable[int],
    variant_price_minor: int,
    tiers: Iterable[PriceStretch],
    reduction: Reduction | None = None,
) -> list[Line]:
    """A line for each position, in the order given; a code takes its part off each piece's own price."""
    tiers = list(tiers)
    lines = [price_at(position, variant_price_minor, tiers) for position in positions]
    if reduction is None:
        return lines
    return [line._replace(discount_minor=reduction.off(line.price_minor)) for line in lines]


def total_minor(lines: Iterable[Line]) -> int:
    return sum(line.price_minor for line in lines)


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Lines joined where the price is the same: “2 × €48.00”."""
    by_price = sorted(lines, key=lambda line: line.position)
    return [
        Group(price, tuple(line.position for line in same), same[0].tier)
        for price, same in ((price, list(some)) for price, some in groupby(by_price, key=lambda line: line.price_minor))
    ]


def discounts(lines: Iterable[Line]) -> list[Discount]:
    """What a code takes off, joined where it is the same; nothing for the pieces from which it takes nothing."""
    by_discount: dict[int, list[int]] = {}
    for line in sorted(lines, key=lambda line: line.position):
        if line.discount_minor:
            by_discount.setdefault(line.discount_minor, []).append(line.position)
    return [Discount(each, tuple(positions)) for each, positions in by_discount.items()]


def free_positions(taken: Collection[int], edition_size: int, quantity: int) -> list[int]:
    """The lowest positions nobody holds: `quantity` of them, or as many as are left."""
    taken = set(taken)
    free = (position for position in range(1, edition_size + 1) if position not in taken)
    return [position for position, _ in zip(free, range(quantity), strict=False)]


def offers(
    free: Sequence[int],
    variant_price_minor: int,
    tiers: Iterable[PriceStretch],
    *,
    reduction: Reduction | None = None,
    shipping: Callable[[int], int] = free_of_charge,
) -> list[Bill]:
    """What one, two, … up to all of the `free` positions would cost; `shipping` tells what their way costs."""
    lines = price_lines(free, variant_price_minor, tiers, reduction)
    counts = range(1, len(lines) + 1)
    return [Bill(tuple(lines[:quantity]), shipping(quantity)) for quantity in counts]


def price_stretches(
    edition_size: int, variant_price_minor: int, tiers: Iterable[PriceStretch]
) -> list[tuple[int, int, int]]:
    """The whole edition as (first, last, price), neighbours at one price joined."""
    lines = price_lines(range(1, edition_size + 1), variant_price_minor, tiers)
    return [(group.positions[0], group.positions[-1], group.price_minor) for group in grouped(lines)]
