"""What no calendar can mend: why a step has no place, in the workshop's words."""

from collections.abc import Callable

from .firing import can_fire
from .plan import Cause, Obstacle
from .problem import Problem, Run, Step
from .spans import merged
from .words import lasting, litres, roughly
from .work import work_minutes


def impossible(problem: Problem, step: Step) -> Obstacle | None:
    """The first reason why `step` can never be planned here, however free the stations are."""
    questions = FIRING_QUESTIONS if step.is_firing else WORK_QUESTIONS
    return next((obstacle for ask in questions if (obstacle := ask(problem, step))), None)


def no_station(problem: Problem, step: Step) -> Obstacle | None:
    if step.stations:
        return None
    if any(station.kind == step.kind for station in problem.stations):
        return obstacle(step, Cause.NO_STATION, f"No {step.kind} here may be used for “{step.name}”.")
    return obstacle(step, Cause.NO_STATION, f"“{step.name}” needs a {step.kind}, and there is none.")


def not_hot_enough(problem: Problem, step: Step) -> Obstacle | None:
    program = problem.program[step.program]
    kilns = [problem.station[key] for key in step.stations]
    if any(can_fire(kiln, program) for kiln in kilns):
        return None
    limits = [kiln.peak_limit_c for kiln in kilns if kiln.capacity_l is not None and kiln.peak_limit_c is not None]
    if not limits:
        return obstacle(step, Cause.NO_STATION, f"“{step.name}” is a firing, and no {step.kind} here holds loads.")
    reason = f"“{step.name}” fires at {program.peak_c} °C, and the hottest {step.kind} reaches {max(limits)} °C."
    return obstacle(step, Cause.NOT_HOT_ENOUGH, reason)


def piece_too_large(problem: Problem, step: Step) -> Obstacle | None:
    program = problem.program[step.program]
    kilns = [problem.station[key] for key in step.stations]
    largest = max(kiln.capacity_l for kiln in kilns if can_fire(kiln, program))
    if step.litres_per_piece <= largest:
        return None
    reason = (
        f"One piece takes {litres(step.litres_per_piece)} in “{step.name}”, "
        f"and the largest {step.kind} hot enough holds {litres(largest)}."
    )
    return obstacle(step, Cause.PIECE_TOO_LARGE, reason)


def no_hours_for_loading(problem: Problem, step: Step) -> Obstacle | None:
    program = problem.program[step.program]
    return too_short(problem, step, max(program.load_minutes, program.unload_minutes), "loading or unloading")


def no_hours_for_work(problem: Problem, step: Step) -> Obstacle | None:
    if not step.attended:
        return too_short(problem, step, max(problem.slot_minutes, step.setup_minutes), "its set-up")
    pieces, what = (step.pieces, "all its pieces") if step.minutes_on else (1, "set-up and one piece")
    shortest = min(work_minutes(step, problem.station[key], pieces, problem.slot_minutes) for key in step.stations)
    if step.session_limit is not None and shortest > step.session_limit:
        taking = "It takes" if step.minutes_on else "One piece takes"
        reason = (
            f"{taking} {lasting(shortest)} with set-up in “{step.name}”, "
            f"and a session lasts {lasting(step.session_limit)} at most."
        )
        return obstacle(step, Cause.NO_LONG_ENOUGH_WINDOW, reason)
    return too_short(problem, step, shortest, what)


def too_short(problem: Problem, step: Step, minutes: int, what: str) -> Obstacle | None:
    """Whether no station of the step is ever staffed for `minutes` in one go."""
    windows = [window for key in step.stations for window in merged(problem.station[key].open)]
    longest = max((window.minutes for window in windows), default=0)
    if minutes <= longest:
        return None
    reason = (
        f"“{step.name}” needs {lasting(minutes)} of staffed hours in one go for {what}, "
        f"and no {step.kind} has more than {lasting(longest)}."
    )
    return obstacle(step, Cause.NO_LONG_ENOUGH_WINDOW, reason)


def horizon_too_short(problem: Problem, step: Step) -> Obstacle:
    reason = f"No {step.kind} has room for “{step.name}” in the {roughly(problem.horizon)} that are planned."
    if step.end_by is not None and step.end_by < problem.horizon:
        left = roughly(max(0, step.end_by))
        reason = f"No {step.kind} has room for “{step.name}” in the {left} for which its maker may still use one."
    return obstacle(step, Cause.HORIZON_TOO_SHORT, reason)


def pin_not_free(problem: Problem, step: Step) -> Obstacle:
    place = problem.station[step.pinned[0]].name or f"the {step.kind}"
    reason = f"“{step.name}” cannot begin on {place} at the time chosen for it."
    return obstacle(step, Cause.PIN_NOT_FREE, reason)


def wait_not_met(earlier: Step, step: Step) -> Obstacle:
    reason = (
        f"“{step.name}” must start within {lasting(earlier.max_wait_after)} of the end of “{earlier.name}”, "
        "and no shift that is free meets that."
    )
    return obstacle(step, Cause.WAIT_NOT_MET, reason)


def start_missed(run: Run) -> Obstacle:
    """A run under way whose wait is running out."""
    step = run.steps[0]
    reason = f"“{step.name}” must start within {lasting(max(0, run.start_by))}, and no shift that is free meets that."
    return obstacle(step, Cause.WAIT_NOT_MET, reason)


def obstacle(step: Step, cause: Cause, reason: str) -> Obstacle:
    return Obstacle(step.run, step.key, cause, reason)


Question = Callable[[Problem, Step], Obstacle | None]
WORK_QUESTIONS: tuple[Question, ...] = (no_station, no_hours_for_work)
FIRING_QUESTIONS: tuple[Question, ...] = (no_station, not_hot_enough, piece_too_large, no_hours_for_loading)
