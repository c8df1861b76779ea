"""Saying that one is there; a station where nobody comes is given back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coop.actions.journal import WORKER, record
from coop.models import User
from scheduling.lateness import late_fee
from scheduling.models import Booking
from scheduling.refusals import Missed, NotYetOpen
from scheduling.signals import booking_missed

from .cancelling import check_cancellable, release
from .holding import locked_booking
from .waiting import offer_freed

WATCHED = Q(station__check_in=True) | Q(station__check_in=None, station__kind__check_in=True)


def check_in(booking: Booking, *, by: User) -> Booking:
    """Say that the maker is at the station. Raises NotYetOpen too early, and Missed where it was given back."""
    if release_if_missed(booking):
        raise Missed("Nobody checked in in time, and the station was given back.")
    return _check_in(booking, by)


@transaction.atomic
def _check_in(booking: Booking, by: User) -> Booking:
    booking = locked_booking(booking)
    check_cancellable(booking)
    if booking.checked_in_at:
        return booking
    opens_at = booking.during.lower - timedelta(minutes=booking.station.rules.early_minutes)
    if timezone.now() < opens_at:
        raise NotYetOpen(booking, opens_at)
    booking.checked_in_at = timezone.now()
    booking.save(update_fields=["checked_in_at"])
    record(by, "checked in", booking)
    return booking


def release_missed() -> list[Booking]:
    """Give back every station that its maker did not come to; those bookings."""
    now = timezone.now()
    begun = Booking.objects.live().filter(WATCHED, purpose=Booking.Purpose.MAKER, checked_in_at=None)
    running = begun.filter(during__startswith__lt=now, during__endswith__gt=now)
    return [booking for booking in running if release_if_missed(booking)]


@transaction.atomic
def release_if_missed(booking: Booking) -> bool:
    """Give the station back where check-in is over and nobody came."""
    booking = locked_booking(booking)
    rules = booking.station.rules
    watched = rules.check_in and booking.purpose == Booking.Purpose.MAKER
    if not watched or booking.released_at or booking.checked_in_at:
        return False
    if timezone.now() <= booking.during.lower + timedelta(minutes=rules.late_minutes):
        return False
    fee = late_fee(booking.price_minor, booking) if booking.cancel_hours else 0
    release(booking, Booking.Release.MISSED, late_fee_minor=booking.late_fee_minor + fee)
    record(WORKER, "released as missed", booking)
    booking_missed.send(sender=Booking, booking=booking)
    offer_freed(booking.station)
    return True
