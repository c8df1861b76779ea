"""The planner's front door: a plan at once, and a better one for as long as it may think.

Only the worker comes in here: this is the module that loads the solver.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter

from .alone import bound_alone
from .check import check
from .exact.allowance import Allowance, never
from .exact.bounds import Bounds
from .exact.phases import think_exactly
from .greedy import plan as greedy_plan
from .neighbourhood import Neighbourhood
from .plan import Plan
from .problem import Objective, Problem
from .reordering import reordered
from .thought import Thought

FEW_RUNS, VERY_FEW_RUNS = 20, 6
"""So many are planned all at once; very few of them are so from the beginning."""

BEFORE_BOUND = 0.9
"""The rest says what the late ones of many runs would need if each were alone."""

BIT_BY_BIT = 0.6
"""How much of the time left a few runs that are late are given before they are planned all at once."""

OTHER_ORDERS, MOST_ORDERS = 0.15, 60
"""How much of the time goes into greedy plans; none where bookings should stay, which they do not look at."""


@dataclass
class Best:
    """The best plan so far. A candidate counts when it keeps every rule and is better by the plan's objectives."""

    problem: Problem
    on_better: Callable[[Plan], None]
    plan: Plan
    engine: str
    began: float
    first_s: float = field(init=False)
    best_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.first_s = self.best_s = perf_counter() - self.began
        self.on_better(self.plan)

    def offer(self, plan: Plan, engine: str) -> bool:
        if plan.objectives >= self.plan.objectives or check(self.problem, plan):
            return False
        self.plan, self.engine, self.best_s = plan, engine, perf_counter() - self.began
        self.on_better(plan)
        return True


def think(
    problem: Problem,
    *,
    budget_s: float = 10.0,
    seed: int = 1,
    workers: int = 2,
    start: Plan | None = None,
    on_better: Callable[[Plan], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Thought:
    """The best plan found within `budget_s`, never worse than the greedy one or `start`.

    `on_better` hears of the first plan and of each better one; `stop` is asked again and again, and True ends the
    thinking with the best plan so far. Both are called in the caller's thread. One worker alone is deterministic: it
    counts the solver's own seconds, and `budget_s` of them give the same plan on every machine.
    """
    began = perf_counter()
    best = Best(problem, on_better or ignore, greedy_plan(problem), "greedy", began)
    if start is not None:
        best.offer(start, "start")
    allowance = Allowance(budget_s, workers, seed, stop or never)
    bounds = improve(best, allowance)
    return Thought(
        plan=best.plan,
        engine=best.engine,
        proved=bounds.proved,
        bound=bounds.least,
        first_s=best.first_s,
        best_s=best.best_s,
        seconds=perf_counter() - began,
    )


def improve(best: Best, allowance: Allowance) -> Bounds:
    """Other orders first, then bit by bit, and all at once where that is not too much for the solver."""
    runs, problem = len(best.problem.runs), best.problem
    if problem.objective is Objective.PROMISES:
        if not problem.booked:
            in_other_orders(best, allowance.part(allowance.left * OTHER_ORDERS))
        if runs > FEW_RUNS:
            left = allowance.left
            bit_by_bit(best, allowance.part(left * BEFORE_BOUND))
            return bound_alone(best.plan, allowance.again(left * (1 - BEFORE_BOUND)))
        if runs > VERY_FEW_RUNS and best.plan.weighted_lateness:
            bit_by_bit(best, allowance.part(allowance.left * BIT_BY_BIT), until_in_time=True)
    return think_exactly(best.plan, allowance, lambda plan: best.offer(plan, "exact"))


def in_other_orders(best: Best, allowance: Allowance) -> None:
    for plan in islice(reordered(best.problem, seed=allowance.seed), MOST_ORDERS):
        best.offer(plan, "greedy")
        if allowance.left <= 0 or is_in_time(best.plan):
            return


def bit_by_bit(best: Best, allowance: Allowance, *, until_in_time: bool = False) -> None:
    attempts = Neighbourhood(best.plan, allowance, lambda plan: best.offer(plan, "neighbourhood"))
    attempts.improve(is_in_time if until_in_time else None)


def is_in_time(plan: Plan) -> bool:
    return not plan.unplaced and not plan.weighted_lateness


def ignore(plan: Plan) -> None:
    pass
