from .capsules import Capsule, Tier, Variant
from .cards import Card
from .comparisons import Comparison, Difference
from .payments import Payment, Refund
from .preorders import Claim, Preorder
from .provider_news import ProviderNews
from .runs import Run
from .waiting import Waiting

__all__ = [
    "Capsule",
    "Card",
    "Claim",
    "Comparison",
    "Difference",
    "Payment",
    "Preorder",
    "ProviderNews",
    "Refund",
    "Run",
    "Tier",
    "Variant",
    "Waiting",
]
