"""Work on one station: attended in sessions of whole pieces, or unattended in one stretch."""

from math import ceil, floor

from .changing import Room, around
from .ground import Ground
from .plan import Session
from .problem import Interval, Station, Step
from .spans import between, clash, down, first_fit, up


def sessions_on(
    ground: Ground, station: Station, step: Step, ready: int, *, pieces: int, until: int, whole: bool = False
) -> tuple[Session, ...]:
    """As many of `pieces` as `station` makes between `ready` and `until`, as early as it can; `whole`: all or none."""
    if not step.attended:
        least = pieces if whole else 1
        return unattended(ground, station, step, ready, least=least, most=pieces, until=until)
    sessions: list[Session] = []
    while pieces and (session := attended(ground, station, step, ready, pieces=pieces, until=until)):
        sessions.append(session)
        ground, ready, pieces = ground.with_session(session), session.end, pieces - session.pieces
    return () if whole and pieces else tuple(sessions)


def attended(ground: Ground, station: Station, step: Step, ready: int, *, pieces: int, until: int) -> Session | None:
    """The first session, with as many of `pieces` as its gap holds."""
    slot = ground.problem.slot_minutes
    for room in ground.rooms(station, step, ready):
        last = min(until, room.until)
        for gap in between(room.windows, room.taken, room.since):
            start = up(gap.start, slot)
            if start >= last:
                break
            if made := most_pieces(step, station, min(gap.end, last) - start, pieces, slot):
                return session_at(station, step, start, made, slot, room.change)
    return None


def unattended(
    ground: Ground, station: Station, step: Step, ready: int, *, least: int, most: int, until: int
) -> tuple[Session, ...]:
    """One stretch that begins, and is set up, in staffed hours, as soon as `least` pieces fit; no more than `most`."""
    slot = ground.problem.slot_minutes
    head, minutes = max(slot, step.setup_minutes), work_minutes(step, station, least, slot)
    for room in ground.rooms(station, step, ready):
        last = min(until, room.until)
        start = first_stretch(room, room.since, head, minutes, slot)
        if start is not None and start + minutes <= last:
            blocker = clash(room.taken, start, last)
            made = most_pieces(step, station, (blocker.start if blocker else last) - start, most, slot)
            return (session_at(station, step, start, made, slot, room.change),)
    return ()


def first_stretch(room: Room, ready: int, head: int, minutes: int, slot: int) -> int | None:
    """When `minutes` of which only the `head` is staffed may begin in `room`."""
    while (start := first_fit(room.windows, room.taken, ready, head, slot)) is not None:
        blocker = clash(room.taken, start, start + minutes)
        if blocker is None:
            return start
        ready = blocker.end
    return None


def session_at(station: Station, step: Step, start: int, pieces: int, slot: int, change: int = 0) -> Session:
    during = Interval(start, start + work_minutes(step, station, pieces, slot))
    return Session(step.key, station.key, during, around(station, during, change), pieces)


def work_minutes(step: Step, station: Station, pieces: int, slot: int) -> int:
    """The station's own minutes, or set-up and `pieces`, rounded up to the grid."""
    own = dict(step.minutes_on).get(station.key)
    exact = ceil(step.setup_minutes + pieces * step.minutes_per_piece) if own is None else own
    return max(slot, up(exact, slot))


def most_pieces(step: Step, station: Station, room: int, left: int, slot: int) -> int:
    """How many of `left` whole pieces a session of at most `room` minutes makes after its set-up."""
    if step.attended and step.session_limit is not None:
        room = min(room, step.session_limit)
    if step.minutes_on:
        return left if work_minutes(step, station, left, slot) <= room else 0
    room = down(room, slot) - step.setup_minutes
    if room < 0 or (room == 0 and step.setup_minutes == 0):
        return 0
    if not step.minutes_per_piece:
        return left
    return min(left, floor(room / step.minutes_per_piece))
