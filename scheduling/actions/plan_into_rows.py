"""A plan written as bookings, firings and shares: all of it, or nothing."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from scheduling import planner
from scheduling.models import Booking, Firing, LoadShare, Station, StationKind, Step

from .firing_checks import busy_hands, price_of_firing
from .problem_of_one_run import Rows


class TechnicianTaken(Exception):
    """Somebody opened a firing in between that is loaded or unloaded in the same half hour."""


def write_plan(plan: planner.Plan, rows: Rows, *, maker) -> None:
    """Book everything in `plan` inside the caller's transaction.

    The stations are locked first, always in the same order, so that two planners never wait for each other
    in a circle; with a new firing all kilns of the node, because one technician loads them. What came in between
    is refused by the constraints, as an IntegrityError, or as TechnicianTaken.
    """
    used = Q(pk__in={rows.stations[part.station].pk for part in (*plan.sessions, *plan.loads)})
    lit = [load for load in plan.loads if load.joins is None]
    nodes = {rows.stations[load.station].node_id for load in lit}
    sharing = Q(node__in=nodes, kind__use=StationKind.Use.LOAD)
    list(Station.objects.select_for_update(no_key=True, of=["self"]).filter(used | sharing).order_by("pk"))
    _check_hands(lit, rows)

    Booking.objects.bulk_create(_booking_of_session(session, rows, maker) for session in plan.sessions)
    booked = Booking.objects.bulk_create(_booking_of_load(load, rows) for load in lit)
    opened = Firing.objects.bulk_create(_firing(load, booking, rows) for load, booking in zip(lit, booked, strict=True))
    firings = {(load.station, load.start): firing for load, firing in zip(lit, opened, strict=True)}
    LoadShare.objects.bulk_create(
        LoadShare(
            firing=rows.firings[load.joins] if load.joins else firings[load.station, load.start],
            step=rows.steps[share.step],
            maker=maker,
            pieces=share.pieces,
            litres=share.litres,
        )
        for load in plan.loads
        for share in load.members
    )
    now = timezone.now()
    for step in rows.steps.values():
        step.become(Step.Status.PLANNED, planned_at=now)


def _check_hands(lit: list[planner.Load], rows: Rows) -> None:
    for load in lit:
        spans = [(rows.moment(part.start), rows.moment(part.end)) for part in (load.loading, load.unloading)]
        node = rows.stations[load.station].node
        busy = [stretch for _, stretch in busy_hands(node, spans[0][0], spans[1][1])]
        if any(start < until and since < end for start, end in spans for since, until in busy):
            raise TechnicianTaken


def _booking_of_session(session: planner.Session, rows: Rows, maker) -> Booking:
    return Booking(
        station=rows.stations[session.station],
        purpose=Booking.Purpose.STEP,
        step=rows.steps[session.step],
        maker=maker,
        during=_range(session.during, rows),
        occupied=_range(session.occupied, rows),
    )


def _booking_of_load(load: planner.Load, rows: Rows) -> Booking:
    return Booking(
        station=rows.stations[load.station],
        purpose=Booking.Purpose.FIRING,
        title=rows.programs[load.program].name,
        **rows.stations[load.station].rules.terms,
        during=_range(load.during, rows),
        occupied=_range(load.occupied, rows),
    )


def _firing(load: planner.Load, booking: Booking, rows: Rows) -> Firing:
    program = rows.programs[load.program]
    return Firing(
        booking=booking,
        program=program,
        price_minor=price_of_firing(booking.station, program),
        capacity_l=booking.station.capacity_l,
        fires_at=rows.moment(load.loading.end),
        opens_at=rows.moment(load.cooled),
    )


def _range(interval: planner.Interval, rows: Rows) -> DateTimeTZRange:
    return DateTimeTZRange(rows.moment(interval.start), rows.moment(interval.end))
