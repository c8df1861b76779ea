"""Holding a station for maintenance, and closing a node: what lies in the way is displaced."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from coop.actions.journal import record
from coop.models import Closure, User
from scheduling.models import Booking, Station
from scheduling.refusals import InThePast, InTheWay

from .displacing import displace, displaced_by_closure
from .holding import locked, write


@transaction.atomic
def hold_for_maintenance(station: Station, *, start: datetime, end: datetime, reason: str, by: User) -> list[Booking]:
    """Keep everybody off `station` for a while, staffed or not; the bookings that this displaced.

    Raises InTheWay where a run that is being made holds the station.
    """
    station = locked(station)
    if end <= timezone.now():
        raise InThePast("That time is over. Choose a later one.")
    displaced = displace(Booking.objects.live().filter(station=station).within(start, end), reason=reason, by=by)
    booking = Booking(station=station, purpose=Booking.Purpose.MAINTENANCE, title=reason, booked_by=by)
    booking.during = booking.occupied = DateTimeTZRange(start, end)
    if not write(booking):
        others = Booking.objects.live().filter(station=station).within(start, end).select_related("maker")
        raise InTheWay(station, list(others), station.node.zone)

    record(by, "held for maintenance", booking, reason=reason, displaced=[each.pk for each in displaced])
    return displaced


@transaction.atomic
def displace_for_closure(closure: Closure, *, by: User) -> list[Booking]:
    """Release what needs somebody there on the closed days; unattended work runs through."""
    return displace(displaced_by_closure(closure), reason=closure.reason, by=by)
