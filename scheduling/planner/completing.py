"""A plan that stands, completed: what has no place in it is put around what has."""

from dataclasses import replace
from decimal import Decimal

from . import greedy
from .check import check
from .ground import around
from .plan import Load, Plan
from .problem import Interval, OpenLoad, Problem, Run, Standing, Station, TechnicianBusy


def complete(problem: Problem, standing: Plan) -> Plan:
    """`standing` without the runs whose place in it breaks a rule or is none, and these placed around the others."""
    kept = keepable(problem, standing)
    added = greedy.plan(with_locked(problem, kept))
    joined = [load for load in added.loads if load.joins in lit(kept)]
    loads = [with_members(load, key, joined) for key, load in lit(kept).items()]
    loads += [load for load in kept.loads if load.joins is not None]
    loads += [load for load in added.loads if load not in joined]
    return Plan(
        problem,
        sessions=tuple(sorted((*kept.sessions, *added.sessions), key=lambda each: (each.start, each.station))),
        loads=tuple(sorted(loads, key=lambda each: (each.start, each.station))),
        unplaced=added.unplaced,
    )


def keepable(problem: Problem, standing: Plan) -> Plan:
    """The runs of `standing` that are whole and right, each for itself."""
    steps = {step.key for run in problem.runs if holds(problem, run, standing) for step in run.steps}
    return of_steps(standing, steps)


def holds(problem: Problem, run: Run, standing: Plan) -> bool:
    """Looked at alone: what the others do to it is the whole plan's question, as are changeovers between families."""
    plain = tuple(replace(station, changeovers=(), standing=()) for station in problem.stations)
    alone = replace(problem, runs=(run,), stations=plain, booked=())
    mine = of_steps(standing, {step.key for step in run.steps})
    sessions = tuple(
        replace(each, occupied=around(problem.station[each.station], each.during)) for each in mine.sessions
    )
    return not check(alone, Plan(alone, sessions, mine.loads))


def of_steps(plan: Plan, steps: set[str]) -> Plan:
    loads = (replace(load, members=tuple(each for each in load.members if each.step in steps)) for load in plan.loads)
    sessions = tuple(session for session in plan.sessions if session.step in steps)
    return Plan(plan.problem, sessions, tuple(load for load in loads if load.members))


def lit(plan: Plan) -> dict[str, Load]:
    """The firings of a plan that are its own, by a key under which others may join them."""
    return {f"{load.station} at {load.start}": load for load in plan.loads if load.joins is None}


def with_locked(problem: Problem, kept: Plan) -> Problem:
    """The problem of the other runs, with `kept` standing in their way and its firings open to them."""
    ours = set(kept.parts)
    taken: dict[str, Decimal] = {}
    for load in kept.loads:
        if load.joins:
            taken[load.joins] = taken.get(load.joins, Decimal(0)) + load.litres
    open_loads = [replace(load, free_l=load.free_l - taken.get(load.key, 0)) for load in problem.loads]
    own = [opened(problem, key, load) for key, load in lit(kept).items()]
    full = [load for load in (*open_loads, *own) if load.free_l <= 0]
    return replace(
        problem,
        runs=tuple(run for run in problem.runs if not any(step.key in ours for step in run.steps)),
        stations=tuple(with_busy(problem, station, kept, full) for station in problem.stations),
        loads=tuple(load for load in (*open_loads, *own) if load.free_l > 0),
        technician_busy=(*problem.technician_busy, *(busy for load in full for busy in hands(problem, load))),
        booked=(),
    )


def opened(problem: Problem, key: str, load: Load) -> OpenLoad:
    room = problem.station[load.station].capacity_l - load.litres
    return OpenLoad(
        key, load.station, load.program, load.loading, load.firing, load.cooled, load.unloading, free_l=room
    )


def with_busy(problem: Problem, station: Station, kept: Plan, full: list[OpenLoad]) -> Station:
    sessions = [session for session in kept.sessions if session.station == station.key]
    families = [(problem.step[session.step].family, session.during) for session in sessions]
    fired = [around(station, Interval(each.loading.start, each.unloading.end)) for each in full]
    return replace(
        station,
        busy=(
            *station.busy,
            *(session.occupied for session in sessions),
            *(held for held, load in zip(fired, full, strict=True) if load.station == station.key),
        ),
        standing=(*station.standing, *(Standing(family, during) for family, during in families if family)),
    )


def hands(problem: Problem, load: OpenLoad) -> list[TechnicianBusy]:
    node = problem.station[load.station].node
    return [TechnicianBusy(node, load.loading), TechnicianBusy(node, load.unloading)]


def with_members(load: Load, key: str, joined: list[Load]) -> Load:
    more = (share for each in joined if each.joins == key for share in each.members)
    return replace(load, members=(*load.members, *more))
