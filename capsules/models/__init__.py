from .capsules import Capsule, Tier, Variant
from .lessons import LEARNING_DROPS, Lesson
from .preorders import Claim, Preorder
from .runs import Run
from .waiting import Waiting

__all__ = ["LEARNING_DROPS", "Capsule", "Claim", "Lesson", "Preorder", "Run", "Tier", "Variant", "Waiting"]
