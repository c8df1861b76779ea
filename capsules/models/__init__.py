from .capsules import Capsule, Tier, Variant
from .costs import CostMaterial, CostSheet, CostZone
from .lessons import LEARNING_DROPS, Lesson
from .preorders import Claim, Preorder
from .runs import Run
from .typed import Typed
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "Claim",
    "CostMaterial",
    "CostSheet",
    "CostZone",
    "Lesson",
    "Preorder",
    "Run",
    "Tier",
    "Typed",
    "Variant",
    "Waiting",
]
