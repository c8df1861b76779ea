"""Zones, measures and addresses for tests of parcels."""

from capsules.models import ShippingRate, ShippingZone, ZoneCountry
from capsules.parcels import Address
from tests import make

HOME = Address("Nora Visser", "Havenstraat 12", "3024 SC", "Rotterdam", "NL")
BOX = {"mass_g": 1150, "packaging_g": 450, "parcel_mm": [300, 260, 260]}
"""Counts as 4,056 g by its volume."""


def zone(name="Near", countries=("NL", "BE"), rates=((3000, 738), (5000, 863), (10_000, 1113)), **fields):
    made = ShippingZone.objects.create(name=name, **fields)
    ZoneCountry.objects.bulk_create(ZoneCountry(zone=made, code=code) for code in countries)
    ShippingRate.objects.bulk_create(
        ShippingRate(zone=made, up_to_g=up_to_g, price_minor=price_minor) for up_to_g, price_minor in rates
    )
    return made


def drop(**fields):
    """An open capsule whose variants are measured, so that they are sent wherever a zone is."""
    capsule = make.capsule(**fields)
    capsule.variants.update(**BOX)
    return capsule
