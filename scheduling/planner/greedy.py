"""The plan that is always there at once: the most urgent run first, each step as early as it can end."""

from collections.abc import Sequence

from .chain import Chain
from .ground import Ground, bare_ground
from .obstacles import impossible
from .pins import Pins, place_pins
from .plan import Obstacle, Plan
from .problem import Objective, Problem, Run


def plan(problem: Problem, order: Sequence[str] = ()) -> Plan:
    """Place every run wholly, or say why it has no place; the others are planned all the same.

    `order` are the keys of all runs, where something else than urgency is to say who is placed first.
    """
    places = {key: place for place, key in enumerate(order)}
    runs = sorted(problem.runs, key=lambda run: (places.get(run.key, 0), urgency(run)))
    return plan_on(bare_ground(problem), runs)


def plan_on(ground: Ground, runs: Sequence[Run]) -> Plan:
    """What the ground holds, and these runs in this order; they may be parts of the problem's own."""
    unplaced = []
    ground, pins = place_pins(ground, runs)
    for run in runs:
        outcome = place_run(ground, run, pins)
        if isinstance(outcome, Obstacle):
            unplaced.append(outcome)
            ground = ground.without(run)
        else:
            ground = outcome

    loads = (load for load in ground.loads.values() if load.members)
    return Plan(
        ground.problem,
        sessions=tuple(sorted(ground.sessions, key=lambda session: (session.start, session.station))),
        loads=tuple(sorted(loads, key=lambda load: (load.start, load.station))),
        unplaced=tuple(unplaced),
    )


def urgency(run: Run) -> tuple:
    """Promised runs by their promise, then those that promise nothing."""
    return (run.due is None, run.due or 0, run.release, run.key)


def place_run(ground: Ground, run: Run, pins: Pins) -> Ground | Obstacle:
    """The ground with every step of `run` on it, or the obstacle that keeps all of them off.

    Steps are divided over several stations only where the run would be late without: each station is set up anew.
    """
    for step in run.steps:
        if obstacle := impossible(ground.problem, step):
            return obstacle

    whole = Chain(ground, run, pins)
    if (obstacle := whole.obstacle()) is None and in_time(ground.problem, run, whole):
        return whole.ground
    if any(step.splits for step in run.steps):
        divided = Chain(ground, run, pins, divided=True)
        if divided.obstacle() is None and (obstacle or divided.end < whole.end):
            return divided.ground
    return obstacle or whole.ground


def in_time(problem: Problem, run: Run, chain: Chain) -> bool:
    if problem.objective is Objective.MAKESPAN:
        return False
    return run.due is None or chain.end <= run.due
