"""A solution of the model, read as a plan."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..changing import around, with_changeovers
from ..firing import load_at
from ..ground import as_load
from ..plan import Load, Plan, Session, Share
from ..problem import Interval
from .model import Model
from .parts import Firing, Part
from .work import Work

Value = Callable[[Any], int]


def read(model: Model, value: Value) -> Plan:
    """The plan in which every variable has its `value`; runs without a place keep their obstacle."""
    problem = model.draft.problem
    placed = [chain for chain in model.chains if chain.present is None or value(chain.present)]
    steps = [each for chain in placed for each in chain.placed]
    sessions = [session for each in steps if isinstance(each, Work) for session in sessions_of(model, each, value)]
    firings = [each for each in steps if isinstance(each, Firing)]
    homeless = {run.key for run in problem.runs} - {chain.run.key for chain in placed}
    return Plan(
        problem,
        sessions=with_changeovers(problem, sorted(sessions, key=lambda each: (each.start, each.station, each.step))),
        loads=tuple(sorted(loads_of(model, firings, value), key=lambda load: (load.start, load.station))),
        unplaced=tuple(obstacle for obstacle in model.base.unplaced if obstacle.run in homeless),
    )


def sessions_of(model: Model, work: Work, value: Value) -> Iterator[Session]:
    unit = model.draft.calendar.unit
    way = next(way for way in work.ways if value(way.chosen))
    for sitting in way.sittings:
        key = next(key for key, literal in sitting.on.items() if value(literal))
        start = value(sitting.start) * unit
        during = Interval(start, start + sitting.minutes[key])
        station = model.draft.problem.station[key]
        yield Session(sitting.step.key, key, during, around(station, during), sitting.pieces)


def loads_of(model: Model, firings: list[Firing], value: Value) -> Iterator[Load]:
    """New loads with all that follows their leaders, and what joins the booked ones."""
    problem, unit = model.draft.problem, model.draft.calendar.unit
    parts = [part for firing in firings for part in firing.parts if part.present is None or value(part.present)]
    for leader in parts:
        for key in [key for key, literal in leader.leads.items() if value(literal)]:
            load = load_at(problem.station[key], leader.program, value(leader.start) * unit, value(leader.out) * unit)
            led = [part for part in parts if part is leader or follows(part, leader, value)]
            yield with_shares(load, led, value)
    for booked in problem.loads:
        if joining := [part for part in parts if booked.key in part.joins and value(part.joins[booked.key])]:
            yield with_shares(as_load(problem, booked), joining, value)


def follows(part: Part, leader: Part, value: Value) -> bool:
    return leader in part.follows and bool(value(part.follows[leader]))


def with_shares(load: Load, parts: list[Part], value: Value) -> Load:
    shares = []
    for part in sorted(parts, key=lambda part: part.step.key):
        pieces = part.pieces if isinstance(part.pieces, int) else value(part.pieces)
        shares.append(Share(part.step.key, pieces, pieces * part.step.litres_per_piece))
    return replace(load, members=tuple(shares))
