"""What a parcel to each zone costs the maker, as the price calculator takes it."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from capsules.costing import Zone
from capsules.shipping import Measures, RateTable, chargeable_g
from coop.money import vat_within


class TypedZone(Protocol):
    """A zone of a cost sheet, saved or just typed."""

    @property
    def name(self) -> str: ...
    @property
    def share(self) -> int: ...
    @property
    def parcel_minor(self) -> int: ...


def zones_of(
    rows: Iterable[TypedZone],
    rates: Mapping[str, RateTable],
    *,
    piece: Measures | None,
    vat_percent: int,
    most: int,
) -> tuple[Zone, ...]:
    """Each zone with what a parcel of one piece, of two, … up to `most` costs there, without VAT.

    Where the co-op has a zone of that name (`rates`, by name in small letters) and the maker has measured the piece,
    its rate table answers; else, and beyond its heaviest parcel, the sum that the maker typed counts.
    """
    zones = ((row, rates.get(row.name.strip().casefold()) if piece else None) for row in rows)
    return tuple(
        Zone(
            row.name,
            row.share,
            tuple(
                _net(table, chargeable_g(piece, pieces), vat_percent, row.parcel_minor)
                if table and piece
                # One sum for every parcel.
                else row.parcel_minor
                for pieces in range(1, most + 1)
            ),
        )
        for row, table in zones
    )


def _net(table: RateTable, grams: int, vat_percent: int, typed_minor: int) -> int:
    for rate in table.rates:
        if grams <= rate.up_to_g:
            return rate.price_minor - vat_within(rate.price_minor, vat_percent)
    return typed_minor
