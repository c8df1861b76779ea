"""The runs that are late in plan after plan are planned first and among themselves, the others around them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from . import greedy
from .completing import complete
from .plan import Plan
from .problem import Problem
from .reordering import reordered

SIZES = (4, 5, 6, 7, 8, 10)
ORDERS = 25
"""Tried for each number of hard runs."""


def hardest_first(problem: Problem, tried: Sequence[Plan]) -> Iterator[Plan]:
    """Whole plans, better or not, from what `tried` has shown to be hard."""
    hard = hardest(tried)
    for size in SIZES:
        if size > len(hard):
            return
        keys = set(hard[:size])
        alone = replace(problem, runs=tuple(run for run in problem.runs if run.key in keys))
        orders = islice(reordered(alone, seed=size), ORDERS)
        yield complete(problem, min(orders, key=lambda plan: plan.objectives, default=greedy.plan(alone)))


def hardest(tried: Sequence[Plan]) -> list[str]:
    """The runs that were ever late, by their weighted minutes in all the plans together, and those without a place."""
    minutes: Counter[str] = Counter()
    for plan in tried:
        for run in plan.problem.runs:
            minutes[run.key] += run.weight * plan.lateness.get(run.key, 0)
        minutes.update({each.run: plan.problem.horizon for each in plan.unplaced})
    return [key for key, spent in minutes.most_common() if spent]
