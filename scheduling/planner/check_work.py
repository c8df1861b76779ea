"""The rules of work: as long as its pieces take, while somebody is there, divided only as its step allows."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from .check_firing import every_minute_is_staffed
from .plan import Plan, Session
from .problem import Interval, Problem, Step


def each_session_is_right(problem: Problem, plan: Plan) -> Iterator[str]:
    for session in plan.sessions:
        step, station = problem.step[session.step], problem.station[session.station]
        label = f"session of {step.key} at {session.start}"
        if step.is_firing:
            yield f"{label} works what must be fired"
        if session.station not in step.stations:
            yield f"{label} is on {session.station}, which the step may not use"
            continue
        if session.pieces < 1:
            yield f"{label} makes no pieces"
        if session.during.minutes != minutes_needed(problem, step, session.station, session.pieces):
            yield f"{label} lasts {session.during.minutes} min and its pieces take another time"
        if step.attended and step.session_limit is not None and session.during.minutes > step.session_limit:
            yield f"{label} is longer than {step.session_limit} min"
        if not every_minute_is_staffed(station.open, attended_part(problem, step, session)):
            yield f"{label} is outside staffed hours"


def attended_part(problem: Problem, step: Step, session: Session) -> Interval:
    """All of attended work, and the set-up of unattended work."""
    if step.attended:
        return session.during
    return Interval(session.start, session.start + max(step.setup_minutes, problem.slot_minutes))


def each_step_is_divided_as_it_may_be(problem: Problem, plan: Plan) -> Iterator[str]:
    stations: dict[str, list[str]] = defaultdict(list)
    for session in plan.sessions:
        stations[session.step].append(session.station)
    for key, used in stations.items():
        step = problem.step[key]
        if len(set(used)) > 1 and not step.splits:
            yield f"step {key} moves between stations"
        if len(used) > len(set(used)) and not step.attended:
            yield f"step {key} is unattended and yet interrupted"
        if len(used) > 1 and step.minutes_on:
            yield f"step {key} has a station's own minutes and yet {len(used)} sessions"


def minutes_needed(problem: Problem, step: Step, station: str, pieces: int) -> int:
    """The station's own minutes, or set-up and pieces, in whole slots, at least one."""
    own = dict(step.minutes_on).get(station)
    exact = Fraction(step.setup_minutes) + pieces * Fraction(Decimal(step.minutes_per_piece))
    slots = (exact if own is None else Fraction(own)) / problem.slot_minutes
    whole = slots.numerator // slots.denominator
    return max(1, whole + (slots != whole)) * problem.slot_minutes
