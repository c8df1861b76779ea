"""What a parcel to each zone costs the maker, as the price calculator takes it."""

from collections.abc import Iterable
from typing import Protocol

from capsules.costing import Zone


class TypedZone(Protocol):
    """A zone of a cost sheet, saved or just typed."""

    @property
    def name(self) -> str: ...
    @property
    def share(self) -> int: ...
    @property
    def parcel_minor(self) -> int: ...


def zones_of(rows: Iterable[TypedZone], *, mass_g: int | None, most: int) -> tuple[Zone, ...]:
    """Each zone with what a parcel of one piece, of two, … up to `most` costs there.

    The sum that the maker typed counts for every parcel. A rate table by zone and grams answers here instead:
    `mass_g` is one piece's, None where the maker has not weighed it.
    """
    return tuple(Zone(row.name, row.share, (row.parcel_minor,) * most) for row in rows)
