from .capsules import Capsule, Tier, Variant
from .codes import PriceCode
from .costs import CostMaterial, CostSheet, CostZone
from .lessons import LEARNING_DROPS, Lesson
from .preorders import Claim, Preorder
from .referrals import CapsuleDay, Referral, ReferralDay
from .runs import Run
from .samples import Sample
from .shipping import ShippingRate, ShippingZone, ZoneCountry
from .typed import Typed
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "CapsuleDay",
    "Claim",
    "CostMaterial",
    "CostSheet",
    "CostZone",
    "Lesson",
    "Preorder",
    "PriceCode",
    "Referral",
    "ReferralDay",
    "Run",
    "Sample",
    "ShippingRate",
    "ShippingZone",
    "Tier",
    "Typed",
    "Variant",
    "Waiting",
    "ZoneCountry",
]
