"""An admin's exception, with its reason in the journal: buffers and limits may give way, another's work never."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from coop.actions.journal import record
from coop.models import User
from scheduling.models import Booking
from scheduling.refusals import OnlyAdmins


def check_override(reason: str, by: User) -> None:
    if reason and not by.is_admin:
        raise OnlyAdmins("Only an admin of the co-op may set a rule aside.")


def claim_between(booking: Booking, *, reason: str, by: User) -> None:
    """Write the booking between its neighbours' work, where their and its own buffers shrink to what is left.

    Where somebody's work itself is in the way, the constraint refuses it, and the caller's transaction is over.
    """
    start, end = booking.during.lower, booking.during.upper
    before, after = booking.station.occupied_by(start, end)
    others = Booking.objects.live().filter(station=booking.station).within(before, after).exclude(pk=booking.pk)
    neighbours = list(others.select_for_update(of=["self"]).order_by("during"))
    for other in neighbours:
        if other.during.upper <= start:
            _shrink(other, other.occupied.lower, min(other.occupied.upper, start), reason, by)
            before = max(before, other.occupied.upper)
        elif end <= other.during.lower:
            _shrink(other, max(other.occupied.lower, end), other.occupied.upper, reason, by)
            after = min(after, other.occupied.lower)
    booking.occupied = DateTimeTZRange(before, after)
    booking.save()


def _shrink(other: Booking, lower, upper, reason: str, by: User) -> None:
    if (other.occupied.lower, other.occupied.upper) == (lower, upper):
        return
    other.occupied = DateTimeTZRange(lower, upper)
    other.save(update_fields=["occupied"])
    record(by, "shortened the buffer of", other, override=reason)
