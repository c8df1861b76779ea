"""What is booked today, as the planner would have said it."""

from collections import defaultdict

from scheduling import planner
from scheduling.models import Booking, Firing, LoadShare, Step

from .chains_of_runs import Held
from .clock import Clock
from .problem_from_rows import Rows
from .scenes import hands_on


def plan_of_today(rows: Rows) -> planner.Plan:
    """The places of all steps that may move. A run may be missing in part; what is here may break a rule by now."""
    clock, sessions, shares = Clock(rows.origin), [], defaultdict(list)
    for key, step in rows.steps.items():
        held = Held.by(step)
        sessions += _sessions(rows, key, step, held.sessions, clock)
        for share in held.shares:
            shares[share.firing].append((key, share))
    loads = [_load(rows, firing, members, clock) for firing, members in shares.items()]
    return planner.Plan(rows.problem, tuple(sessions), tuple(load for load in loads if load))


def _sessions(rows: Rows, key: str, step: Step, bookings: tuple[Booking, ...], clock: Clock) -> list[planner.Session]:
    left, sessions = step.pieces, []
    for place, booking in enumerate(bookings):
        if str(booking.station_id) not in rows.stations:
            continue
        is_last = place == len(bookings) - 1
        pieces = left if is_last else min(left, _most_pieces(step, booking.minutes))
        left -= pieces
        during = clock.interval(booking.during.lower, booking.during.upper)
        occupied = clock.interval(booking.occupied.lower, booking.occupied.upper)
        sessions.append(planner.Session(key, str(booking.station_id), during, occupied, pieces))
    return sessions


def _most_pieces(step: Step, minutes: int) -> int:
    """A booking does not say how many pieces are made in it: as many as it has room for."""
    operation = step.operation
    return int((minutes - operation.setup_minutes) // operation.minutes_per_piece)


def _load(rows: Rows, firing: Firing, members: list[tuple[str, LoadShare]], clock: Clock) -> planner.Load | None:
    """None where the firing begins too soon to be joined any more, or stands on a kiln that is retired."""
    stays, station = str(firing.pk) in rows.firings, str(firing.booking.station_id)
    if station not in rows.stations or not (stays or str(firing.pk) in rows.movable_firings):
        return None
    loading, unloading = hands_on(firing, clock)
    occupied = firing.booking.occupied
    return planner.Load(
        station=station,
        program=str(firing.program_id),
        loading=loading,
        firing=planner.Interval(loading.end, loading.end + firing.program.fire_minutes),
        cooled=clock.minute(firing.opens_at),
        unloading=unloading,
        occupied=clock.interval(occupied.lower, occupied.upper),
        members=tuple(planner.Share(key, share.pieces, share.litres) for key, share in members),
        joins=str(firing.pk) if stays else None,
    )
