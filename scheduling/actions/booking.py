"""Station time by hand: a maker books it, or an admin for a maker."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coop.actions.journal import record
from coop.lifecycle import broke
from coop.models import Maker, User
from scheduling.models import Booking, Station
from scheduling.refusals import StationTaken
from scheduling.signals import booking_made

from .booking_checks import check_rules, nearest_slots
from .holding import ONE_AT_A_TIME, booking_by_hand, claim, locked
from .overriding import check_override, claim_between


def book(
    station: Station,
    *,
    maker: Maker,
    start: datetime,
    end: datetime,
    by: User,
    title: str = "",
    override: str = "",
) -> Booking:
    """Hold `station` for `maker` from `start` until just before `end`.

    The row lock only keeps a storm of rivals from deadlocking inside the index; the constraint alone decides who was
    first, and the losers look for alternatives after they have let the lock go. An admin's `override` says why limits
    and buffers give way this once; nobody's work ever does. Raises a BookingRefused.
    """
    check_override(override, by)
    try:
        return _book(station, maker, start, end, by, title, override)
    except IntegrityError as error:
        if broke(error, ONE_AT_A_TIME):
            raise StationTaken(station, nearest_slots(station, start, end)) from error
        raise


def look_at_booking(station: Station, *, maker: Maker, start: datetime, end: datetime) -> None:
    """Whether it could be booked now, with nothing locked or written. Raises the BookingRefused that `book` would."""
    check_rules(station, maker, start, end, lock=False)
    if Booking.objects.live().filter(station=station).within(*station.occupied_by(start, end)).exists():
        raise StationTaken(station, nearest_slots(station, start, end))


@transaction.atomic
def _book(station, maker, start, end, by, title, override) -> Booking:
    station = locked(station)
    check_rules(station, maker, start, end, overridden=bool(override))

    booking = booking_by_hand(station, maker, start, end, title=title, by=by)
    if override:
        claim_between(booking, reason=override, by=by)
    else:
        claim(booking)

    record(by, "booked", booking, **({"override": override} if override else {}))
    booking_made.send(sender=Booking, booking=booking)
    return booking
