"""The waiting list of a station: whoever asked first is offered what becomes free, for a quarter of an hour."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from coop.actions.journal import WORKER, record
from coop.lifecycle import broke
from coop.models import Maker, User
from scheduling.availability import Grid
from scheduling.models import Booking, SlotWish, Station
from scheduling.refusals import AlreadyWaiting, BookingRefused, IsFree, OfferOver
from scheduling.rules import TERMS
from scheduling.signals import booking_made, slot_offered

from .booking_checks import check_limits, check_maker, check_rules
from .holding import hold, keep_terms, locked

HELD_FOR = timedelta(minutes=15)


@transaction.atomic
def wish(station: Station, *, maker: Maker, start: datetime, end: datetime, by: User) -> SlotWish:
    """Put `maker` on the waiting list for a stretch that others hold. Raises IsFree where it can just be booked."""
    station = locked(station)
    check_rules(station, maker, start, end, limits=False)
    occupied = station.occupied_by(start, end)
    if not Booking.objects.live().filter(station=station).within(*occupied).exists():
        raise IsFree(f"{station} is free at that time. Book it.")
    wished = SlotWish(station=station, maker=maker, during=DateTimeTZRange(start, end), asked_at=timezone.now())
    try:
        with transaction.atomic():
            wished.save()
    except IntegrityError as error:
        if broke(error, "maker_waits_once_for_a_stretch"):
            raise AlreadyWaiting(f"{maker} is on the waiting list for that time already.") from error
        raise
    record(by, "waits for", wished)
    return wished


@transaction.atomic
def take_offer(wish: SlotWish, *, by: User) -> Booking:
    """Make the booking that holds an offer the maker's own: the same row, so that nobody can come in between."""
    wish = _locked_wish(wish)
    if wish.status != SlotWish.Status.OFFERED or wish.offer_until <= timezone.now():
        raise OfferOver("This offer is over: it was held for 15 minutes, or it was taken back.")
    booking = Booking.objects.select_for_update(of=["self"]).select_related("maker").get(pk=wish.booking_id)
    booking.station = wish.station
    start, end = booking.during.lower, booking.during.upper
    check_maker(wish.station, wish.maker, start)
    check_limits(wish.station, wish.maker, start, end)

    now = timezone.now()
    booking.purpose, booking.booked_by, booking.booked_at = Booking.Purpose.MAKER, by, now
    booking.price_minor = wish.station.price_of(booking.minutes)
    keep_terms(booking)
    booking.save(update_fields=["purpose", "booked_by", "booked_at", "price_minor", *TERMS])
    wish.become(SlotWish.Status.TAKEN, ended_at=now)
    record(by, "took the offer of", booking)
    booking_made.send(sender=Booking, booking=booking)
    return booking


@transaction.atomic
def withdraw_wish(wish: SlotWish, *, by: User) -> None:
    """Leave the waiting list, or turn an offer down: then the next is asked."""
    wish = _locked_wish(wish)
    if wish.status not in (SlotWish.Status.WAITING, SlotWish.Status.OFFERED):
        raise OfferOver(f"This place on the waiting list is over: {wish.get_status_display()}.")
    offered = wish.status == SlotWish.Status.OFFERED
    wish.become(SlotWish.Status.WITHDRAWN, ended_at=timezone.now())
    record(by, "no longer waits for", wish)
    if offered:
        _release(wish.booking)
        offer_freed(wish.station)


def offer_freed(station: Station) -> None:
    """Offer what is free of `station`, whose lock the caller holds, to those who wait for it, in order of asking."""
    waiting = SlotWish.objects.waiting().filter(station=station).select_related("maker")
    for wished in waiting.select_for_update(of=["self"], no_key=True):
        wished.station = station
        stretch = _what_is_left(wished)
        if stretch is None:
            wished.become(SlotWish.Status.LAPSED, ended_at=timezone.now())
        elif _may_have(wished, *stretch):
            _offer(wished, *stretch)


@transaction.atomic
def lapse_offer(wish: SlotWish) -> bool:
    """End an offer that nobody took in time, and ask the next. False where it is over already."""
    wish = _locked_wish(wish)
    if wish.status != SlotWish.Status.OFFERED or wish.offer_until > timezone.now():
        return False
    wish.become(SlotWish.Status.LAPSED, ended_at=timezone.now())
    _release(wish.booking)
    record(WORKER, "ended the offer to", wish)
    offer_freed(wish.station)
    return True


def sweep_wishes() -> None:
    """Lapse what was not taken, and offer what became free by other ways than cancelling."""
    for wished in SlotWish.objects.filter(status=SlotWish.Status.OFFERED, offer_until__lte=timezone.now()):
        lapse_offer(wished)
    for station in Station.objects.filter(wishes__status=SlotWish.Status.WAITING).distinct():
        with transaction.atomic():
            offer_freed(locked(station))


def take_back_offers(booking: Booking) -> None:
    """Take back what was offered of a booking's time: those who had the offer wait on, at their old place."""
    before, after = booking.station.occupied_by(booking.during.lower, booking.during.upper)
    offered = SlotWish.objects.filter(status=SlotWish.Status.OFFERED, station=booking.station)
    for wished in offered.filter(booking__occupied__overlap=(before, after)).select_related("booking"):
        _release(wished.booking)
        wished.become(SlotWish.Status.WAITING, booking=None, offered_at=None, offer_until=None)


def _locked_wish(wish: SlotWish) -> SlotWish:
    station = locked(Station(pk=wish.station_id))
    found = SlotWish.objects.select_for_update(of=["self"]).select_related("maker", "booking").get(pk=wish.pk)
    found.station = station
    return found


def _what_is_left(wished: SlotWish) -> tuple[datetime, datetime] | None:
    """The stretch asked for or, once it has begun, its rest from the next start on the grid."""
    now, kind, end = timezone.now(), wished.station.kind, wished.during.upper
    if wished.during.lower >= now:
        return wished.during.lower, end
    grid = Grid(kind.slot_minutes, wished.station.node.zone)
    start = next(iter(grid.starts_in((now, end), timedelta(minutes=kind.shortest_minutes))), None)
    return (start, end) if start else None


def _may_have(wished: SlotWish, start: datetime, end: datetime) -> bool:
    station = wished.station
    if Booking.objects.live().filter(station=station).within(*station.occupied_by(start, end)).exists():
        return False
    try:
        check_rules(station, wished.maker, start, end, lock=False)
    except BookingRefused:
        return False
    return True


def _offer(wished: SlotWish, start: datetime, end: datetime) -> None:
    booking = Booking(station=wished.station, purpose=Booking.Purpose.OFFER, maker=wished.maker)
    booking.during = DateTimeTZRange(start, end)
    if not hold(booking):
        return
    now = timezone.now()
    wished.become(SlotWish.Status.OFFERED, offered_at=now, offer_until=now + HELD_FOR, booking=booking)
    record(WORKER, "offered", wished)
    slot_offered.send(sender=SlotWish, wish=wished)


def _release(booking: Booking) -> None:
    booking.released_at, booking.release_reason = timezone.now(), Booking.Release.LAPSED
    booking.save(update_fields=["released_at", "release_reason"])
