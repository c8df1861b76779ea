"""Releasing what lies in the way of maintenance or a closure, and telling those whom it hits."""

from django.db.models import QuerySet

from coop.actions.journal import record
from coop.models import Closure, User
from coop.times import minute_of_day
from scheduling.models import Booking
from scheduling.signals import booking_displaced

from .cancelling import release


def displace(bookings: QuerySet[Booking], *, reason: str, by: User) -> list[Booking]:
    """Release makers' bookings; those that were."""
    displaced = []
    for booking in bookings.filter(purpose=Booking.Purpose.MAKER).select_for_update(of=["self"]):
        release(booking, Booking.Release.DISPLACED)
        record(by, "displaced", booking, reason=reason)
        booking_displaced.send(sender=Booking, booking=booking, reason=reason)
        displaced.append(booking)
    return displaced


def displaced_by_closure(closure: Closure) -> QuerySet[Booking]:
    zone = closure.node.zone
    span = (minute_of_day(closure.days.lower, 0, zone), minute_of_day(closure.days.upper, 0, zone))
    return Booking.objects.live().filter(station__node=closure.node, during__overlap=span)
