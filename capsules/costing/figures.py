"""What is known or assumed of a drop before it opens. Sums are minor units of one currency, shares whole percent."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from capsules.pricing import PriceStretch, price_stretches

from .exact import up


@dataclass(frozen=True)
class Work:
    """A stop at a station that is paid by the hour."""

    name: str
    hour_minor: int
    setup_minutes: int
    """Once for the run."""
    minutes: Decimal
    """For each piece that is made."""
    attended: bool = True
    """Whether the maker stands by."""

    def station_minutes(self, made: int) -> Fraction:
        return self.setup_minutes + Fraction(self.minutes) * made


@dataclass(frozen=True)
class Fired:
    """A stop in a kiln that is shared: the firing's price is split by litres."""

    name: str
    firing_minor: int
    """The price of the whole firing, door to door."""
    capacity_l: Decimal
    litres: Decimal
    """Of each piece."""

    def litre_minor(self, fill_percent: int) -> Fraction:
        """What a litre costs in a kiln that is so full: who fires pays for the empty shelves too."""
        return self.firing_minor * Fraction(100, fill_percent) / Fraction(self.capacity_l)


Stop = Work | Fired


@dataclass(frozen=True)
class Zone:
    """Where customers live. `parcel_minor` is what a parcel there costs the maker, with one piece, with two, …"""

    name: str
    share: int
    """Of all orders, in proportion to the other zones' and to those that are collected."""
    parcel_minor: tuple[int, ...]
    """Without VAT. A parcel with more pieces than it has entries costs as much as the last."""

    def cost_of(self, pieces: int) -> int:
        return self.parcel_minor[min(pieces, len(self.parcel_minor)) - 1] if self.parcel_minor else 0


@dataclass(frozen=True)
class Assumed:
    """What only the maker can know, with the defaults of a first drop."""

    materials_minor: int = 0
    """In one piece, before anything is thrown away."""
    waste_percent: int = 0
    """Of the material that is bought: trimmings, ends of yarn, a bucket that dried."""
    scrap_percent: int = 0
    """Of the pieces that are made: cracked, crooked, seconds."""
    packaging_minor: int = 0
    """For each piece that is sold."""
    once_minor: int = 0
    """Once for the drop: photographs, a mould, samples."""
    own_hour_minor: int = 0
    """What an hour of the maker's own work shall earn."""
    hand_minutes: int = 0
    """Own work on each piece that is made, away from the stations."""
    fill_percent: int = 100
    """How full a kiln is when it is fired."""
    fee_percent: Decimal = Decimal()
    fee_minor: int = 0
    """The payment provider's part of each order: percent of what is paid, and a sum."""
    commission_percent: Decimal = Decimal()
    """The co-op's part of what comes in for the pieces, less refunds, without VAT. Its terms say it, not the maker."""
    returns_percent: int = 0
    """Of what is sold: paid back, while all that it cost is spent."""
    pairs_percent: int = 0
    """Of the orders: two pieces instead of one."""
    collected_share: int = 1
    """Of the orders: collected at a node. In proportion to the zones' shares."""
    free_from_minor: int | None = None
    """Orders from this sum on are shipped at the maker's cost; None for none."""


@dataclass(frozen=True)
class Drop:
    """A capsule as the calculator sees it: one variant's price, with the tiers over it."""

    edition_size: int
    price_minor: int
    tiers: tuple[PriceStretch, ...] = ()
    minimum: int = 1
    per_customer: int = 2
    vat_percent: int = 21
    stops: tuple[Stop, ...] = ()
    assumed: Assumed = field(default_factory=Assumed)
    zones: tuple[Zone, ...] = ()

    @property
    def sizes(self) -> list[int]:
        """How many sold pieces are worth a look: the minimum, all, and the middle between them."""
        return sorted({self.minimum, self.middle, self.edition_size})

    @property
    def middle(self) -> int:
        return (self.minimum + self.edition_size) // 2

    def made_for(self, sold: int) -> int:
        """How many pieces to make so that `sold` are good: scrapped ones ride on the others."""
        return up(Fraction(sold * 100, 100 - self.assumed.scrap_percent))

    @cached_property
    def _stretches(self) -> list[tuple[int, int, int]]:
        return price_stretches(self.edition_size, self.price_minor, self.tiers)

    def stretches(self, sold: int) -> list[tuple[int, int, int]]:
        """The first `sold` positions as (first, last, price)."""
        return [(first, min(last, sold), price) for first, last, price in self._stretches if first <= sold]

    @property
    def pairs(self) -> int:
        """Of 100 orders so many take two; none where a customer may have only one."""
        return self.assumed.pairs_percent if self.per_customer > 1 else 0
