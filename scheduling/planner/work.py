"""Work on one station: attended in sessions of whole pieces, or unattended in one stretch."""

from math import ceil, floor

from .ground import Ground, Placement, around
from .plan import Session
from .problem import Interval, Station, Step
from .spans import between, clash, down, first_fit, up


def place_work(ground: Ground, step: Step, ready: int, latest: int | None) -> Placement | None:
    """`step` on the station that finishes it first, no part starting after `latest`."""
    stations = [ground.problem.station[key] for key in step.stations]
    on_station = attended if step.attended else unattended
    candidates = [sessions for station in stations if (sessions := on_station(ground, station, step, ready))]
    if latest is not None:
        candidates = [sessions for sessions in candidates if sessions[-1].start <= latest]
    if not candidates:
        return None

    best = min(candidates, key=lambda sessions: (sessions[-1].end, len(sessions), sessions[0].station))
    for session in best:
        ground = ground.with_session(session)
    return Placement(ground, best)


def attended(ground: Ground, station: Station, step: Step, ready: int) -> tuple[Session, ...] | None:
    """Sessions one after the other, each with as many pieces as its gap holds, until none is left."""
    slot, left, sessions = ground.problem.slot_minutes, step.pieces, []
    ready = ground.first_start(station, ready)
    for gap in between(ground.free[station.key], ground.barred[station.key], ready):
        start, until = up(max(gap.start, ready), slot), min(gap.end, ground.last_end(station))
        while pieces := most_pieces(step, until - start, left, slot):
            session = session_at(station, step, start, pieces, slot)
            sessions.append(session)
            left -= pieces
            if not left:
                return tuple(sessions)
            ready = session.occupied.end + station.setup_minutes
            start = up(ready, slot)
    return None


def unattended(ground: Ground, station: Station, step: Step, ready: int) -> tuple[Session, ...] | None:
    """One stretch that begins, and is set up, in staffed hours."""
    slot, barred = ground.problem.slot_minutes, ground.barred[station.key]
    head, minutes = max(slot, step.setup_minutes), work_minutes(step, step.pieces, slot)
    start = ground.first_start(station, ready)
    while (start := first_fit(ground.free[station.key], barred, start, head, slot)) is not None:
        if start + minutes > ground.last_end(station):
            return None
        blocker = clash(barred, start, start + minutes)
        if blocker is None:
            return (session_at(station, step, start, step.pieces, slot),)
        start = blocker.end
    return None


def session_at(station: Station, step: Step, start: int, pieces: int, slot: int) -> Session:
    during = Interval(start, start + work_minutes(step, pieces, slot))
    return Session(step.key, station.key, during, around(station, during), pieces)


def work_minutes(step: Step, pieces: int, slot: int) -> int:
    """Set-up and `pieces`, rounded up to the grid."""
    return max(slot, up(ceil(step.setup_minutes + pieces * step.minutes_per_piece), slot))


def most_pieces(step: Step, room: int, left: int, slot: int) -> int:
    """How many of `left` whole pieces a session of at most `room` minutes makes after its set-up."""
    if step.session_limit is not None:
        room = min(room, step.session_limit)
    room = down(room, slot) - step.setup_minutes
    if room < 0 or (room == 0 and step.setup_minutes == 0):
        return 0
    if not step.minutes_per_piece:
        return left
    return min(left, floor(room / step.minutes_per_piece))
