"""The planner: a `Problem` in, a `Plan` out, without rows, clock or chance."""

from .check import check
from .explain import Explanation, Spell, explain
from .greedy import plan
from .plan import Cause, Load, Obstacle, Plan, Session, Share
from .problem import Booked, Interval, OpenLoad, Problem, Program, Run, Station, Step, TechnicianBusy

__all__ = [
    "Booked",
    "Cause",
    "Explanation",
    "Interval",
    "Load",
    "Obstacle",
    "OpenLoad",
    "Plan",
    "Problem",
    "Program",
    "Run",
    "Session",
    "Share",
    "Spell",
    "Station",
    "Step",
    "TechnicianBusy",
    "check",
    "explain",
    "plan",
]
