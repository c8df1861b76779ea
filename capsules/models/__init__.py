from .capsules import Capsule, Tier, Variant
from .preorders import Claim, Preorder
from .runs import Run
from .waiting import Waiting

__all__ = ["Capsule", "Claim", "Preorder", "Run", "Tier", "Variant", "Waiting"]
