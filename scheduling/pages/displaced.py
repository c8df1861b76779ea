"""What maintenance or closed days displace, as the admin reads it before and after."""

from collections.abc import Iterable
from typing import NamedTuple

from coop.phrases import count_words
from scheduling.models import Booking


class DisplacedShown(NamedTuple):
    booking: Booking
    what: str
    then: str
    """What becomes of it."""


def displaced_shown(bookings: Iterable[Booking]) -> list[DisplacedShown]:
    rows = Booking.objects.filter(pk__in=[each.pk for each in bookings]).order_by("during", "pk")
    related = ("station__node", "maker", "step__operation", "step__run__capsule", "firing__program")
    return [DisplacedShown(row, *_said(row)) for row in rows.select_related(*related)]


def agreement_of(bookings: Iterable[Booking]) -> str:
    """What a page sends back to say which displacing it has shown."""
    return " ".join(str(pk) for pk in sorted(each.pk for each in bookings))


def displaced_words(bookings: list[Booking]) -> str:
    """ "Displaced: 2 bookings, whose makers are told and offered other times; 1 run's step, planned anew." """
    purpose = Booking.Purpose
    kinds = [
        (purpose.MAKER, "booking", "bookings", "told and offered other times"),
        (purpose.FIRING, "firing", "firings", "its makers told, its runs planned anew"),
        (purpose.STEP, "step of a run", "steps of runs", "planned anew"),
        (purpose.OFFER, "offer of a free slot", "offers of free slots", "back on the waiting list"),
    ]
    said = []
    for which, one, many, then in kinds:
        if count := sum(each.purpose == which for each in bookings):
            said.append(f"{count_words(count, one, many)} ({then})")
    return f" Displaced: {', '.join(said)}." if said else " Nothing was displaced."


def _said(booking: Booking) -> tuple[str, str]:
    purpose = Booking.Purpose
    if booking.purpose == purpose.STEP:
        run = booking.step.run
        return f"{run.capsule}, {booking.step.operation}, run {run.pk}", "the run is planned anew"
    if booking.purpose == purpose.FIRING:
        return f"firing, {booking.firing.program}", "its makers are told, its runs planned anew"
    if booking.purpose == purpose.OFFER:
        return f"kept for {booking.maker}", "they wait again"
    return f"{booking.maker}{f', {booking.title}' if booking.title else ''}", "told, with the nearest free times"
