"""Whether a step could begin on a station at a minute at all: what no other plan of the movable steps could mend.

It thinks nothing out. What it lets pass may still be impossible, which the planner says then.
"""

from collections.abc import Callable, Iterator

from .changes import Pin
from .firing import can_fire
from .problem import Interval, Problem, Run, Station, Step
from .spans import clash, ending_after, merged
from .words import lasting
from .work import work_minutes

Say = Callable[[int], str]
"""A minute of the problem as a local time: "Thu 26 November, 14:00"."""


def why_not(problem: Problem, pin: Pin, *, say: Say) -> list[str]:
    """Every reason why `pin` cannot be, in the workshop's words; an empty list may be thought about."""
    step, station = problem.step[pin.step], problem.station[pin.station]
    run = next(run for run in problem.runs if run.key == step.run)
    reasons = list(_wrong_station(problem, step, station)) or [
        *_off_the_grid(problem, pin, say),
        *_before_its_turn(problem, run, step, pin.start, say),
        *_after_its_time(run, step, pin.start, say),
        *_nobody_there(problem, station, step, pin.start, say),
        *_held(problem, station, step, pin.start, say),
    ]
    return [reason[0].upper() + reason[1:] for reason in reasons]


def _wrong_station(problem: Problem, step: Step, station: Station) -> Iterator[str]:
    if station.key not in step.stations:
        yield f"“{step.name}” needs a {step.kind}, and {called(station)} is a {station.kind}."
    elif step.is_firing and not can_fire(station, problem.program[step.program]):
        yield f"{called(station)} does not get as hot as “{step.name}” needs."


def called(station: Station) -> str:
    return station.name or station.key


def _off_the_grid(problem: Problem, pin: Pin, say: Say) -> Iterator[str]:
    if pin.start % problem.slot_minutes:
        yield f"steps begin every {problem.slot_minutes} min: {say(pin.start)} is between."


def _before_its_turn(problem: Problem, run: Run, step: Step, start: int, say: Say) -> Iterator[str]:
    before = run.steps[: run.steps.index(step)]
    ready = max(0, run.release)
    for each in before:
        ready += shortest(problem, each) + each.min_wait_after
    if start < ready and before:
        yield f"“{before[-1].name}” comes first: “{step.name}” can begin on {say(ready)} at the earliest."
    elif start < ready:
        yield f"“{step.name}” can begin on {say(ready)} at the earliest."


def shortest(problem: Problem, step: Step) -> int:
    """A step takes no less, however many stations share it."""
    if step.is_firing:
        program = problem.program[step.program]
        return program.load_minutes + program.fire_minutes + program.cool_minutes + program.unload_minutes
    pieces = 1 if step.splits else step.pieces
    return min(
        (work_minutes(step, problem.station[key], pieces, problem.slot_minutes) for key in step.stations), default=0
    )


def _after_its_time(run: Run, step: Step, start: int, say: Say) -> Iterator[str]:
    if step is run.steps[0] and run.start_by is not None and start > run.start_by:
        yield f"“{step.name}” must begin by {say(run.start_by)}: what was done before waits no longer."
    if step.end_by is not None and start >= step.end_by:
        yield f"“{step.name}” must be over by {say(step.end_by)}."


def _nobody_there(problem: Problem, station: Station, step: Step, start: int, say: Say) -> Iterator[str]:
    windows, minutes = merged(station.open), attended_minutes(problem, station, step)
    at = ending_after(windows, start)
    window = windows[at] if at < len(windows) else None
    if window is None or start < window.start:
        opens = f" The next staffed hours begin on {say(window.start)}." if window else ""
        yield f"nobody is there on {say(start)}.{opens}"
    elif window.end - start < minutes:
        yield f"it needs {lasting(minutes)} with somebody there, and staffed hours end on {say(window.end)}."


def attended_minutes(problem: Problem, station: Station, step: Step) -> int:
    """What must lie in staffed hours from the start on: loading, the set-up, or set-up and one piece."""
    if step.is_firing:
        return problem.program[step.program].load_minutes
    if not step.attended:
        return max(problem.slot_minutes, step.setup_minutes)
    return work_minutes(step, station, 1, problem.slot_minutes)


def _held(problem: Problem, station: Station, step: Step, start: int, say: Say) -> Iterator[str]:
    joins = any(
        load.station == station.key and load.loading.start == start and step.is_firing for load in problem.loads
    )
    held = Interval(start - station.setup_minutes, start + held_minutes(problem, station, step))
    loads = (Interval(load.loading.start, load.unloading.end) for load in problem.loads if load.station == station.key)
    if not joins and (blocker := clash(merged([*station.busy, *loads]), held.start, held.end)):
        yield f"{called(station)} is held from {say(blocker.start)} to {say(blocker.end)} by what cannot move."


def held_minutes(problem: Problem, station: Station, step: Step) -> int:
    """A firing and unattended work hold the station whole; of attended work other sessions may follow elsewhen."""
    if step.is_firing or not (step.attended or step.splits):
        return shortest(problem, step) + station.clearing_minutes
    return attended_minutes(problem, station, step) + station.clearing_minutes
