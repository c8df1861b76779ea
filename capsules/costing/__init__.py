"""What a drop costs its maker and what it leaves, before it opens. Pure: figures in, figures out.

All sums are whole minor units; between them stand exact fractions, rounded once, half up, where a line of the result
is written. `Drop` holds what is known or assumed, `outcome(drop, sold)` what comes of it when so many pieces sell.
"""

from .breaking_even import break_even, least_price, left_by_number
from .figures import Assumed, Drop, Fired, Stop, Work, Zone
from .free_shipping import FreeShipping, OrderLeft, free_shipping
from .outcome import Line, Outcome, outcome
from .tiers import TierLeft, left_by_tier

__all__ = [
    "Assumed",
    "Drop",
    "Fired",
    "FreeShipping",
    "Line",
    "OrderLeft",
    "Outcome",
    "Stop",
    "TierLeft",
    "Work",
    "Zone",
    "break_even",
    "free_shipping",
    "least_price",
    "left_by_number",
    "left_by_tier",
    "outcome",
]
