"""Which station works on a step, or which stations share it."""

from bisect import bisect_left

from .ground import Ground, Placement
from .plan import Session
from .problem import Station, Step
from .work import sessions_on

Sessions = tuple[Session, ...]


def place_work(
    ground: Ground, step: Step, ready: int, latest: int | None, *, divided: bool = False
) -> Placement | None:
    """`step` on the station that finishes it first, or on several where that ends sooner and is allowed.

    No part starts after `latest`.
    """
    stations = [ground.problem.station[key] for key in step.stations]
    candidates = [whole for station in stations if (whole := on_one(ground, station, step, ready))]
    if divided and step.splits and len(stations) > 1:
        soonest = min((ends(sessions) for sessions in candidates), default=last_minute(ground, step))
        candidates += on_several(ground, stations, step, ready, soonest)
    if latest is not None:
        candidates = [sessions for sessions in candidates if max(each.start for each in sessions) <= latest]
    if not candidates:
        return None

    best = min(candidates, key=lambda sessions: (ends(sessions), len(sessions), sessions[0].station))
    for session in best:
        ground = ground.with_session(session)
    return Placement(ground, best)


def on_one(ground: Ground, station: Station, step: Step, ready: int) -> Sessions:
    """All pieces on one station, or nothing."""
    until = last_minute(ground, step)
    return sessions_on(ground, station, step, ready, pieces=step.pieces, until=until, whole=True)


def on_several(ground: Ground, stations: list[Station], step: Step, ready: int, soonest: int) -> list[Sessions]:
    """The pieces shared out over as few stations as end together sooner than `soonest`, or nothing."""

    def by(until: int) -> list[Sessions]:
        each = [sessions_on(ground, station, step, ready, pieces=step.pieces, until=until) for station in stations]
        return sorted(each, key=lambda sessions: -made(sessions))

    slot = ground.problem.slot_minutes
    moments = range(ready, soonest, slot)
    first = bisect_left(moments, step.pieces, key=lambda until: sum(made(sessions) for sessions in by(until)))
    if first == len(moments):
        return []
    shared, left = [], step.pieces
    for sessions in by(moments[first]):
        if left:
            station = ground.problem.station[sessions[0].station]
            taken = min(left, made(sessions))
            shared += sessions_on(ground, station, step, ready, pieces=taken, until=moments[first])
            left -= taken
    return [tuple(shared)]


def last_minute(ground: Ground, step: Step) -> int:
    return ground.problem.horizon if step.end_by is None else step.end_by


def made(sessions: Sessions) -> int:
    return sum(session.pieces for session in sessions)


def ends(sessions: Sessions) -> int:
    return max(session.end for session in sessions)
