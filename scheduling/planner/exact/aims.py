"""What makes a plan good, as sums that the solver makes small one after the other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..problem import Objective
from .chains import Chain, standing
from .draft import Draft, Literal, Whole
from .loads import Loads
from .work import Work


@dataclass
class Aim:
    """A sum in minutes or pieces to be made small, and what it can never be less than."""

    name: str
    total: Whole
    least: int = 0


def aims(draft: Draft, chains: list[Chain], loads: Loads) -> Iterator[Aim]:
    """Strictly in the order of `Plan.objectives`; what nothing can change is left out."""
    if optional := [chain for chain in chains if chain.present is not None]:
        yield Aim("unplaced", sum(chain.run.weight * (1 - chain.present) for chain in optional))
    chains = [chain for chain in chains if chain.placed]
    if draft.problem.objective is Objective.MAKESPAN:
        yield Aim("makespan", makespan(draft, chains))
        return
    if promised := [chain for chain in chains if chain.run.due is not None]:
        yield Aim("lateness", sum(chain.run.weight * late(draft, chain) for chain in promised))
    if draft.problem.booked:
        yield from stability(draft, chains)
    if loads.parts:
        yield Aim("firings", sum(part.leading for part in loads.parts))
    yield Aim("finish", sum(draft.calendar.unit * finish(draft, chain) for chain in chains))


def late(draft: Draft, chain: Chain) -> Whole:
    """Minutes after the promise."""
    unit, due = draft.calendar.unit, chain.run.due
    if due % unit:
        minutes = draft.cp.new_int_var(0, max(0, draft.problem.horizon - due), "")
        draft.only_if(draft.cp.add(minutes >= unit * chain.end - due), chain.present)
        return minutes
    units = draft.cp.new_int_var(0, max(0, draft.calendar.horizon - due // unit), "")
    draft.only_if(draft.cp.add(units >= chain.end - due // unit), chain.present)
    return unit * units


def finish(draft: Draft, chain: Chain) -> Whole:
    if chain.present is None:
        return chain.end
    counted = draft.moment()
    draft.cp.add(counted >= chain.end).only_enforce_if(chain.present)
    return counted


def stability(draft: Draft, chains: list[Chain]) -> Iterator[Aim]:
    """Bookings that move, then minutes by which steps begin sooner or later than they were booked."""
    placed = {each.step.key: (chain, each) for chain in chains for each in chain.placed}
    first: dict[str, int] = {}
    kept: list[Literal] = []
    for was in draft.problem.booked:
        if was.step in placed:
            first[was.step] = min(was.start, first.get(was.step, was.start))
            kept.append(stays(draft, standing(draft, placed[was.step][1], was.station), was.start))
    yield Aim("moves", len(draft.problem.booked) - sum(kept))
    shifts = []
    for key, start in first.items():
        chain, each = placed[key]
        shift = draft.cp.new_int_var(0, draft.problem.horizon + abs(start), "")
        draft.only_if(draft.cp.add(shift >= draft.calendar.unit * each.start - start), chain.present)
        draft.only_if(draft.cp.add(shift >= start - draft.calendar.unit * each.start), chain.present)
        shifts.append(shift)
    yield Aim("shifted", sum(shifts))


def stays(draft: Draft, candidates: list[tuple[Whole, Literal]], minute: int) -> Literal:
    """A literal that is true only if one of `candidates` stands at `minute`."""
    cp, stays = draft.cp, draft.cp.new_bool_var("")
    here = []
    if minute % draft.calendar.unit == 0:
        for start, literal in candidates:
            at = cp.new_bool_var("")
            cp.add_implication(at, literal)
            cp.add(start == minute // draft.calendar.unit).only_enforce_if(at)
            here.append(at)
    cp.add_bool_or(~stays, *here)
    return stays


def makespan(draft: Draft, chains: list[Chain]) -> Whole:
    """The end of everything, which is no sooner than any station has done its share."""
    cp, end = draft.cp, draft.moment()
    for chain in chains:
        draft.only_if(cp.add(end >= chain.end), chain.present)
    shares: dict[str, list[Whole]] = defaultdict(list)
    for chain in chains:
        for placed in chain.placed:
            if isinstance(placed, Work):
                for sitting in (sitting for way in placed.ways for sitting in way.sittings):
                    for key, literal in sitting.on.items():
                        shares[key].append(literal * draft.calendar.first(sitting.minutes[key]))
    for minutes in shares.values():
        cp.add(end >= sum(minutes))
    return draft.calendar.unit * end
