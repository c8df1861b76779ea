"""The planner: a `Problem` in, a `Plan` out, without rows, clock or chance."""

from .check import check
from .explain import Explanation, Spell, explain
from .greedy import plan
from .plan import Cause, Load, Obstacle, Plan, Session, Share
from .problem import (
    Booked,
    Changeover,
    Interval,
    Objective,
    OpenLoad,
    Problem,
    Program,
    Run,
    Standing,
    Station,
    Step,
    TechnicianBusy,
)

__all__ = [
    "Booked",
    "Cause",
    "Changeover",
    "Explanation",
    "Interval",
    "Load",
    "Objective",
    "Obstacle",
    "OpenLoad",
    "Plan",
    "Problem",
    "Program",
    "Run",
    "Session",
    "Share",
    "Spell",
    "Standing",
    "Station",
    "Step",
    "TechnicianBusy",
    "check",
    "explain",
    "plan",
]
