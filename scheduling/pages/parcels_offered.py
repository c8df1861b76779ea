"""Whether a capsule's pieces are offered by parcel, to which countries, and what a bill becomes with its way."""

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from capsules.countries import country_name
from capsules.models import Capsule, Variant
from capsules.parcels import measures_of, rate_tables, way_costs
from capsules.paying import takes_cards
from capsules.pricing import Bill
from capsules.shipping import RateTable


class ParcelsOffered:
    """False where there are none: nobody can pay before they leave, nobody measured, or no zone has this currency."""

    def __init__(self, capsule: Capsule):
        self.capsule = capsule

    @cached_property
    def tables(self) -> dict[str, RateTable]:
        if not (takes_cards() and any(measures_of(each) for each in self.capsule.variants.all())):
            return {}
        return {code: table for code, table in rate_tables().items() if table.currency == self.capsule.currency}

    def __bool__(self) -> bool:
        return bool(self.tables)

    @cached_property
    def countries(self) -> list[tuple[str, str]]:
        """(code, name), by name."""
        return sorted(((code, country_name(code)) for code in self.tables), key=lambda country: country[1])

    @property
    def first(self) -> str:
        """The country that is chosen before anybody chose: the node's own, if parcels go there."""
        home = self.capsule.made_at.country
        return home if home in self.tables or not self.tables else self.countries[0][0]

    def with_way(self, bill: Bill, variant: Variant, country: str) -> Bill:
        """The bill of pieces that are sent there. Raises NoParcels, NoShippingTo or TooHeavy."""
        costs = way_costs(self.tables, variant, bill.quantity, country=country, currency=self.capsule.currency)
        return replace(bill, shipping_minor=costs)


class WayChosen(NamedTuple):
    """How a visitor would have the pieces, so far: the parcels that are offered, and whether one goes to `country`."""

    parcels: ParcelsOffered | None = None
    country: str = ""
    is_parcel: bool = False


NOT_ASKED = WayChosen()
