"""What each tier of the edition leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact import Exact, half_up, shared_out
from .figures import Drop
from .orders import Orders, orders_of
from .outcome import COMMISSION, FEE, SHIPPING, Outcome, fees, outcome, parcels


@dataclass(frozen=True)
class TierLeft:
    """The pieces `first` to `last`, sold at one price."""

    first: int
    last: int
    price_minor: int
    left_minor: int

    @property
    def pieces(self) -> int:
        return self.last - self.first + 1

    @property
    def left_each_minor(self) -> int:
        return half_up(Fraction(self.left_minor, self.pieces))


def left_by_tier(drop: Drop, sold: int) -> list[TierLeft]:
    """What each stretch of prices leaves when `sold` pieces sell; together they leave what the drop leaves.

    VAT, refunds and commission go by what a stretch brings in, fees and parcels by its own orders, all else by its
    pieces.
    """
    whole = outcome(drop, sold)
    stretches = drop.stretches(sold)
    takes = [(last - first + 1) * price for first, last, price in stretches]
    taken = _parts_taken(drop, whole, stretches, takes)
    return [
        TierLeft(first, last, price, brought - sum(parts))
        for (first, last, price), brought, parts in zip(stretches, takes, zip(*taken, strict=True), strict=True)
    ]


def _parts_taken(drop: Drop, whole: Outcome, stretches: list, takes: list[int]) -> list[list[int]]:
    """Each thing that is taken from the income, shared out over the stretches."""
    orders = list(orders_of(drop, whole.sold))
    pieces = [last - first + 1 for first, last, _ in stretches]
    by_kind: dict[str, Sequence[Exact]] = {
        FEE: _by_stretch(stretches, orders, fees(drop, orders)),
        SHIPPING: _by_stretch(stretches, orders, parcels(drop, orders)),
        COMMISSION: takes,
    }
    costs = [shared_out(line.minor, by_kind.get(line.kind, pieces)) for line in whole.lines]
    return [shared_out(whole.refunded_minor, takes), shared_out(whole.vat_minor, takes), *costs]


def _by_stretch(stretches: list, orders: list[Orders], sums: list[Fraction]) -> list[Fraction]:
    found = {first: Fraction() for first, _, _ in stretches}
    for each, part in zip(orders, sums, strict=True):
        found[each.first] += part
    return list(found.values())
