"""Runs: their steps one after the other, with what must lie between."""

from dataclasses import dataclass
from itertools import pairwise

from ..problem import Run
from .draft import Draft, Literal, Whole
from .parts import Firing
from .work import Work

Placed = Work | Firing


@dataclass
class Chain:
    """A run and its placed steps; `present` is None where it must have a place."""

    run: Run
    present: Literal | None
    placed: list[Placed]

    @property
    def end(self) -> Whole:
        return self.placed[-1].end


def keep_waits(draft: Draft, chain: Chain) -> None:
    for earlier, later in pairwise(chain.placed):
        step = earlier.step
        least = draft.calendar.first(step.min_wait_after)
        draft.only_if(draft.cp.add(later.start >= earlier.end + least), chain.present)
        if step.max_wait_after is not None:
            most = draft.calendar.last(step.max_wait_after - slack(draft, earlier, later))
            start_until(draft, chain, later, earlier.end + most)
    for placed in chain.placed:
        if placed.step.end_by is not None:
            draft.only_if(draft.cp.add(placed.end <= draft.calendar.last(placed.step.end_by)), chain.present)
        if placed.step.pinned is not None:
            pin(draft, chain, placed, *placed.step.pinned)
    if chain.run.start_by is not None and chain.placed:
        latest = draft.calendar.last(chain.run.start_by - slack(draft, chain.placed[0]))
        start_until(draft, chain, chain.placed[0], latest)


def slack(draft: Draft, *placed: Placed) -> int:
    """The minutes by which rounding may make a longest wait look shorter than it is."""
    return (draft.calendar.unit - 1) * sum(each.rounded for each in placed)


def start_until(draft: Draft, chain: Chain, placed: Placed, latest: Whole) -> None:
    for start, counts in placed.starts:
        draft.only_if(draft.cp.add(start <= latest), chain.present, *counts)


def pin(draft: Draft, chain: Chain, placed: Placed, station: str, minute: int) -> None:
    """The first part begins there and then."""
    cp, moment = draft.cp, draft.calendar.first(minute)
    draft.only_if(cp.add(placed.start == moment), chain.present)
    firsts = []
    for start, literal in standing(draft, placed, station):
        first = cp.new_bool_var("")
        cp.add(start == moment).only_enforce_if(first)
        cp.add_implication(first, literal)
        firsts.append(first)
    draft.only_if(cp.add_bool_or(firsts), chain.present)


def standing(draft: Draft, placed: Placed, station: str) -> list[tuple[Whole, Literal]]:
    """The starts of all that may stand on `station`, each with a literal that is true only if it does."""
    if isinstance(placed, Work):
        return [(each.start, each.on[station]) for way in placed.ways for each in way.sittings if station in each.on]
    found: list[tuple[Whole, Literal]] = []
    for part in placed.parts:
        if station in part.leads:
            found.append((part.start, part.leads[station]))
        for leader, literal in part.follows.items():
            if station in leader.leads:
                found.append((part.start, draft.both(literal, leader.leads[station])))
        for key, literal in part.joins.items():
            if draft.problem.open_load[key].station == station:
                found.append((part.start, literal))
    return found
