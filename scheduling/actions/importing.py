"""Booking what stands in a calendar file: first only tried, then done, both through the verb `book`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from coop.models import Maker
from coop.refusals import Refusal
from scheduling.calendar.matching import station_of
from scheduling.calendar.reading import FileEvent
from scheduling.models import Booking, Station
from scheduling.refusals import BookingRefused, Offer

from .booking import book

MOST_LINES = 100

NO_STATION = "It names no station. Choose one for the events that name none."


@dataclass(frozen=True)
class Line:
    """One event with its station, and what came of it: a booking, one that was there before, or words why not."""

    event: FileEvent
    station: Station | None = None
    booking: Booking | None = None
    booked_before: bool = False
    refusal: str = ""
    alternatives: Sequence[Offer] = ()

    @property
    def fits(self) -> bool:
        return self.booking is not None and not self.booked_before


@dataclass(frozen=True)
class Outcome:
    """What became of a file. `over` and `beyond` count what was left out: what is past, and what is too much."""

    lines: list[Line]
    over: int = 0
    beyond: int = 0

    @property
    def fitting(self) -> list[Line]:
        return [line for line in self.lines if line.fits]

    @property
    def price_minor(self) -> int:
        return sum(line.booking.price_minor for line in self.fitting)


def try_events(events: Sequence[FileEvent], **how) -> Outcome:
    """What booking the events would bring, each beside those before it. Nothing stays written.

    All their stations are locked first, in one order: whoever else takes several does so too.
    """
    with transaction.atomic():
        lines, over, beyond = _lines(events, how)
        used = {line.station.pk for line in lines if line.station}
        list(Station.objects.select_for_update(no_key=True).filter(pk__in=used).order_by("pk"))
        tried = [_booked(line, how) for line in lines]
        transaction.set_rollback(True)
    return Outcome(tried, over, beyond)


def book_events(events: Sequence[FileEvent], **how) -> Outcome:
    """Book each event that fits, in a transaction of its own: one that is refused keeps none of the others back."""
    lines, over, beyond = _lines(events, how)
    return Outcome([_booked(line, how) for line in lines], over, beyond)


def _lines(events: Sequence[FileEvent], how: dict) -> tuple[list[Line], int, int]:
    """The events that are still to come, each with its station, the first hundred of them."""
    stations = list(Station.objects.in_service().select_related("kind", "node"))
    lines = [_line(event, stations, how["maker"], how["otherwise"]) for event in events]
    coming = [line for line in lines if not _is_over(line.event, timezone.now())]
    return coming[:MOST_LINES], len(lines) - len(coming), max(len(coming) - MOST_LINES, 0)


def _line(event: FileEvent, stations: list[Station], maker: Maker, otherwise: Station | None) -> Line:
    station = station_of(event, stations, maker.home_id) or otherwise
    event = event.at((station.node if station else maker.home).zone)
    return Line(event, station, refusal=event.trouble or ("" if station else NO_STATION))


def _is_over(event: FileEvent, now: datetime) -> bool:
    last = event.end or event.start
    if last is None or last.tzinfo is None:
        return last is not None and last.date() < now.date()
    return last <= now


def _booked(line: Line, how: dict) -> Line:
    if line.refusal:
        return line
    event, maker, by = line.event, how["maker"], how["by"]
    during = DateTimeTZRange(event.start, event.end)
    before = Booking.objects.live().filter(station=line.station, maker=maker, during=during).first()
    if before:
        return replace(line, booking=before, booked_before=True)
    title = event.summary[:80] if how["with_titles"] else ""
    try:
        booking = book(line.station, maker=maker, start=event.start, end=event.end, by=by, title=title)
    except BookingRefused as refused:
        return replace(line, refusal=str(refused), alternatives=refused.alternatives)
    except Refusal as refused:
        return replace(line, refusal=str(refused))
    return replace(line, booking=booking)
