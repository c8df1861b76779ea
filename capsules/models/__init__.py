from .capsules import Capsule, Tier, Variant
from .lessons import LEARNING_DROPS, Lesson
from .pictures import Picture
from .preorders import Claim, Preorder
from .reminders import Reminder
from .runs import Run
from .waiting import Waiting

__all__ = [
    "LEARNING_DROPS",
    "Capsule",
    "Claim",
    "Lesson",
    "Picture",
    "Preorder",
    "Reminder",
    "Run",
    "Tier",
    "Variant",
    "Waiting",
]
