"""Whether pieces are sent, where to, and what their way costs: the rows behind `shipping`."""

from typing import Any, NamedTuple

from coop.models import Node

from .models import Preorder, ShippingZone, Variant, ZoneCountry
from .paying import takes_cards
from .refusals import NoParcels
from .shipping import Measures, Rate, RateTable, chargeable_g, price_of


class Address(NamedTuple):
    """Where a parcel goes. `country` is two letters."""

    name: str
    street: str
    postcode: str
    city: str
    country: str


def rate_tables(*countries: str) -> dict[str, RateTable]:
    """The rates of these countries, or of all that parcels go to, by country."""
    rows = ZoneCountry.objects.select_related("zone").prefetch_related("zone__rates")
    if countries:
        rows = rows.filter(code__in=countries)
    return {row.code: _table(row.zone) for row in rows}


class Served(NamedTuple):
    """A zone to which the co-op sends parcels, and whether a country lies in it."""

    name: str
    is_home: bool
    table: RateTable


def zones_served(currency: str, *, country: str) -> list[Served]:
    """The co-op's zones with rates in this currency, that of the country first."""
    zones = ShippingZone.objects.filter(currency=currency).prefetch_related("rates", "countries")
    served = [
        Served(zone.name, country in {each.code for each in zone.countries.all()}, _table(zone)) for zone in zones
    ]
    return sorted((zone for zone in served if zone.table.rates), key=lambda zone: not zone.is_home)


def _table(zone: ShippingZone) -> RateTable:
    return RateTable(zone.currency, tuple(Rate(rate.up_to_g, rate.price_minor) for rate in zone.rates.all()))


def measures_of(variant: Variant) -> Measures | None:
    """What one packed piece measures; None where nobody measured."""
    if variant.mass_g is None or not variant.parcel_mm:
        return None
    length, width, height = variant.parcel_mm
    return Measures(variant.mass_g, variant.packaging_g, (length, width, height))


def way_costs(tables: dict[str, RateTable], variant: Variant, quantity: int, *, country: str, currency: str) -> int:
    """What the way of so many pieces to a country costs. Raises NoParcels, NoShippingTo or TooHeavy."""
    measures = measures_of(variant)
    if measures is None:
        raise NoParcels
    return price_of(tables, country=country, grams=chargeable_g(measures, quantity), currency=currency)


class Way(NamedTuple):
    """How an order reaches its customer: from which node, for how much, and where to if it is a parcel."""

    node: Node
    shipping_minor: int = 0
    parcel_to: Address | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Those of the order that say it."""
        if self.parcel_to is None:
            return {"pickup_node": self.node}
        address = dict(zip(Preorder.ADDRESS, self.parcel_to, strict=True))
        return {"delivery": Preorder.Delivery.SHIP, "pickup_node": self.node, **address}


def way_of_order(capsule, variant: Variant, quantity: int, *, pickup_node: Node, parcel_to: Address | None) -> Way:
    """A parcel leaves from where its pieces are made. Raises NoParcels, NoShippingTo or TooHeavy."""
    if parcel_to is None:
        return Way(pickup_node)
    if not takes_cards():
        raise NoParcels
    country = parcel_to.country
    costs = way_costs(rate_tables(country), variant, quantity, country=country, currency=capsule.currency)
    return Way(capsule.made_at, costs, parcel_to)
