"""Why a run ends when it does: where its time goes, and the one thing that is worth a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .plan import Load, Plan, Session
from .problem import Interval, Run, Station, Step
from .spans import between, merged
from .words import lasting, roughly

# A wait that somebody could shorten is named before work, firing and nights, if it is long enough to matter.
WORTH_NAMING_MINUTES = 240


class Spell(StrEnum):
    """What a run's time is spent on."""

    STATION = "waits for a station"
    TECHNICIAN = "waits for the technician"
    CHANGE = "waits for a changeover"
    PACED = "is held back for a longest wait"
    RESTS = "rests"
    HOURS = "waits for staffed hours"
    WORK = "is worked on"
    FIRES = "is fired and cools"
    NO_PLACE = "has no place"


WAITS = (Spell.STATION, Spell.TECHNICIAN, Spell.PACED, Spell.RESTS)


@dataclass(frozen=True)
class Stretch:
    """Some minutes of a run, spent on one thing at or before one step."""

    spell: Spell
    step: str
    station: str | None
    minutes: int


@dataclass(frozen=True)
class Explanation:
    """What binds the end of a run, its minutes, and the sentence for a page."""

    spell: Spell
    minutes: int
    sentence: str
    step: str
    station: str | None = None


def explain(plan: Plan, run_key: str) -> Explanation:
    """The wait that binds most, or what takes longest where no wait is worth naming, or why it has no place."""
    for obstacle in plan.unplaced:
        if obstacle.run == run_key:
            return Explanation(Spell.NO_PLACE, 0, obstacle.reason, obstacle.step)

    run = next(run for run in plan.problem.runs if run.key == run_key)
    totals: Counter[tuple[Spell, str, str | None]] = Counter()
    for stretch in stretches(plan, run):
        totals[stretch.spell, stretch.step, stretch.station] += stretch.minutes
    if not totals:
        return Explanation(Spell.WORK, 0, "Nothing is left to do.", "")

    waits = {what: minutes for what, minutes in totals.items() if what[0] in WAITS and minutes >= WORTH_NAMING_MINUTES}
    (spell, step, station), minutes = max((waits or totals).items(), key=lambda item: item[1])
    return Explanation(spell, minutes, sentence(plan, spell, plan.problem.step[step], station, minutes), step, station)


def stretches(plan: Plan, run: Run) -> Iterator[Stretch]:
    """The time of a placed run from its release to its end, cut by what it is spent on."""
    reached = max(0, run.release)
    for step in run.steps:
        for part in plan.parts[step.key]:
            ready = max(reached, part.start - changed_for(plan, part))
            if ready > reached:
                spell = why_not_sooner(plan, step, part, Interval(reached, ready))
                yield Stretch(spell, step.key, part.station, ready - reached)
            if part.start > ready:
                yield Stretch(Spell.CHANGE, step.key, part.station, part.start - ready)
            if part.end > reached:
                spell = Spell.FIRES if step.is_firing else Spell.WORK
                yield Stretch(spell, step.key, part.station, part.end - max(reached, part.start))
            reached = max(reached, part.end)
        if step.min_wait_after and step is not run.steps[-1]:
            yield Stretch(Spell.RESTS, step.key, None, step.min_wait_after)
            reached += step.min_wait_after


def changed_for(plan: Plan, part: Session | Load) -> int:
    """How long its station is changed over before `part`, from another family to its own."""
    return part.start - part.occupied.start - plan.problem.station[part.station].setup_minutes


def why_not_sooner(plan: Plan, step: Step, part: Session | Load, gap: Interval) -> Spell:
    """What kept `part` from starting at the beginning of `gap`."""
    station = plan.problem.station[part.station]
    if not any(gap.overlaps(window) for window in station.open):
        return Spell.HOURS
    if any(gap.overlaps(taken) for taken in taken_by_others(plan, step, station)):
        return Spell.STATION
    if step.is_firing and any(gap.overlaps(busy) for busy in technician_elsewhere(plan, part, station)):
        return Spell.TECHNICIAN
    return Spell.PACED if step.max_wait_after is not None and could_work(station, gap) else Spell.HOURS


def could_work(station: Station, gap: Interval) -> bool:
    """Whether the gap holds a good staffed hour, so that nights alone do not explain it."""
    windows = between(merged(station.open), (), gap.start)
    return any(min(window.end, gap.end) - window.start >= 60 for window in windows if window.start < gap.end)


def taken_by_others(plan: Plan, step: Step, station: Station) -> Iterable[Interval]:
    yield from station.busy
    for booked in plan.problem.loads:
        if booked.station == station.key:
            yield Interval(booked.loading.start, booked.unloading.end)
    for session in plan.sessions:
        if session.station == station.key and plan.problem.step[session.step].run != step.run:
            yield session.occupied
    for load in plan.loads:
        mine = any(share.step == step.key for share in load.members)
        if load.station == station.key and load.joins is None and not mine:
            yield load.occupied


def technician_elsewhere(plan: Plan, part: Session | Load, station: Station) -> Iterable[Interval]:
    for busy in plan.problem.technician_busy:
        if busy.node == station.node:
            yield busy.during
    for load in (*plan.problem.loads, *plan.loads):
        if load is not part and plan.problem.station[load.station].node == station.node:
            yield load.loading
            yield load.unloading


def sentence(plan: Plan, spell: Spell, step: Step, station: str | None, minutes: int) -> str:
    match spell:
        case Spell.STATION:
            return f"Waits {roughly(minutes)} for {called(plan, step, station)} before “{step.name}” is done."
        case Spell.TECHNICIAN:
            return f"Waits {roughly(minutes)} for the kiln technician before “{step.name}”."
        case Spell.CHANGE:
            place = plan.problem.station[station].name or f"the {step.kind}"
            return f"Waits {roughly(minutes)} for the change to {step.family} on {place} before “{step.name}”."
        case Spell.PACED:
            limit = lasting(step.max_wait_after)
            return f"“{step.name}” is held back {roughly(minutes)}, because what follows must start within {limit}."
        case Spell.RESTS:
            return f"Rests {roughly(minutes)} after “{step.name}”."
        case Spell.HOURS:
            return f"Waits {roughly(minutes)} for staffed hours before “{step.name}” is done."
        case Spell.FIRES:
            return f"“{step.name}” fires and cools for {roughly(minutes)}."
        case _:
            return f"“{step.name}” takes {roughly(minutes)} of work."


def called(plan: Plan, step: Step, station: str) -> str:
    """The one station by its name, or any of several by their kind."""
    if len(step.stations) > 1:
        return f"a free {step.kind}"
    return plan.problem.station[station].name or f"the {step.kind}"
