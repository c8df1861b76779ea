from .capsules import Capsule, Tier, Variant
from .lessons import LEARNING_DROPS, Lesson
from .preorders import Claim, Preorder
from .runs import Run
from .shipping import ShippingRate, ShippingZone, ZoneCountry
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "Claim",
    "Lesson",
    "Preorder",
    "Run",
    "ShippingRate",
    "ShippingZone",
    "Tier",
    "Variant",
    "Waiting",
    "ZoneCountry",
]
