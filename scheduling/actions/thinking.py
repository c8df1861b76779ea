"""The planner's front door for the worker: the solver, some 80 MB of it, is loaded by the process that thinks first."""

from django.utils.module_loading import import_string

from scheduling.planner import Problem
from scheduling.planner.thought import Thought


def think(problem: Problem, **how) -> Thought:
    """`scheduling.planner.thinking.think`, with its own keywords."""
    return import_string("scheduling.planner.thinking.think")(problem, **how)
