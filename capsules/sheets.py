"""A cost sheet as plain figures: saved, half typed, or what a first one begins with."""

from typing import Any, NamedTuple

from capsules.cost_zones import first_parcel
from capsules.costing import Assumed
from capsules.costing.exact import shared_out
from capsules.costing.materials import write_materials
from capsules.figures import Figures
from capsules.models import Capsule, CostSheet
from capsules.parcels import Served, zones_served
from coop.models import Node

FIELDS = [
    "waste_percent",
    "scrap_percent",
    "packaging_minor",
    "once_minor",
    "own_hour_minor",
    "hand_minutes",
    "fill_percent",
    "fee_percent",
    "fee_minor",
    "returns_percent",
    "pairs_percent",
    "collected_share",
    "free_from_minor",
]


class SheetZone(NamedTuple):
    name: str
    share: int
    parcel_minor: int


FIRST_ZONES = (SheetZone("in the country", 30, 695), SheetZone("elsewhere in Europe", 10, 1450))
"""What a first sheet begins with where the co-op sends nothing, in minor units; makers write what they know."""
SENT, AT_HOME = 40, 3
"""Of 100 orders, so many are sent; so many as often to the zone around the node as to each other one."""
MOST_ZONES = 8

FIRST_FIELDS = {name: getattr(CostSheet(), name) for name in FIELDS}


class Sheet(NamedTuple):
    fields: dict[str, Any] = FIRST_FIELDS
    materials: tuple[tuple[str, int], ...] = ()
    zones: tuple[SheetZone, ...] = FIRST_ZONES

    @property
    def typed(self) -> dict:
        """As a form's fields begin with it."""
        return self.fields | {"materials": write_materials(self.materials)}

    @property
    def assumed(self) -> Assumed:
        return Assumed(materials_minor=sum(minor for _, minor in self.materials), **self.fields)


def first_sheet_at(node: Node, figures: Figures) -> Sheet:
    """What a sheet begins with: the co-op's zones, around `node` first."""
    return first_sheet(zones_served(figures.currency, country=node.country), figures)


def first_sheet(served: list[Served], figures: Figures) -> Sheet:
    """To these zones, at the co-op's rates for such a piece."""
    served = served[:MOST_ZONES]
    shares = shared_out(SENT, [AT_HOME if zone.is_home else 1 for zone in served])
    zones = (
        SheetZone(zone.name, share, first_parcel(zone.table, piece=figures.piece, vat_percent=figures.vat_percent))
        for zone, share in zip(served, shares, strict=True)
    )
    return Sheet(zones=tuple(zones) or FIRST_ZONES)


def sheet_of(capsule: Capsule) -> Sheet | None:
    """As it is saved; None where the maker has written none."""
    row = CostSheet.objects.filter(capsule=capsule).first() if capsule.pk else None
    if row is None:
        return None
    return Sheet(
        {name: getattr(row, name) for name in FIELDS},
        tuple((material.name, material.minor) for material in row.materials.all()),
        tuple(SheetZone(zone.name, zone.share, zone.parcel_minor) for zone in row.zones.all()),
    )
