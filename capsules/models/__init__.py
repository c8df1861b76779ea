from .capsules import Capsule, Tier, Variant
from .cards import Card
from .codes import PriceCode
from .comparisons import Comparison, Difference
from .costs import CostMaterial, CostSheet, CostZone
from .lessons import LEARNING_DROPS, Lesson
from .payments import Payment, Refund
from .pictures import Picture
from .preorders import Claim, Preorder
from .provider_news import ProviderNews
from .referrals import CapsuleDay, Referral, ReferralDay
from .reminders import Reminder
from .runs import Run
from .samples import Sample
from .shipping import ShippingRate, ShippingZone, ZoneCountry
from .typed import Typed
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "CapsuleDay",
    "Card",
    "Claim",
    "Comparison",
    "CostMaterial",
    "CostSheet",
    "CostZone",
    "Difference",
    "Lesson",
    "Payment",
    "Picture",
    "Preorder",
    "PriceCode",
    "ProviderNews",
    "Referral",
    "ReferralDay",
    "Refund",
    "Reminder",
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
