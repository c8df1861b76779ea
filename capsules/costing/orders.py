"""Who orders what, expected: so many orders of one piece and of two, at each price, from each zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from coop.money import percent_of

from .figures import Drop, Zone

COLLECTED = "collected at a node"


@dataclass(frozen=True)
class Orders:
    """Orders of one sort; `count` is expected and so a fraction."""

    first: int
    """The first position of the stretch whose price they pay."""
    pieces: int
    price_minor: int
    zone: Zone
    count: Fraction

    @property
    def sum_minor(self) -> int:
        """What one of them pays for its pieces, VAT contained."""
        return self.pieces * self.price_minor

    @property
    def parcel_minor(self) -> int:
        return self.zone.cost_of(self.pieces)


def orders_of(drop: Drop, sold: int) -> Iterator[Orders]:
    """All orders of the first `sold` pieces. Their pieces add up to `sold`; both pieces of a pair pay one price."""
    pairs = drop.pairs
    zones = zones_with_parts(drop)
    for first, last, price in drop.stretches(sold):
        orders = Fraction((last - first + 1) * 100, 100 + pairs)
        for pieces, percent in ((1, 100 - pairs), (2, pairs)):
            for zone, part in zones:
                if count := orders * Fraction(percent, 100) * part:
                    yield Orders(first, pieces, price, zone, count)


def zones_with_parts(drop: Drop) -> list[tuple[Zone, Fraction]]:
    """Each zone with its part of all orders; collecting at a node is one of them, and costs no parcel."""
    collected = Zone(COLLECTED, drop.assumed.collected_share, ())
    zones = [zone for zone in (collected, *drop.zones) if zone.share]
    room = sum(zone.share for zone in zones)
    return [(zone, Fraction(zone.share, room)) for zone in zones] or [(collected, Fraction(1))]


def is_free(drop: Drop, sum_minor: int) -> bool:
    """Whether an order of this sum is shipped at the maker's cost."""
    free_from = drop.assumed.free_from_minor
    return free_from is not None and sum_minor >= free_from


def shipping_paid(drop: Drop, parcel_minor: int) -> int:
    """What a customer pays for a parcel that costs the maker so much: the same, with VAT on it."""
    return (parcel_minor * (100 + drop.vat_percent) * 2 + 100) // 200


def fee_of(drop: Drop, paid_minor: int) -> Fraction:
    """The payment provider's part of one order, exact."""
    return Fraction(drop.assumed.fee_percent) / 100 * paid_minor + drop.assumed.fee_minor


def commission_of(drop: Drop, net_minor: int) -> int:
    """The co-op's part of a sum without VAT, refunds and parcels."""
    return percent_of(net_minor, drop.assumed.commission_percent)
