"""An admin's exception, with its reason in the journal: buffers and limits may give way, another's work never."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from coop.actions.journal import record
from coop.models import User
from scheduling.models import Booking
from scheduling.refusals import OnlyAdmins

from .holding import write


def check_override(reason: str, by: User) -> None:
    if reason and not by.is_admin:
        raise OnlyAdmins("Only an admin of the co-op may set a rule aside.")


def hold_between(booking: Booking, *, reason: str, by: User) -> bool:
    """Write the booking between its neighbours' work, where their and its own buffers shrink to what is left.

    False where somebody's work itself is in the way: then nothing is written.
    """
    start, end = booking.during.lower, booking.during.upper
    before, after = booking.station.occupied_by(start, end)
    others = Booking.objects.live().filter(station=booking.station).within(before, after).exclude(pk=booking.pk)
    neighbours = list(others.select_for_update(of=["self"]).order_by("during"))
    if any(other.during.lower < end and start < other.during.upper for other in neighbours):
        return False
    for other in neighbours:
        if other.during.upper <= start:
            _shrink(other, other.occupied.lower, min(other.occupied.upper, start), reason, by)
            before = max(before, other.occupied.upper)
        else:
            _shrink(other, max(other.occupied.lower, end), other.occupied.upper, reason, by)
            after = min(after, other.occupied.lower)
    booking.occupied = DateTimeTZRange(before, after)
    return write(booking)


def _shrink(other: Booking, lower, upper, reason: str, by: User) -> None:
    if (other.occupied.lower, other.occupied.upper) == (lower, upper):
        return
    other.occupied = DateTimeTZRange(lower, upper)
    other.save(update_fields=["occupied"])
    record(by, "shortened the buffer of", other, override=reason)
