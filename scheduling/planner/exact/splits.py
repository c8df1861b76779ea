"""How a step's pieces may be divided into sessions: a few good ways, from which the solver chooses."""

from ..problem import Step
from ..work import most_pieces
from .calendar import Calendar

Split = tuple[int, ...]
"""Pieces by session, in the order of their starts."""


def splits_of(calendar: Calendar, step: Step, known: set[Split]) -> list[Split]:
    """Full sessions, the pieces shared out evenly over all stations where the step splits, and what is `known`."""
    if step.minutes_on or not (step.attended or step.splits):
        return [(step.pieces,)]
    most = pieces_per_session(calendar, step)
    if not most:
        return sorted(known)
    splits = {full(step.pieces, most)} | known
    if step.splits:
        fewest, stations = -(-step.pieces // most), len(step.stations)
        splits.add(even(step.pieces, min(step.pieces, max(fewest, stations))))
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
