"""What of a plan that stands is still right: each step looked at for itself, and beside those next to it."""

from dataclasses import replace
from itertools import pairwise

from .changing import around, can_follow, line_of
from .check import check
from .ground import bare_ground
from .plan import Plan
from .problem import Problem, Run


def keepable(problem: Problem, standing: Plan) -> set[str]:
    """The steps whose places in `standing` hold; a whole run where it does, else as many of its steps as do."""
    return {key for run in problem.runs for key in kept_of(problem, run, standing)}


def kept_of(problem: Problem, run: Run, standing: Plan) -> set[str]:
    if holds(problem, run, standing):
        return {step.key for step in run.steps}
    kept = [step.key for step in run.steps if holds(problem, of_one_step(run, step.key), standing)]
    for earlier, later in pairwise(run.steps):
        beside = replace(run, steps=(earlier, later), start_by=None)
        if earlier.key in kept and later.key in kept and not holds(problem, beside, standing):
            kept.remove(later.key)
    return set(kept)


def of_one_step(run: Run, key: str) -> Run:
    """The longest wait before a run is one before its first step."""
    first = run.steps[0].key == key
    return replace(
        run,
        steps=tuple(step for step in run.steps if step.key == key),
        start_by=run.start_by if first else None,
    )


def holds(problem: Problem, run: Run, standing: Plan) -> bool:
    """Looked at alone: what the others do to it is the whole plan's question, as are changeovers between families."""
    plain = tuple(replace(station, changeovers=(), standing=()) for station in problem.stations)
    alone = replace(problem, runs=(run,), stations=plain, booked=())
    mine = of_steps(standing, {step.key for step in run.steps})
    sessions = tuple(
        replace(each, occupied=around(problem.station[each.station], each.during))
        for each in mine.sessions
        if each.station in problem.station
    )
    return not check(alone, Plan(alone, sessions, mine.loads))


def of_steps(plan: Plan, steps: set[str]) -> Plan:
    loads = (replace(load, members=tuple(each for each in load.members if each.step in steps)) for load in plan.loads)
    sessions = tuple(session for session in plan.sessions if session.step in steps)
    return Plan(plan.problem, sessions, tuple(load for load in loads if load.members))


def unchanged(plan: Plan) -> set[str]:
    """The runs with a session before which nobody has time to change its station from the family before."""
    ground, runs = bare_ground(plan.problem), set()
    for station in plan.problem.stations:
        buffers = station.clearing_minutes + station.setup_minutes
        for before, after in pairwise(line_of(plan.problem, station, plan.sessions)):
            change = station.change_minutes.get((before.family, after.family), 0)
            if after.session and change:
                room = after.during.start - before.during.end >= buffers + change
                possible = can_follow(after.during, change, ground.free[station.key], ground.barred[station.key])
                if not (room and possible):
                    runs.add(plan.problem.step[after.session.step].run)
    return runs
