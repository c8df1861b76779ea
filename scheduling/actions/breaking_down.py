"""A station breaks: nobody works on it until it is mended, and what was to be made there goes elsewhere or later."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from coop.models import User
from coop.phrases import moment_words
from scheduling.models import Booking, LoadShare, Station, Step

from .cancelling import release
from .displacing import locked_runs, of_begun_steps
from .holding import locked
from .maintenance import hold_for_maintenance

TITLE = Booking._meta.get_field("title").max_length


@transaction.atomic
def report_out(station: Station, *, until: datetime, reason: str, by: User) -> list[Booking]:
    """Keep `station` from everybody from now until then; the bookings that this displaced.

    A step that has begun on it is cut short: it stays begun, the floor sees why, and what follows it moves once it
    is late. Raises InTheWay where other maintenance holds the station.
    """
    now = timezone.now()
    local, today = until.astimezone(station.node.zone), now.astimezone(station.node.zone).date()
    said = f"{station} is out until {moment_words(local, today)}: {reason}"
    in_the_way = Booking.objects.live().filter(station=station).within(now, until)
    locked_runs(in_the_way)
    station = locked(station)
    for booking in of_begun_steps(in_the_way):
        _cut_short(booking, now)
        _say_on_steps(booking, said)
    return hold_for_maintenance(station, start=now, end=until, reason=said[:TITLE], by=by)


def _cut_short(booking: Booking, now: datetime) -> None:
    """What is under way ends now; a later session of the same step is given back, for the floor to make up for."""
    if booking.during.lower >= now:
        release(booking, Booking.Release.DISPLACED)
        return
    booking.during = DateTimeTZRange(booking.during.lower, now)
    booking.occupied = DateTimeTZRange(booking.occupied.lower, now)
    booking.save(update_fields=["during", "occupied"])


def _say_on_steps(booking: Booking, said: str) -> None:
    pieces = LoadShare.objects.filter(firing__booking=booking)
    held = Q(pk=booking.step_id) | Q(shares__in=pieces)
    begun = Step.objects.filter(held, status=Step.Status.STARTED).values("pk")
    Step.objects.filter(pk__in=list(begun.values_list("pk", flat=True)), problem="").update(problem=said)
