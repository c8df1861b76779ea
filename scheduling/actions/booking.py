"""Station time by hand: makers book it, admins hold it for maintenance, and both give it back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from coop.actions.journal import record
from coop.lifecycle import broke
from coop.models import Maker, User
from scheduling.models import Booking, Station
from scheduling.refusals import CannotCancel, InThePast, InTheWay, StationTaken
from scheduling.signals import booking_made, booking_released

from .booking_checks import (
    check_bookable,
    check_maker,
    check_moment,
    check_shape,
    check_staffed,
    nearest_slots,
)

ONE_AT_A_TIME = "station_serves_one_booking_at_a_time"


@transaction.atomic
def book(station: Station, *, maker: Maker, start: datetime, end: datetime, by: User, title: str = "") -> Booking:
    """Hold `station` for `maker` from `start` until just before `end`.

    The row lock only keeps a storm of rivals from deadlocking inside the
    index; the constraint alone decides who was first. Raises a BookingRefused.
    """
    station = locked(station)
    check_bookable(station)
    check_shape(station, start, end)
    check_moment(station, start)
    check_maker(station, maker, start)
    check_staffed(station, start, end)

    booking = Booking(station=station, purpose=Booking.Purpose.MAKER, maker=maker, title=title, booked_by=by)
    booking.during = DateTimeTZRange(start, end)
    booking.price_minor = station.price_of(booking.minutes)
    if not _held(booking):
        raise StationTaken(station, nearest_slots(station, start, end))

    record(by, "booked", booking)
    booking_made.send(sender=Booking, booking=booking)
    return booking


@transaction.atomic
def hold_for_maintenance(station: Station, *, start: datetime, end: datetime, reason: str, by: User) -> Booking:
    """Keep everybody off `station` for a while, staffed or not. Refused where somebody has booked: InTheWay."""
    station = locked(station)
    if end <= timezone.now():
        raise InThePast("That time is over. Choose a later one.")
    booking = Booking(station=station, purpose=Booking.Purpose.MAINTENANCE, title=reason, booked_by=by)
    booking.during = booking.occupied = DateTimeTZRange(start, end)
    if not _held(booking):
        others = Booking.objects.live().filter(station=station).within(start, end).select_related("maker")
        raise InTheWay(station, list(others), station.node.zone)

    record(by, "held for maintenance", booking, reason=reason)
    return booking


@transaction.atomic
def cancel(booking: Booking, *, by: User) -> None:
    """Give a booking's station back. Raises CannotCancel where there is nothing left to give back."""
    booking = Booking.objects.select_for_update(of=["self"]).select_related("station").get(pk=booking.pk)
    if booking.released_at:
        raise CannotCancel("This booking is cancelled already.")
    if booking.purpose in (Booking.Purpose.STEP, Booking.Purpose.FIRING):
        raise CannotCancel("This station time belongs to the plan of a run. The co-op's admins plan it again.")
    if booking.during.upper <= timezone.now():
        raise CannotCancel("This booking is over.")
    booking.released_at = timezone.now()
    booking.save(update_fields=["released_at"])

    record(by, "cancelled", booking)
    booking_released.send(sender=Booking, booking=booking)


def locked(station: Station) -> Station:
    stations = Station.objects.select_for_update(no_key=True, of=["self"]).select_related("kind", "node")
    return stations.get(pk=station.pk)


def _held(booking: Booking) -> bool:
    """Write the booking, or find the station occupied."""
    if booking.purpose == Booking.Purpose.MAKER:
        booking.occupied = DateTimeTZRange(*booking.station.occupied_by(booking.during.lower, booking.during.upper))
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if broke(error, ONE_AT_A_TIME):
            return False
        raise
    return True
