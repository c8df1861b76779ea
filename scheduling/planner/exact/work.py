"""Work: sessions of a step, each with one start that all its possible stations share."""

from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from ..problem import Run, Step
from ..work import work_minutes
from .draft import Draft, Literal, Whole, same, union
from .splits import Split, splits_of


@dataclass
class Sitting:
    """A session that may be: its start, its end, and on which station it is, if at all."""

    step: Step
    pieces: int
    start: cp_model.IntVar
    end: Whole
    on: dict[str, Literal]
    minutes: dict[str, int]
    starts: dict[str, cp_model.Domain]


@dataclass
class Way:
    """One split of the step, which is the chosen one or not."""

    split: Split
    chosen: Literal
    sittings: list[Sitting]


@dataclass
class Work:
    """A worked step: its first start, its last end, and what it is made of."""

    step: Step
    start: Whole
    end: Whole
    ways: list[Way] = field(default_factory=list)
    rounded: bool = False

    @property
    def has_every_division(self) -> bool:
        """Of attended work a few good ones are chosen from."""
        step = self.step
        return bool(step.minutes_on) or step.pieces == 1 or not (step.attended or step.splits)

    @property
    def starts(self) -> list[tuple[Whole, list[Literal]]]:
        """Every start, with the literals under which it counts."""
        return [(sitting.start, [way.chosen]) for way in self.ways for sitting in way.sittings]


def add_work(draft: Draft, run: Run, step: Step, present: Literal | None, known: set[Split]) -> Work | None:
    """The sessions of `step` in each way that it may be split; None if none of them has room."""
    at = {key: draft.cp.new_bool_var(f"{step.key}@{key}") for key in step.stations}
    ways = []
    for split in splits_of(draft.calendar, step, known):
        chosen = draft.cp.new_bool_var(f"{step.key}:{split}")
        if sittings := sittings_of(draft, run, step, split, chosen, at):
            ways.append(Way(split, chosen, sittings))
    if not ways:
        return None
    draft.exactly_one([way.chosen for way in ways], present)
    if not step.splits:
        draft.exactly_one(at.values(), present)
    return Work(step, *ends_of(draft, step, ways), ways)


def sittings_of(
    draft: Draft, run: Run, step: Step, split: Split, chosen: Literal, at: dict[str, Literal]
) -> list[Sitting] | None:
    sittings = []
    for pieces in split:
        sitting = add_sitting(draft, run, step, pieces)
        if sitting is None:
            return None
        sittings.append(sitting)
    if step.splits:
        apart(draft, step, sittings, chosen)
    else:
        together(draft, sittings, chosen, at)
    return sittings


def add_sitting(draft: Draft, run: Run, step: Step, pieces: int) -> Sitting | None:
    """One session with one start, and on each station where it can be an interval that counts if it is there."""
    calendar, problem = draft.calendar, draft.problem
    minutes = {key: work_minutes(step, problem.station[key], pieces, calendar.slot) for key in step.stations}
    minutes = {key: each for key, each in minutes.items() if not is_too_long(step, each)}
    starts = {
        key: calendar.domain(calendar.work_starts(step, problem.station[key], minutes[key], max(0, run.release)))
        for key in minutes
    }
    starts = {key: domain for key, domain in starts.items() if not domain.is_empty()}
    if not starts:
        return None

    start = draft.moment(anywhere := union(starts.values()))
    on = {key: draft.cp.new_bool_var(f"{step.key}×{pieces}@{key}") for key in starts}
    for key, literal in on.items():
        if not same(starts[key], anywhere):
            draft.cp.add_linear_expression_in_domain(start, starts[key]).only_enforce_if(literal)
        size = calendar.apart(problem.station[key], minutes[key])
        draft.held[key].append(draft.cp.new_optional_fixed_size_interval_var(start, size, literal, ""))
    return Sitting(step, pieces, start, end_of(draft, start, on, minutes), on, minutes, starts)


def is_too_long(step: Step, minutes: int) -> bool:
    return step.attended and step.session_limit is not None and minutes > step.session_limit


def end_of(draft: Draft, start: cp_model.IntVar, on: dict[str, Literal], minutes: dict[str, int]) -> Whole:
    lasting = {minutes[key] for key in on}
    if len(lasting) == 1:
        return start + draft.calendar.first(lasting.pop())
    end = draft.moment()
    for key, literal in on.items():
        draft.cp.add(end == start + draft.calendar.first(minutes[key])).only_enforce_if(literal)
    draft.cp.add(end >= start + sum(draft.calendar.first(minutes[key]) * literal for key, literal in on.items()))
    return end


def together(draft: Draft, sittings: list[Sitting], chosen: Literal, at: dict[str, Literal]) -> None:
    """All on one station, one after the other."""
    apart_at_least = min(draft.calendar.apart(draft.problem.station[key]) for key in at)
    for sitting in sittings:
        draft.exactly_one(sitting.on.values(), chosen)
        for key, literal in at.items():
            if key in sitting.on:
                draft.cp.add_implication(sitting.on[key], literal)
            else:
                draft.cp.add_implication(chosen, ~literal)
    for earlier, later in pairwise(sittings):
        draft.cp.add(later.start >= earlier.end + apart_at_least).only_enforce_if(chosen)


def apart(draft: Draft, step: Step, sittings: list[Sitting], chosen: Literal) -> None:
    """On any of the stations, also at once; unattended ones on one each. Equal sessions come in one order."""
    for sitting in sittings:
        draft.exactly_one(sitting.on.values(), chosen)
    for earlier, later in pairwise(sittings):
        if earlier.pieces == later.pieces:
            draft.cp.add(earlier.start <= later.start).only_enforce_if(chosen)
    if not step.attended:
        for key in step.stations:
            draft.cp.add_at_most_one(sitting.on[key] for sitting in sittings if key in sitting.on)


def ends_of(draft: Draft, step: Step, ways: list[Way]) -> tuple[Whole, Whole]:
    """The first start and the last end of whichever way is chosen."""
    bounds = [bounds_of(draft, step, way.sittings) for way in ways]
    if len(bounds) == 1:
        return bounds[0]
    start, end = draft.moment(), draft.moment()
    for way, (first, last) in zip(ways, bounds, strict=True):
        draft.cp.add(start == first).only_enforce_if(way.chosen)
        draft.cp.add(end == last).only_enforce_if(way.chosen)
    return start, end


def bounds_of(draft: Draft, step: Step, sittings: list[Sitting]) -> tuple[Whole, Whole]:
    if not step.splits or len(sittings) == 1:
        return sittings[0].start, sittings[-1].end
    start, end = draft.moment(), draft.moment()
    draft.cp.add_min_equality(start, [sitting.start for sitting in sittings])
    draft.cp.add_max_equality(end, [sitting.end for sitting in sittings])
    return start, end
