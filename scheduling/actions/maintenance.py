"""Holding a station for maintenance, and closing a node: what lies in the way is displaced."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils import timezone

from coop.actions.journal import record
from coop.models import Closure, Node, User
from coop.times import minute_of_day
from scheduling.models import Booking, Station, Step
from scheduling.refusals import InThePast, InTheWay

from .displacing import CameInBetween, displace, locked_runs, of_begun_steps
from .holding import locked, write

ATTEMPTS = 5


def hold_for_maintenance(station: Station, *, start: datetime, end: datetime, reason: str, by: User) -> list[Booking]:
    """Keep everybody off `station` for a while, staffed or not; the bookings that this displaced.

    Raises InTheWay where a step that has begun, or other maintenance, holds the station.
    """
    for _ in range(ATTEMPTS):
        try:
            return _hold(station, start, end, reason, by)
        except CameInBetween:
            continue
    raise InTheWay(station, list(_in_the_way(station, start, end)), station.node.zone)


def displace_for_closure(closure: Closure, *, by: User) -> list[Booking]:
    """Release what needs somebody there on the closed days; unattended work and firings that are lit run through."""
    for _ in range(ATTEMPTS):
        try:
            return _displace(closure, by)
        except CameInBetween:
            continue
    raise CameInBetween


def look_at_maintenance(station: Station, *, start: datetime, end: datetime, reason: str, by: User) -> list[Booking]:
    """What holding it would displace; it is held and taken back, so that the refusals are the same."""
    with transaction.atomic():
        displaced = hold_for_maintenance(station, start=start, end=end, reason=reason, by=by)
        transaction.set_rollback(True)
    return displaced


def look_at_closing(node: Node, *, first: date, last: date, reason: str, by: User) -> list[Booking]:
    """What closing the node on these days, both included, would displace."""
    closure = Closure(node=node, days=DateRange(first, last + timedelta(days=1)), reason=reason)
    with transaction.atomic():
        displaced = displace_for_closure(closure, by=by)
        transaction.set_rollback(True)
    return displaced


@transaction.atomic
def _hold(station: Station, start: datetime, end: datetime, reason: str, by: User) -> list[Booking]:
    in_the_way = _in_the_way(station, start, end)
    runs = locked_runs(in_the_way)
    station = locked(station)
    if end <= timezone.now():
        raise InThePast("That time is over. Choose a later one.")
    displaced = displace(in_the_way, runs=runs, reason=reason, by=by)
    booking = Booking(station=station, purpose=Booking.Purpose.MAINTENANCE, title=reason, booked_by=by)
    booking.during = booking.occupied = DateTimeTZRange(start, end)
    if not write(booking):
        raise InTheWay(station, list(in_the_way), station.node.zone)

    record(by, "held for maintenance", booking, reason=reason, displaced=[each.pk for each in displaced])
    return displaced


def _in_the_way(station: Station, start: datetime, end: datetime) -> QuerySet[Booking]:
    return Booking.objects.live().filter(station=station).within(start, end).select_related("maker")


@transaction.atomic
def _displace(closure: Closure, by: User) -> list[Booking]:
    attended = _attended(closure)
    begun = list(of_begun_steps(attended).values_list("pk", flat=True))
    runs = locked_runs(attended.exclude(pk__in=begun))
    stations = Station.objects.filter(pk__in=attended.values("station")).order_by("pk")
    list(stations.select_for_update(no_key=True, of=["self"]))
    reason = f"{closure.node} is closed: {closure.reason}"
    _say_on_steps(begun, reason)
    return displace(attended.exclude(pk__in=begun), runs=runs, reason=reason, by=by)


def _attended(closure: Closure) -> QuerySet[Booking]:
    """What is still to begin and needs somebody there on the closed days."""
    zone = closure.node.zone
    opens, closes = (minute_of_day(day, 0, zone) for day in (closure.days.lower, closure.days.upper))
    begins_then = Q(during__startswith__gte=opens, during__startswith__lt=closes)
    staffed_only = ~Q(station__staffed_only=False) & ~Q(station__staffed_only=None, station__kind__staffed_only=False)
    by_hand = Q(purpose__in=[Booking.Purpose.MAKER, Booking.Purpose.OFFER]) & staffed_only
    step = Q(purpose=Booking.Purpose.STEP) & (begins_then | Q(step__operation__unattended=False))
    loaded_then = Q(purpose=Booking.Purpose.FIRING) & begins_then
    bookings = Booking.objects.live().filter(station__node=closure.node, during__startswith__gt=timezone.now())
    return bookings.filter(by_hand | step | loaded_then, during__overlap=(opens, closes))


def _say_on_steps(bookings: list[int], reason: str) -> None:
    """A step that has begun is not planned anew; the floor must see to it."""
    held = Q(bookings__in=bookings) | Q(shares__released_at=None, shares__firing__booking__in=bookings)
    begun = Step.objects.filter(held, status=Step.Status.STARTED).distinct().values_list("pk", flat=True)
    Step.objects.filter(pk__in=list(begun), problem="").update(problem=reason)
