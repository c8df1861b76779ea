"""The greedy plan again and again, what came late placed sooner each time.

Known as squeaky wheel optimisation (Joslin and Clements, 1999): who complains is served sooner.
"""

from collections.abc import Iterator
from random import Random

from .greedy import plan, urgency
from .plan import Plan
from .problem import Problem

GIVES_UP = 0.2
"""How often an order that is no better is left for the best one."""


def reordered(problem: Problem, *, seed: int = 1) -> Iterator[Plan]:
    """Plan after plan, better or not, until no run is late and each has a place; or until the caller stops."""
    chance = Random(seed)
    order = [run.key for run in sorted(problem.runs, key=urgency)]
    made = best = plan(problem)
    best_order = order
    while best.weighted_lateness or best.unplaced:
        order = complaints_first(made, order, chance)
        made = plan(problem, order)
        yield made
        if made.objectives < best.objectives:
            best, best_order = made, order
        elif chance.random() < GIVES_UP:
            made, order = best, best_order


def complaints_first(made: Plan, order: list[str], chance: Random) -> list[str]:
    """The runs in `order`, each moved forward by its weighted lateness beside the largest, more or less."""
    homeless = {obstacle.run for obstacle in made.unplaced}
    lateness = {run.key: run.weight * made.lateness.get(run.key, 0) for run in made.problem.runs}
    latest = max(lateness.values(), default=0) or 1

    def place(at: int, key: str) -> float:
        late = lateness[key]
        if key in homeless:
            blame = float(len(order))
        else:
            blame = 1 + chance.random() * len(order) * late / latest / 2 if late else 0.0
        return at - blame * chance.uniform(0.5, 1.5)

    places = {key: place(at, key) for at, key in enumerate(order)}
    return sorted(order, key=places.__getitem__)
