"""The rules of set-up by family: a station that goes on with another family is changed over, by somebody."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .check_firing import every_minute_is_staffed
from .check_work import attended_part
from .plan import Plan, Session
from .problem import Interval, Problem, Standing, Station


class Change(NamedTuple):
    """What a session's station goes through before it."""

    before: str
    after: str
    minutes: int

    def __str__(self) -> str:
        return f"change from {self.before} to {self.after}"


def changes(problem: Problem, plan: Plan) -> dict[Session, Change]:
    """What each planned session needs whose station worked on another family last."""
    return {
        after: change
        for station in problem.stations
        for _, after, change in successions(problem, plan, station)
        if isinstance(after, Session)
    }


def successions(
    problem: Problem, plan: Plan, station: Station
) -> Iterator[tuple[Session | Standing, Session | Standing, Change]]:
    """Work of a family that follows work of another on `station`, where changing between them takes time."""
    line: list[tuple[Interval, str, Session | Standing]] = [
        (each.during, each.family, each) for each in station.standing
    ]
    for session in plan.sessions:
        if session.station == station.key and problem.step[session.step].family:
            line.append((session.during, problem.step[session.step].family, session))
    line.sort(key=lambda place: place[:2])
    minutes = {(change.before, change.after): change.minutes for change in station.changeovers}
    for (_, before, earlier), (_, after, later) in pairwise(line):
        if minutes.get((before, after), 0):
            yield earlier, later, Change(before, after, minutes[before, after])


def each_change_is_attended(problem: Problem, plan: Plan) -> Iterator[str]:
    for session, change in changes(problem, plan).items():
        step, station = problem.step[session.step], problem.station[session.station]
        attended = Interval(session.start - change.minutes, attended_part(problem, step, session).end)
        if not every_minute_is_staffed(station.open, attended):
            yield f"{change} before {step.key} at {session.start} is outside staffed hours"


def standing_work_keeps_room_for_its_change(problem: Problem, plan: Plan) -> Iterator[str]:
    for station in problem.stations:
        for earlier, later, change in successions(problem, plan, station):
            if isinstance(earlier, Session) and isinstance(later, Standing):
                needed = station.clearing_minutes + change.minutes + station.setup_minutes
                if earlier.during.end + needed > later.during.start:
                    yield f"{station.key} has no time for a {change} before what stands at {later.during.start}"
