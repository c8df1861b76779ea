"""What comes of a drop when so many pieces sell: the sum, line by line, down to what is left."""

from dataclasses import dataclass
from fractions import Fraction

from coop.money import percent_of, vat_within

from .exact import half_up
from .figures import Drop, Fired, Work
from .orders import Orders, commission_of, fee_of, is_free, orders_of, shipping_paid

STATION, OWN, MATERIALS, PACKAGING, ONCE, FEE, COMMISSION, SHIPPING = (
    "station",
    "own",
    "materials",
    "packaging",
    "once",
    "fee",
    "commission",
    "shipping",
)


@dataclass(frozen=True)
class Line:
    """One cost of the whole drop."""

    kind: str
    name: str
    """Of the stop, where it is one."""
    quantity: Fraction | int
    """Minutes, litres, hours of own work, pieces, orders, or minor units of which it is a part, as the kind says."""
    minor: int


@dataclass(frozen=True)
class Outcome:
    """`income − refunded − VAT − lines = left`, to the minor unit."""

    sold: int
    made: int
    income_minor: int
    """What customers pay for the pieces, VAT contained. What they pay for parcels passes through."""
    refunded_minor: int
    vat_minor: int
    """Within what is not paid back."""
    lines: tuple[Line, ...]

    @property
    def net_minor(self) -> int:
        return self.income_minor - self.refunded_minor - self.vat_minor

    @property
    def cost_minor(self) -> int:
        return sum(line.minor for line in self.lines)

    @property
    def left_minor(self) -> int:
        return self.net_minor - self.cost_minor

    @property
    def cost_each_minor(self) -> int:
        """A sold piece's part of all costs, rounded."""
        return half_up(Fraction(self.cost_minor, self.sold))

    @property
    def left_each_minor(self) -> int:
        return half_up(Fraction(self.left_minor, self.sold))

    @property
    def margin_percent(self) -> int | None:
        """What is left of 100 that come in without VAT."""
        return half_up(Fraction(self.left_minor * 100, self.net_minor)) if self.net_minor else None

    def of(self, *kinds: str) -> int:
        return sum(line.minor for line in self.lines if line.kind in kinds)


def outcome(drop: Drop, sold: int) -> Outcome:
    """When `sold` pieces sell, 1 or more: the lowest positions, at their tiers' prices."""
    made = drop.made_for(sold)
    income = sum((last - first + 1) * price for first, last, price in drop.stretches(sold))
    refunded = percent_of(income, drop.assumed.returns_percent)
    vat = vat_within(income - refunded, drop.vat_percent)
    return Outcome(
        sold=sold,
        made=made,
        income_minor=income,
        refunded_minor=refunded,
        vat_minor=vat,
        lines=(*_making(drop, made), *_selling(drop, sold, net_minor=income - refunded - vat)),
    )


def _making(drop: Drop, made: int) -> list[Line]:
    """What it costs to make so many pieces, good or not."""
    assumed = drop.assumed
    stations = [_at_station(stop, made, assumed.fill_percent) for stop in drop.stops]
    bought = Fraction(assumed.materials_minor * made * 100, 100 - assumed.waste_percent)
    lines = [*stations, Line(MATERIALS, "", made, half_up(bought))]
    if assumed.own_hour_minor:
        hours = _own_minutes(drop, made) / 60
        lines.append(Line(OWN, "", hours, half_up(hours * assumed.own_hour_minor)))
    return lines


def _at_station(stop: Work | Fired, made: int, fill_percent: int) -> Line:
    if isinstance(stop, Fired):
        litres = Fraction(stop.litres) * made
        return Line(STATION, stop.name, litres, half_up(litres * stop.litre_minor(fill_percent)))
    minutes = stop.station_minutes(made)
    return Line(STATION, stop.name, minutes, half_up(minutes * stop.hour_minor / 60))


def _own_minutes(drop: Drop, made: int) -> Fraction:
    attended = [stop for stop in drop.stops if isinstance(stop, Work) and stop.attended]
    at_stations = sum((stop.station_minutes(made) for stop in attended), Fraction())
    return at_stations + drop.assumed.hand_minutes * made


def _selling(drop: Drop, sold: int, *, net_minor: int) -> list[Line]:
    assumed = drop.assumed
    orders = list(orders_of(drop, sold))
    return [
        Line(PACKAGING, "", sold, assumed.packaging_minor * sold),
        Line(ONCE, "", 1, assumed.once_minor),
        Line(FEE, "", sum((each.count for each in orders), Fraction()), half_up(sum(fees(drop, orders)))),
        Line(COMMISSION, "", net_minor, commission_of(drop, net_minor)),
        Line(SHIPPING, "", free_parcels(drop, orders), half_up(sum(parcels(drop, orders)))),
    ]


def fees(drop: Drop, orders: list[Orders]) -> list[Fraction]:
    """The provider's part of each sort of orders: of what they pay, parcels with it."""
    return [each.count * fee_of(drop, each.sum_minor + _paid_for_parcel(drop, each)) for each in orders]


def _paid_for_parcel(drop: Drop, each: Orders) -> int:
    return 0 if is_free(drop, each.sum_minor) else shipping_paid(drop, each.parcel_minor)


def parcels(drop: Drop, orders: list[Orders]) -> list[Fraction]:
    """What the maker pays for the parcels of each sort of orders. The others' customers pay for theirs."""
    return [each.count * (each.parcel_minor if is_free(drop, each.sum_minor) else 0) for each in orders]


def free_parcels(drop: Drop, orders: list[Orders]) -> Fraction:
    sent = (each.count for each in orders if each.parcel_minor and is_free(drop, each.sum_minor))
    return sum(sent, Fraction())
