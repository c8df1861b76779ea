"""The true cost of free shipping: what it takes from the drop, which orders lose, and from which sum none does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from coop.money import percent_of, vat_within

from .exact import half_up, up
from .figures import Drop, Zone
from .orders import commission_of, fee_of, orders_of, zones_with_parts
from .outcome import COMMISSION, FEE, SHIPPING, outcome


@dataclass(frozen=True)
class OrderLeft:
    """What one order leaves when its parcel is free: all its costs told, those of its pieces' making too."""

    pieces: int
    sum_minor: int
    zone: str
    parcel_minor: int
    left_minor: int


@dataclass(frozen=True)
class FreeShipping:
    """`losing` is the part of the orders that would lose money, of one; `orders` lists each sort, the worst first."""

    cost_minor: int
    """What all parcels of the drop would cost the maker."""
    losing: Fraction
    threshold_minor: int | None
    """The least sum from which on no order loses; None where the largest that a customer may place still does."""
    orders: tuple[OrderLeft, ...]

    @property
    def losing_percent(self) -> int:
        """Rounded up: a few that lose are never shown as none."""
        return up(self.losing * 100)


def free_shipping(drop: Drop, sold: int) -> FreeShipping:
    """If every order were shipped free when `sold` pieces sell. A piece costs what it costs then, rounded up."""
    everyone = replace(drop, assumed=replace(drop.assumed, free_from_minor=0))
    each_minor = made_each(everyone, sold)
    orders = [(order, _left(drop, order.pieces, order.price_minor, order.zone, each_minor))
              for order in orders_of(everyone, sold)]  # fmt: skip
    losing = sum((order.count for order, left in orders if left.left_minor < 0), Fraction())
    counted = sum((order.count for order, _ in orders), Fraction())
    parcels = sum((order.count * order.parcel_minor for order, _ in orders), Fraction())
    return FreeShipping(
        cost_minor=half_up(parcels),
        losing=losing / counted,
        threshold_minor=_threshold(_every_order(drop, sold, each_minor)),
        orders=tuple(sorted((left for _, left in orders), key=lambda left: left.left_minor)),
    )


def made_each(drop: Drop, sold: int) -> int:
    """What a sold piece costs to make and pack, without what its order costs; rounded up."""
    whole = outcome(drop, sold)
    return up(Fraction(whole.cost_minor - whole.of(FEE, COMMISSION, SHIPPING), sold))


def _left(drop: Drop, pieces: int, price_minor: int, zone: Zone, each_minor: int) -> OrderLeft:
    total, parcel = pieces * price_minor, zone.cost_of(pieces)
    kept = total - percent_of(total, drop.assumed.returns_percent)
    net = kept - vat_within(kept, drop.vat_percent)
    its_own = half_up(fee_of(drop, total)) + commission_of(drop, net) + parcel
    left = net - its_own - pieces * each_minor
    return OrderLeft(pieces, total, zone.name, parcel, left)


def _every_order(drop: Drop, sold: int, each_minor: int) -> list[OrderLeft]:
    """Each order that a customer may place: every number of pieces at every price, to every zone with customers."""
    prices = {price for _, _, price in drop.stretches(sold)}
    return [
        _left(drop, pieces, price, zone, each_minor)
        for pieces in range(1, drop.per_customer + 1)
        for price in prices
        for zone, _ in zones_with_parts(drop)
    ]


def _threshold(orders: Iterable[OrderLeft]) -> int | None:
    found = None
    by_sum: dict[int, int] = {}
    for order in orders:
        by_sum[order.sum_minor] = min(order.left_minor, by_sum.get(order.sum_minor, order.left_minor))
    for total in sorted(by_sum, reverse=True):
        if by_sum[total] < 0:
            break
        found = total
    return found
