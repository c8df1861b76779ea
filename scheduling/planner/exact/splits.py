"""How a step's pieces may be divided into sessions: a few good ways, from which the solver chooses."""

from ..problem import Step
from ..work import most_pieces
from .calendar import Calendar

Split = tuple[int, ...]
"""Pieces by session, in the order of their starts."""


def splits_of(calendar: Calendar, step: Step, known: set[Split]) -> list[Split]:
    """Full sessions first, even ones, one for each station where the step may split, and those `known` to work."""
    if step.minutes_on or not (step.attended or step.splits):
        return [(step.pieces,)]
    most = min(step.pieces, pieces_per_session(calendar, step))
    if not most:
        return sorted(known)
    fewest = -(-step.pieces // most)
    splits = {full(step.pieces, most), even(step.pieces, fewest)} | known
    if step.splits:
        splits |= {even(step.pieces, many) for many in range(fewest, len(step.stations) + 1) if many <= step.pieces}
    return sorted(splits)


def pieces_per_session(calendar: Calendar, step: Step) -> int:
    """As many pieces as the longest staffed window of any station and the session's limit allow."""
    if not step.attended:
        return step.pieces
    return max((most_pieces_on(calendar, step, key) for key in step.stations), default=0)


def most_pieces_on(calendar: Calendar, step: Step, key: str) -> int:
    station = calendar.problem.station[key]
    room = max((window.minutes for window in calendar.ground.free[key]), default=0)
    return most_pieces(step, station, room, step.pieces, calendar.slot)


def full(pieces: int, most: int) -> Split:
    whole, rest = divmod(pieces, most)
    return (most,) * whole + ((rest,) if rest else ())


def even(pieces: int, many: int) -> Split:
    each, more = divmod(pieces, many)
    return (each + 1,) * more + (each,) * (many - more)
