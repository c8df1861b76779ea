"""Set-up by family: what a station must be changed from and to, and where work fits between its families."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from .plan import Session
from .problem import Interval, Problem, Station
from .spans import Spans, clash, merged


class Stop(NamedTuple):
    """Work of a family on a station; what is locked has no session of ours."""

    during: Interval
    family: str
    session: Session | None = None


@dataclass(frozen=True)
class Room:
    """Where work may lie on a station, from `since` until `until`, when a change of so many minutes goes before it."""

    windows: Spans
    taken: Spans
    since: int
    until: int
    change: int = 0


def has_families(problem: Problem, session: Session) -> bool:
    """Whether the order of this session and others matters on its station."""
    return bool(problem.station[session.station].changeovers and problem.step[session.step].family)


def with_changeovers(problem: Problem, sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The same sessions, in the same order, with the changeover that each needs in what it occupies."""
    sessions = tuple(sessions)
    before: dict[Session, str] = {}
    for station in problem.stations:
        if station.changeovers:
            for earlier, later in pairwise(line_of(problem, station, sessions)):
                if later.session:
                    before[later.session] = earlier.family
    return tuple(
        occupying(problem.station[each.station], each, before.get(each), problem.step[each.step].family)
        for each in sessions
    )


def occupying(station: Station, session: Session, before: str | None, family: str) -> Session:
    change = station.change_minutes.get((before or "", family), 0)
    occupied = around(station, session.during, change)
    return session if occupied == session.occupied else replace(session, occupied=occupied)


def around(station: Station, during: Interval, change: int = 0) -> Interval:
    """What `during` occupies of `station`, with `change` minutes between the families before it."""
    return Interval(during.start - change - station.setup_minutes, during.end + station.clearing_minutes)


def line_of(problem: Problem, station: Station, sessions: Iterable[Session]) -> list[Stop]:
    """All work of a family on `station`, one after the other."""
    line = [Stop(standing.during, standing.family) for standing in station.standing]
    line += [
        Stop(session.during, problem.step[session.step].family, session)
        for session in sessions
        if session.station == station.key and problem.step[session.step].family
    ]
    return sorted(line, key=lambda stop: stop[:2])


def rooms_between(
    station: Station, line: list[Stop], family: str, *, windows: Spans, taken: Spans, ready: int, until: int
) -> Iterator[Room]:
    """Each stretch between two neighbours in `line` that work of `family` may have, both changes kept clear.

    `windows` are the staffed hours, `taken` the minutes that no work may touch, the line itself aside.
    """
    for before, after in pairwise([None, *line, None]):
        change = station.change_minutes.get((before.family, family), 0) if before else 0
        following = station.change_minutes.get((family, after.family), 0) if after else 0
        since, last = change + station.setup_minutes, until
        if before:
            since += before.during.end + station.clearing_minutes
        if after:
            last = min(until, after.during.start - station.setup_minutes - following - station.clearing_minutes)
        if max(since, ready) >= last:
            continue
        if not (after and after.session) or can_follow(after.during, following, windows, taken):
            yield Room(shortened(windows, change), lengthened(taken, change), max(since, ready), last, change)


def can_follow(during: Interval, change: int, windows: Spans, taken: Spans) -> bool:
    """Whether a session that has its place already may be changed to in so many minutes."""
    staffed = any(window.start <= during.start < window.end for window in shortened(windows, change))
    return staffed and clash(lengthened(taken, change), during.start, during.end) is None


def shortened(windows: Spans, change: int) -> Spans:
    """When work may begin that a changeover in the same window goes before."""
    return tuple(Interval(each.start + change, each.end) for each in windows if each.start + change < each.end)


def lengthened(taken: Spans, change: int) -> Spans:
    return merged(Interval(each.start, each.end + change) for each in taken) if change else taken
