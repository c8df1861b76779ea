"""What a parcel weighs to its carrier, and what its way costs. Pure; whole grams and minor units throughout."""

from collections.abc import Mapping
from math import prod
from typing import NamedTuple

from .refusals import NoShippingTo, TooHeavy

CM3_TO_THE_KG = 5_000
"""A parcel that is large for its mass counts as a kilogram for so many cubic centimetres (docs/sources.md)."""


class Measures(NamedTuple):
    """One packed piece: the mass of the piece, that of its packaging, and the three sides of its box."""

    mass_g: int
    packaging_g: int
    sides_mm: tuple[int, int, int]


class Rate(NamedTuple):
    up_to_g: int
    price_minor: int


class RateTable(NamedTuple):
    """A zone's rates, the lightest first, in its currency."""

    currency: str
    rates: tuple[Rate, ...]

    def rate_for(self, grams: int) -> Rate | None:
        """None for a parcel that is heavier than all of them carry."""
        return next((rate for rate in self.rates if grams <= rate.up_to_g), None)


def volumetric_g(sides_mm: tuple[int, int, int], quantity: int) -> int:
    """Grams that so many boxes count for by their volume, rounded up: mm³ ÷ 5,000, as cm³ ÷ 5,000 are kilograms."""
    return -(-prod(sides_mm) * quantity // CM3_TO_THE_KG)


def chargeable_g(piece: Measures, quantity: int) -> int:
    """The larger of what the scales say and what the volume counts for, of so many packed pieces in one parcel."""
    return max((piece.mass_g + piece.packaging_g) * quantity, volumetric_g(piece.sides_mm, quantity))


def price_of(tables: Mapping[str, RateTable], *, country: str, grams: int, currency: str) -> int:
    """What a parcel of so many grams costs to a country; `tables` are by country. Raises NoShippingTo or TooHeavy."""
    table = tables.get(country)
    if table is None or not table.rates or table.currency != currency:
        raise NoShippingTo(country)
    rate = table.rate_for(grams)
    if rate is None:
        raise TooHeavy(grams, most_g=table.rates[-1].up_to_g, country=country)
    return rate.price_minor
