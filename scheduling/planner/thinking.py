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
from .in_time import keep_every_promise, keep_what_is_kept
from .neighbourhood import Neighbourhood
from .plan import Plan
from .problem import Objective, Problem
from .reordering import reordered
from .thought import Thought

FEW_RUNS, VERY_FEW_RUNS = 20, 6
"""So many are planned all at once; very few of them are so from the beginning."""

IN_TIME, BESIDE_BOOKINGS, STARTS = 0.8, 0.65, 3
"""How much of the time left goes into late runs before all are planned at once, less where bookings should stay too;
from up to so many plans, each of which has its share of what the ones before it left."""

AS_DEADLINES = 0.3
"""How much of each share is spent on plans that keep every promise."""

FROM_TODAY = 0.6
"""How much of the time many runs are improved from what is booked, before the best plan of all is: that one may
keep promises better, and nearly always moves far more."""

OTHER_ORDERS, ORDERS_BESIDE_BOOKINGS, FIRST_ORDERS, MOST_ORDERS = 0.25, 0.1, 20, 80
"""How much of the time goes into greedy plans, less where bookings should stay, which they do not look at.
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
    bounds = known(best, improve(best, start, allowance))
    return Thought(
        plan=best.plan,
        engine=best.engine,
        proved=bounds.proved,
        bound=bounds.least,
        first_s=best.first_s,
        best_s=best.best_s,
        seconds=perf_counter() - began,
    )


def improve(best: Best, start: Plan | None, allowance: Allowance) -> Bounds:
    """Other orders first, then late runs, and all runs at once where that is not too much for the solver."""
    runs, booked = len(best.problem.runs), bool(best.problem.booked)
    if best.problem.objective is Objective.PROMISES:
        share = ORDERS_BESIDE_BOOKINGS if booked else OTHER_ORDERS
        tried = [best.plan, *in_other_orders(best, allowance.part(allowance.left * share))]
        if runs > FEW_RUNS:
            if booked and start:
                bit_by_bit(best, start, allowance.part(allowance.left * FROM_TODAY))
            bit_by_bit(best, best.plan, allowance)
            return bound_alone(best.plan)
        if runs > VERY_FEW_RUNS:
            starts = [start or best.plan] if booked else worth_a_start(tried)[:STARTS]
            share = BESIDE_BOOKINGS if booked else IN_TIME
            until_in_time(best, starts, allowance.part(allowance.left * share))
    return all_at_once(best, allowance)


def known(best: Best, bounds: Bounds) -> Bounds:
    """What holds for every plan: a model that divides steps only in some ways proves nothing about the others."""
    if bounds.reached and bounds.every_division:
        return bounds
    return bound_alone(best.plan) if best.problem.objective is Objective.PROMISES else Bounds(best.problem)


def all_at_once(best: Best, allowance: Allowance) -> Bounds:
    """Where bookings should stay, the time is better spent on moving few than on what keeps no promise."""

    def offer(plan: Plan) -> bool:
        return best.offer(plan, "exact")

    if best.problem.booked and not is_in_time(best.plan):
        return keep_what_is_kept(best.plan, allowance, offer)
    return think_exactly(best.plan, allowance, offer)


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
    """From each start: no late run at all where that can be, and if not, what a few runs at a time can reach."""
    for number, start in enumerate(starts):
        share = allowance.part(allowance.left / (len(starts) - number))
        if not is_in_time(best.plan):
            keep_every_promise(start, share.part(share.left * AS_DEADLINES), lambda plan: best.offer(plan, "exact"))
        if not is_in_time(best.plan):
            bit_by_bit(best, best.plan if best.problem.booked else start, share, enough=is_in_time)


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
