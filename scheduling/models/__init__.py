from .bookings import Booking
from .firings import Firing, LoadShare
from .plans import Plan
from .routes import Operation, Step
from .stations import Program, Qualification, Station, StationKind

__all__ = [
    "Booking",
    "Firing",
    "LoadShare",
    "Operation",
    "Plan",
    "Program",
    "Qualification",
    "Station",
    "StationKind",
    "Step",
]
