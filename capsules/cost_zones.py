"""What a parcel to each zone costs the maker, as the price calculator takes it."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from capsules.costing import Zone
from capsules.shipping import Measures, Rate, RateTable, chargeable_g
from coop.money import vat_within

UNMEASURED_G = 3_000
"""What a piece that nobody has measured is taken for, packed: a vessel in its box."""


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
                _sent_for(table, chargeable_g(piece, pieces), vat_percent, row.parcel_minor)
                if table and piece
                # One sum for every parcel.
                else row.parcel_minor
                for pieces in range(1, most + 1)
            ),
        )
        for row, table in zones
    )


def _sent_for(table: RateTable, grams: int, vat_percent: int, typed_minor: int) -> int:
    rate = table.rate_for(grams)
    return net_of(rate, vat_percent) if rate else typed_minor


def first_parcel(table: RateTable, *, piece: Measures | None, vat_percent: int) -> int:
    """What a first sheet says that a parcel of one piece costs, without VAT.

    `table` has a rate at least. Beyond its heaviest parcel that one is said, so that a maker has something to correct.
    """
    grams = chargeable_g(piece, 1) if piece else UNMEASURED_G
    return net_of(table.rate_for(grams) or table.rates[-1], vat_percent)


def net_of(rate: Rate, vat_percent: int) -> int:
    return rate.price_minor - vat_within(rate.price_minor, vat_percent)
