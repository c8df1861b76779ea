"""Plans without a late run, asked for as such: a promise that is a deadline tells the solver far more than one that
costs something, and often there is a plan, or none with such sessions, within a second."""

from collections.abc import Callable
from dataclasses import replace

from .deadlines import with_deadlines, with_promises_kept
from .exact.allowance import Allowance
from .exact.bounds import Bounds
from .exact.model import model_of
from .exact.phases import AFTER_PROMISES, Search, think_exactly
from .plan import Plan
from .problem import Problem

Offer = Callable[[Plan], object]


def keep_every_promise(start: Plan, allowance: Allowance, offer: Offer) -> None:
    """Offer a plan that does, whose sessions are as large as those of `start`, if there is one and time to find it."""
    if allowance.left <= 0:
        return
    problem = with_promises_kept(start.problem)
    model = model_of(problem, replace(start, problem=problem))
    all_may_be_in_time = set(start.finish) <= {chain.run.key for chain in model.chains}
    if all_may_be_in_time:
        Search(model, allowance, as_plan_of(start.problem, offer), Bounds(problem)).anything(share=1)


def keep_what_is_kept(start: Plan, allowance: Allowance, offer: Offer) -> Bounds:
    """Offer plans that are better by what comes after promises, and in which no run is later than in `start`."""
    problem = with_deadlines(start.problem, start)
    bounds = think_exactly(replace(start, problem=problem), allowance, as_plan_of(start.problem, offer), AFTER_PROMISES)
    return replace(bounds, every_division=False)


def as_plan_of(problem: Problem, offer: Offer) -> Offer:
    return lambda plan: offer(replace(plan, problem=problem))
