"""Moving and lengthening a booking in its own row: its uid stays, and it never stands in its own way."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from coop.actions.journal import record
from coop.models import Entry, User
from scheduling.models import Booking, Station
from scheduling.refusals import CannotCancel, CannotUndo, InThePast, MoveCosts, StationTaken
from scheduling.rules import TERMS
from scheduling.signals import booking_moved

from .booking_checks import check_limits, check_rules, nearest_slots
from .cancelling import UNDO, check_cancellable, fee_for_giving_back
from .holding import hold, keep_terms, locked, locked_booking
from .waiting import offer_freed, take_back_offers

MOVED = "moved"


@transaction.atomic
def move(
    booking: Booking,
    *,
    start: datetime,
    end: datetime,
    station: Station | None = None,
    by: User,
    seen_minor: int | None = None,
) -> Booking:
    """Let a booking lie from `start` to `end`, perhaps on another station, by the rules of a new one.

    Giving time back late is charged or refused as cancelling late is; lengthening gives nothing back. What giving
    it back costs stays as it was said, until it goes to another station. `seen_minor` is the sum that its maker has
    seen: raises MoveCosts where the price there and what being late costs add up to another.
    """
    booking = _locked_with(booking, station)
    check_movable(booking)
    left, before = booking.station, _place_of(booking)
    fee = 0 if _covers(booking, station, start, end) else fee_for_giving_back(booking, by)
    booking.station = station = station or left
    _check(booking, start, end)

    booking.during = DateTimeTZRange(start, end)
    booking.price_minor = station.price_of(booking.minutes)
    booking.late_fee_minor += fee
    if station.pk != left.pk:
        keep_terms(booking)
    if not hold(booking):
        raise StationTaken(station, nearest_slots(station, start, end, besides=booking))
    if seen_minor not in (None, booking.price_minor + fee):
        raise MoveCosts(booking.price_minor, fee)

    record(by, MOVED, booking, before=before)
    booking_moved.send(sender=Booking, booking=booking)
    offer_freed(left)
    return booking


@transaction.atomic
def undo_move(booking: Booking, *, by: User) -> Booking:
    """Put a booking back where it lay, within 10 s; what was just offered there is taken back."""
    said = Entry.objects.filter(kind="scheduling.booking", row=booking.pk).first()
    if said is None or said.verb != MOVED:
        raise CannotUndo("This booking was not moved.")
    if timezone.now() > said.at + UNDO:
        raise CannotUndo("It is too late to undo this. Move the booking back.")
    before = said.details["before"]
    booking = _locked_with(booking, Station(pk=before["station"]))
    check_movable(booking)
    left, booking.station = booking.station, Station.objects.select_related("kind", "node").get(pk=before["station"])
    booking.during = DateTimeTZRange(*(parse_datetime(before[end]) for end in ("start", "end")))
    if booking.maker:
        check_limits(booking.station, booking.maker, booking.during.lower, booking.during.upper, besides=booking)
    booking.price_minor, booking.late_fee_minor = before["price_minor"], before["late_fee_minor"]
    for name, figure in before["terms"].items():
        setattr(booking, name, figure)
    take_back_offers(booking)
    if not hold(booking):
        raise StationTaken(booking.station, nearest_slots(booking.station, booking.during.lower, booking.during.upper))

    record(by, "undid the moving of", booking)
    booking_moved.send(sender=Booking, booking=booking)
    offer_freed(left)
    return booking


def check_movable(booking: Booking) -> None:
    check_cancellable(booking)
    if booking.purpose != Booking.Purpose.MAKER:
        raise CannotCancel("Maintenance is not moved. Cancel it and hold the station again.")


def _locked_with(booking: Booking, station: Station | None) -> Booking:
    """The booking under the locks of its station and of the one it goes to, the lower number first."""
    if station is not None:
        now_on = Booking.objects.values_list("station", flat=True).get(pk=booking.pk)
        for pk in sorted({now_on, station.pk}):
            locked(Station(pk=pk))
    return locked_booking(booking)


def _check(booking: Booking, start: datetime, end: datetime) -> None:
    begun = booking.during.lower <= timezone.now()
    if begun and start != booking.during.lower:
        raise InThePast("This booking has begun: only its end can be moved.")
    if end <= timezone.now():
        raise InThePast("That time is over. Choose a later one.")
    check_rules(booking.station, booking.maker, start, end, besides=booking, begun=begun)


def _covers(booking: Booking, station: Station | None, start: datetime, end: datetime) -> bool:
    stays = station is None or station.pk == booking.station_id
    return stays and start <= booking.during.lower and booking.during.upper <= end


def _place_of(booking: Booking) -> dict:
    return {
        "station": booking.station_id,
        "start": booking.during.lower.isoformat(),
        "end": booking.during.upper.isoformat(),
        "price_minor": booking.price_minor,
        "late_fee_minor": booking.late_fee_minor,
        "terms": {name: getattr(booking, name) for name in TERMS},
    }
