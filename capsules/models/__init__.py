from .capsules import Capsule, Tier, Variant
from .codes import PriceCode
from .lessons import LEARNING_DROPS, Lesson
from .preorders import Claim, Preorder
from .referrals import CapsuleDay, Referral, ReferralDay
from .runs import Run
from .samples import Sample
from .shipping import ShippingRate, ShippingZone, ZoneCountry
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "CapsuleDay",
    "Claim",
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
    "Variant",
    "Waiting",
    "ZoneCountry",
]
