"""A plan said in the model's own variables, from which the solver starts."""

from collections.abc import Iterator
from typing import Any

from ..plan import Load, Plan, Session
from .draft import Draft, Literal
from .loads import Loads
from .model import Model, pieces_in
from .parts import Firing, Part
from .work import Work


def hint(model: Model, plan: Plan) -> None:
    """Tell the model's decisions as `plan` took them; what follows from these the solver finds by itself."""
    draft, parts = model.draft, []
    for chain in model.chains:
        there = chain.run.key in plan.finish
        if chain.present is not None:
            draft.cp.add_hint(chain.present, there)
        for placed in chain.placed if there else ():
            if isinstance(placed, Work):
                hint_work(draft, placed, plan.parts[placed.step.key])
            else:
                parts += matched(placed, plan.parts[placed.step.key])
    hint_parts(draft, model.loads, dict(parts))


def hint_work(draft: Draft, work: Work, sessions: tuple[Session | Load, ...]) -> None:
    split = tuple(pieces_in(session, work.step.key) for session in sessions)
    chosen = next((way for way in work.ways if way.split == split), None)
    if chosen is None:
        return
    for way in work.ways:
        draft.cp.add_hint(way.chosen, way is chosen)
    for sitting, session in zip(chosen.sittings, sessions, strict=True):
        draft.cp.add_hint(sitting.start, session.start // draft.calendar.unit)
        for key, literal in sitting.on.items():
            draft.cp.add_hint(literal, key == session.station)


def matched(firing: Firing, loads: tuple[Session | Load, ...]) -> Iterator[tuple[Part, Any]]:
    """The step's parts in the order of their loads' starts; one too many is not there."""
    for number, part in enumerate(firing.parts):
        yield part, loads[number] if number < len(loads) else None


def hint_parts(draft: Draft, loads: Loads, where: dict[Part, Load | None]) -> None:
    leaders = leaders_in(loads, where)
    for part, load in where.items():
        if not isinstance(part.pieces, int):
            draft.cp.add_hint(part.pieces, pieces_in(load, part.step.key) if load else 0)
        hint_choice(draft, part, load, leaders)
        if load is not None and load.joins is None:
            draft.cp.add_hint(part.start, load.start // draft.calendar.unit)
            draft.cp.add_hint(part.out, load.unloading.start // draft.calendar.unit)


def leaders_in(loads: Loads, where: dict[Part, Load | None]) -> dict[tuple[str, int], Part]:
    """The first part of each load that has its program."""
    leaders: dict[tuple[str, int], Part] = {}
    for part in loads.parts:
        load = where.get(part)
        if load is not None and load.joins is None and load.program == part.program.key:
            leaders.setdefault((load.station, load.start), part)
    return leaders


def hint_choice(draft: Draft, part: Part, load: Load | None, leaders: dict[tuple[str, int], Part]) -> None:
    leader = leaders.get((load.station, load.start)) if load is not None and load.joins is None else None
    chosen: list[tuple[Literal, bool]] = []
    chosen += [(literal, part is leader and key == load.station) for key, literal in part.leads.items()]
    chosen += [(literal, other is leader) for other, literal in part.follows.items()]
    chosen += [(literal, load is not None and load.joins == key) for key, literal in part.joins.items()]
    for literal, is_so in chosen:
        draft.cp.add_hint(literal, is_so)
