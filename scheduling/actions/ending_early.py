"""A step that is done before its time is over: the rest of it is free for others."""

from datetime import UTC, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from scheduling.models import Booking, Station, Step

from .cancelling import release
from .waiting import offer_freed

SLOT = 5 * 60
"""Seconds. The board draws in steps of five minutes, and every zone is off UTC by whole ones."""


def give_the_rest_back(step: Step) -> None:
    """End what the step holds of stations now, and offer that to who waits for it. Kilns stay held: they are hot.

    What was booked is noted on the step, for whoever compares it with what it took.
    """
    end = datetime.fromtimestamp(-(-timezone.now().timestamp() // SLOT) * SLOT, UTC)
    held = Booking.objects.live().filter(step=step)
    needed = Station.objects.filter(pk__in=held.filter(during__endswith__gt=end).values("station")).order_by("pk")
    stations = list(needed.select_for_update(no_key=True, of=["self"]).select_related("kind", "node"))
    if not stations:
        return
    booked = list(held)
    step.booked_minutes = sum(booking.minutes for booking in booked)
    step.save(update_fields=["booked_minutes"])
    for booking in booked:
        if booking.during.lower >= end:
            release(booking, Booking.Release.REPLANNED)
        elif booking.during.upper > end:
            _shorten(booking, end)
    for station in stations:
        offer_freed(station)


def _shorten(booking: Booking, end: datetime) -> None:
    """It ends then; what is cleared after it follows at once."""
    cleared = end + (booking.occupied.upper - booking.during.upper)
    booking.during = DateTimeTZRange(booking.during.lower, end)
    booking.occupied = DateTimeTZRange(booking.occupied.lower, cleared)
    booking.save(update_fields=["during", "occupied"])
