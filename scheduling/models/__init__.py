from .bookings import Booking
from .changeovers import Changeover
from .fairness import PrimeHours
from .feeds import CalendarFeed
from .firings import Firing, LoadShare
from .plans import NodePlan, Plan
from .promises import Promise, Quote
from .routes import Operation, Step
from .series import Series
from .stations import Program, Qualification, Station, StationKind
from .whatifs import WhatIf
from .wishes import SlotWish

__all__ = [
    "Booking",
    "CalendarFeed",
    "Changeover",
    "Firing",
    "LoadShare",
    "NodePlan",
    "Operation",
    "Plan",
    "PrimeHours",
    "Program",
    "Promise",
    "Qualification",
    "Quote",
    "Series",
    "SlotWish",
    "Station",
    "StationKind",
    "Step",
    "WhatIf",
]
