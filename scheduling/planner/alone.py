"""What a large plan can never be better than: every late run as late as it would be alone."""

from dataclasses import replace

from .exact.allowance import Allowance
from .exact.bounds import Bounds
from .exact.phases import think_exactly
from .greedy import plan as greedy_plan
from .obstacles import impossible
from .plan import Plan
from .problem import Problem, Run

LONGEST_S = 0.5
"""For one run."""


def bound_alone(plan: Plan, allowance: Allowance) -> Bounds:
    """Whether the promises are kept as well as they can be; nothing is said about the other aims."""
    bounds, late = Bounds(plan.problem), [run for run in plan.problem.runs if plan.lateness.get(run.key)]
    bounds.note("unplaced", homeless_weight(plan), 0)
    bounds.note("lateness", plan.weighted_lateness, sum(least_lateness(plan.problem, run, allowance) for run in late))
    bounds.note("moves", plan.moves, 0)
    bounds.note("shifted", plan.shifted_minutes, 0)
    bounds.note("firings", plan.firings, 0)
    return bounds


def homeless_weight(plan: Plan) -> int:
    """Runs without a place that might have had one."""
    without = {obstacle.run for obstacle in plan.unplaced}
    return sum(
        run.weight
        for run in plan.problem.runs
        if run.key in without and not any(impossible(plan.problem, step) for step in run.steps)
    )


def least_lateness(problem: Problem, run: Run, allowance: Allowance) -> int:
    alone = replace(problem, runs=(run,), booked=())
    bounds = think_exactly(greedy_plan(alone), allowance.part(LONGEST_S), lambda plan: None, promises_only=True)
    return bounds.least[0] if bounds.least else 0
