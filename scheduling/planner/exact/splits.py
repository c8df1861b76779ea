"""How a step's pieces may be divided into sessions: a few good ways, from which the solver chooses."""

from math import floor

from ..problem import Step
from ..spans import down
from ..work import work_minutes
from .calendar import Calendar

Split = tuple[int, ...]
"""Pieces by session, in the order of their starts."""


def splits_of(calendar: Calendar, step: Step, known: set[Split]) -> list[Split]:
    """Full sessions first, even ones, one for each station where the step may split, and those `known` to work."""
    if step.minutes_on or (not step.attended and not step.splits):
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
    windows = [window.minutes for key in step.stations for window in calendar.ground.free[key]]
    room = max(windows, default=0)
    room = down(room if step.session_limit is None else min(room, step.session_limit), calendar.slot)
    if room < work_minutes(step, 1, calendar.slot):
        return 0
    return floor((room - step.setup_minutes) / step.minutes_per_piece) if step.minutes_per_piece else step.pieces


def full(pieces: int, most: int) -> Split:
    whole, rest = divmod(pieces, most)
    return (most,) * whole + ((rest,) if rest else ())


def even(pieces: int, many: int) -> Split:
    each, more = divmod(pieces, many)
    return (each + 1,) * more + (each,) * (many - more)
