"""How good plans of whole co-ops are, and how soon: beside the greedy plan and the proved lower bound."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from scheduling.planner import Plan, Problem, check, plan
from scheduling.planner.completing import complete
from scheduling.planner.reordering import reordered
from scheduling.planner.thinking import think
from scheduling.planner.thought import Thought

from .co_op_problems import SIZES, Load, co_op, with_a_kiln_out

Figure = tuple[str, float | int, str]

BUDGET_S = {10: 5, 20: 10, 40: 15, 60: 15, 100: 15}
TIGHT_SEEDS, LARGE_SEEDS = range(1, 11), range(1, 4)


def figures() -> Iterator[Figure]:
    for runs in SIZES:
        for load in Load:
            yield from of_a_co_op(runs, load)
    yield "coop20_settled_of_10", sum(is_settled(thought(20, seed)) for seed in TIGHT_SEEDS), "co-ops"
    yield "coop40_late_h", max(late_h(thought(40, seed).plan) for seed in LARGE_SEEDS), "h, weighted, the worst of 3"
    yield from replanning()


def of_a_co_op(runs: int, load: Load) -> Iterator[Figure]:
    """One co-op, thought about as long as the worker thinks; for 20 and 60 runs that is what an admin waits for."""
    problem, name = co_op(runs, load, seed=1), f"coop{runs}_{load}"
    at_once, found = plan(problem), think(problem, budget_s=BUDGET_S[runs])
    must_be_right(problem, at_once, found.plan)
    yield f"{name}_greedy_late_h", late_h(at_once), "h, weighted"
    yield f"{name}_late_h", late_h(found.plan), "h, weighted"
    yield f"{name}_bound_late_h", (found.bound or (0,))[0] / 60, "h, weighted"
    yield f"{name}_greedy_firings", at_once.firings, "firings"
    yield f"{name}_firings", found.plan.firings, "firings"
    yield f"{name}_fill", fill_pct(found.plan), "% of the litres lit"
    yield f"{name}_first_s", found.first_s, "s"
    yield f"{name}_best_s", found.best_s, "s"
    yield f"{name}_asked_to_plan_s", found.seconds, "s"


def thought(runs: int, seed: int) -> Thought:
    """A co-op of normal load, thought about until nobody is late."""
    problem, seen = co_op(runs, Load.NORMAL, seed), []
    found = think(
        problem,
        budget_s=BUDGET_S[runs],
        on_better=seen.append,
        stop=lambda: bool(seen) and not seen[-1].weighted_lateness and not seen[-1].unplaced,
    )
    must_be_right(problem, plan(problem), found.plan)
    return found


def is_settled(found: Thought) -> bool:
    return not found.plan.unplaced and (found.proved or not found.plan.weighted_lateness)


def replanning() -> Iterator[Figure]:
    """What a kiln that is out for 48 hours moves where nobody is late today, of three co-ops of 20 runs.

    Where somebody is late, lateness goes first, and whoever is moved for it counts too.
    """
    booked = moved = moved_anew = 0
    late = 0.0
    for seed in LARGE_SEEDS:
        quiet = co_op(20, Load.NORMAL, seed)
        today = kept(quiet)
        problem = with_a_kiln_out(quiet, today)
        mended = complete(problem, today)
        steady = think(problem, budget_s=BUDGET_S[20], start=mended).plan
        must_be_right(problem, mended, steady)
        anew = replace(think(replace(problem, booked=()), budget_s=BUDGET_S[20]).plan, problem=problem)
        booked, moved, moved_anew = booked + len(problem.booked), moved + steady.moves, moved_anew + anew.moves
        late += late_h(steady)
    yield "replan_moves", moved, f"bookings of {booked}"
    yield "replan_moves_anew", moved_anew, f"bookings of {booked}"
    yield "replan_late_h", late, "h, weighted, of 3"
    yield "replan_moves_ratio", moved / moved_anew, "of the moves of planning anew"


def kept(problem: Problem) -> Plan:
    """A plan in which nobody is late, the same on every machine."""
    return min((plan(problem), *islice(reordered(problem), 200)), key=lambda made: made.objectives)


def late_h(made: Plan) -> float:
    return made.weighted_lateness / 60


def fill_pct(made: Plan) -> float:
    lit = [load for load in made.loads if load.joins is None]
    litres = sum((load.litres for load in lit), Decimal(0))
    return float(100 * litres / sum(made.problem.station[load.station].capacity_l for load in lit))


def must_be_right(problem: Problem, at_once: Plan, found: Plan) -> None:
    """A figure of a plan that breaks a rule, or is worse than the one that was there at once, is worth nothing."""
    if faults := check(problem, found):
        raise AssertionError("; ".join(faults))
    if found.objectives > at_once.objectives:
        raise AssertionError(f"worse than greedy: {found.objectives}, {at_once.objectives}")
