"""The planner's front door: a plan at once, and a better one for as long as it may think.

Only the worker comes in here: this is the module that loads the solver.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter

from .alone import bound_alone
from .check import check
from .exact.allowance import Allowance, never
from .exact.bounds import Bounds
from .exact.phases import think_exactly
from .greedy import plan as greedy_plan
from .hardest import hardest_first
from .neighbourhood import Neighbourhood
from .plan import Plan
from .problem import Objective, Problem
from .reordering import reordered
from .thought import Thought

FEW_RUNS, VERY_FEW_RUNS = 20, 6
"""So many are planned all at once; very few of them are so from the beginning."""

BEFORE_BOUND = 0.9
"""The rest says what the late ones of many runs would need if each were alone."""

BIT_BY_BIT, BESIDE_BOOKINGS, STARTS = 0.8, 0.6, 4
"""How much of the time left a few runs that are late are given before they are planned all at once: from up to so many
plans, each of which has its share of what the ones before it left. Less where bookings should stay: planned all at once
the fewest move."""

OTHER_ORDERS, FIRST_ORDERS, MOST_ORDERS = 0.25, 20, 80
"""How much of the time goes into greedy plans; none where bookings should stay, which they do not look at.
After the first ones the runs that they left late go first."""


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
    runs, problem, tried = len(best.problem.runs), best.problem, [best.plan]
    if problem.objective is Objective.PROMISES:
        if not problem.booked:
            tried += in_other_orders(best, allowance.part(allowance.left * OTHER_ORDERS))
        if runs > FEW_RUNS:
            left = allowance.left
            bit_by_bit(best, best.plan, allowance.part(left * BEFORE_BOUND))
            return bound_alone(best.plan, allowance.again(left * (1 - BEFORE_BOUND)))
        if runs > VERY_FEW_RUNS:
            share = BESIDE_BOOKINGS if problem.booked else BIT_BY_BIT
            until_in_time(best, worth_a_start(tried), allowance.part(allowance.left * share))
    return think_exactly(best.plan, allowance, lambda plan: best.offer(plan, "exact"))


def in_other_orders(best: Best, allowance: Allowance) -> list[Plan]:
    tried: list[Plan] = []
    for plan in greedy_plans(best.problem, allowance.seed, tried):
        tried.append(plan)
        best.offer(plan, "greedy")
        if allowance.left <= 0 or is_in_time(best.plan):
            break
    return tried


def greedy_plans(problem: Problem, seed: int, tried: Sequence[Plan]) -> Iterator[Plan]:
    """One after the other; `tried` has those that came before."""
    orders = islice(reordered(problem, seed=seed), MOST_ORDERS)
    yield from islice(orders, FIRST_ORDERS)
    if len(problem.runs) <= FEW_RUNS:
        yield from hardest_first(problem, tried)
    yield from orders


def worth_a_start(tried: Sequence[Plan]) -> list[Plan]:
    """Plans with other runs late in each, few of them first: one run that is very late is moved more easily than
    three that are late a little."""
    starts: dict[frozenset[str], Plan] = {}
    for plan in sorted(tried, key=lambda plan: plan.objectives):
        starts.setdefault(frozenset(run for run, minutes in plan.lateness.items() if minutes), plan)
    return sorted(starts.values(), key=lambda plan: (len(plan.unplaced), sum(map(bool, plan.lateness.values()))))


def until_in_time(best: Best, starts: Sequence[Plan], allowance: Allowance) -> None:
    for number, start in enumerate(starts[:STARTS]):
        if not is_in_time(best.plan):
            share = allowance.left / (min(STARTS, len(starts)) - number)
            bit_by_bit(best, start, allowance.part(share), enough=is_in_time)


def bit_by_bit(best: Best, start: Plan, allowance: Allowance, *, enough: Callable[[Plan], bool] | None = None) -> None:
    def offer(plan: Plan) -> bool:
        if plan.objectives >= attempts.plan.objectives or check(best.problem, plan):
            return False
        best.offer(plan, "neighbourhood")
        return True

    attempts = Neighbourhood(start, allowance, offer)
    attempts.improve(enough)


def is_in_time(plan: Plan) -> bool:
    return not plan.unplaced and not plan.weighted_lateness


def ignore(plan: Plan) -> None:
    pass
