"""Giving station time back, in time or late, and taking that back for a moment."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coop.actions.journal import record
from coop.models import Entry, User
from scheduling.lateness import deadline_of, late_fee
from scheduling.models import Booking, Station
from scheduling.refusals import CannotCancel, CannotUndo, CostsMore, StationTaken, TooLate
from scheduling.signals import booking_kept, booking_released

from .booking_checks import check_limits, nearest_slots
from .holding import locked_booking, write
from .waiting import offer_freed, take_back_offers

UNDO = timedelta(seconds=10)
"""How long one may take back what one just did."""

CANCELLED = "cancelled"


@transaction.atomic
def cancel(booking: Booking, *, by: User, seen_minor: int | None = None) -> int:
    """Give a booking's station back and offer it to who waits; what being late costs, in minor units.

    `seen_minor` is the sum that the page showed: time passes while a page is open. Raises CostsMore where it costs
    more by now, CannotCancel where there is nothing left to give back, TooLate where the station's rules refuse it.
    """
    booking = locked_booking(booking)
    check_cancellable(booking)
    fee = fee_for_giving_back(booking, by)
    if seen_minor is not None and fee > seen_minor:
        raise CostsMore(f"Giving {booking.station} back", fee)
    release(booking, Booking.Release.CANCELLED, late_fee_minor=booking.late_fee_minor + fee)

    record(by, CANCELLED, booking, **({"late_fee_minor": fee} if fee else {}))
    booking_released.send(sender=Booking, booking=booking)
    offer_freed(booking.station)
    return fee


@transaction.atomic
def undo_cancel(booking: Booking, *, by: User) -> Booking:
    """Hold the station again, within 10 s of cancelling; what was just offered to somebody is taken back."""
    booking = locked_booking(booking)
    if booking.release_reason != Booking.Release.CANCELLED or booking.released_at is None:
        raise CannotUndo("This booking is not cancelled.")
    if timezone.now() > booking.released_at + UNDO:
        raise CannotUndo("It is too late to undo this. Book the time again.")
    if booking.maker:
        check_limits(booking.station, booking.maker, booking.during.lower, booking.during.upper, besides=booking)
    take_back_offers(booking)
    booking.released_at, booking.release_reason = None, ""
    booking.late_fee_minor -= _fee_of_cancelling(booking)
    if not write(booking):
        slots = nearest_slots(booking.station, booking.during.lower, booking.during.upper)
        raise StationTaken(booking.station, slots)

    record(by, "undid the cancelling of", booking)
    booking_kept.send(sender=Booking, booking=booking)
    return booking


def _fee_of_cancelling(booking: Booking) -> int:
    """What its last cancelling added to what late changes of it had cost before."""
    said = Entry.objects.filter(kind="scheduling.booking", row=booking.pk, verb=CANCELLED).first()
    return said.details.get("late_fee_minor", 0) if said else 0


def check_cancellable(booking: Booking) -> None:
    if booking.released_at:
        raise CannotCancel("This booking is cancelled already.")
    if booking.purpose in (Booking.Purpose.STEP, Booking.Purpose.FIRING):
        raise CannotCancel("This station time belongs to the plan of a run. The co-op's admins plan it again.")
    if booking.purpose == Booking.Purpose.OFFER:
        raise CannotCancel("This time is offered to somebody who waits for it.")
    if booking.during.upper <= timezone.now():
        raise CannotCancel("This booking is over.")


def fee_for_giving_back(booking: Booking, by: User) -> int:
    """What giving it back costs now. Raises TooLate where the rules refuse it.

    Admins give back free, and so does whoever has only just booked: that is an undo.
    """
    now, deadline = timezone.now(), deadline_of(booking.during.lower, booking)
    if by.is_admin or booking.purpose != Booking.Purpose.MAKER or deadline is None or now <= deadline:
        return 0
    if now <= booking.booked_at + UNDO:
        return 0
    if booking.late_cancel == Station.LateCancel.REFUSE:
        raise TooLate(booking, deadline)
    return late_fee(booking.price_minor, booking)


def release(booking: Booking, reason: str, **figures) -> None:
    """Write that the booking holds nothing any more, and why."""
    booking.released_at, booking.release_reason = timezone.now(), reason
    for name, figure in figures.items():
        setattr(booking, name, figure)
    booking.save(update_fields=["released_at", "release_reason", *figures])
