from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status
from ninja.errors import AuthorizationError

from scheduling.actions import booking as booking_verbs
from scheduling.actions import cancelling, moving
from scheduling.models import Booking, Station

from .shapes import BookingIn, BookingOut, Moment, MoveIn, Problem, booking_shape

REFUSED = {403: Problem, 404: Problem, 409: Problem, 422: Problem}
MOST = 500

bookings = Router(tags=["Bookings"])


@bookings.get("", response={200: list[BookingOut], 403: Problem}, summary="My bookings", operation_id="list_bookings")
def list_bookings(request, start: Moment | None = None, end: Moment | None = None):
    """One's own that stand and touch the time from `start` (now) until `end`, the first 500."""
    found = Booking.objects.live().owned_by(request.user).filter(during__endswith__gt=start or timezone.now())
    later = Q(during__startswith__lt=end) if end else Q()
    found = found.filter(later).select_related("station__node").order_by("during")
    return [booking_shape(booking) for booking in found[:MOST]]


@bookings.post("", response={201: BookingOut} | REFUSED, summary="Book a station", operation_id="book")
def book(request, asked: BookingIn):
    """Under every rule of the board. A refusal says why and, where it helps, which slots are free instead."""
    if request.user.maker is None:
        raise AuthorizationError(message="Only makers book: the key's user is none.")
    booked = booking_verbs.book(
        _station(asked.station),
        maker=request.user.maker,
        start=asked.start,
        end=asked.end,
        by=request.user,
        title=asked.title,
    )
    return Status(201, _fresh(booked))


@bookings.get(
    "{uuid:uid}/", response={200: BookingOut, 404: Problem}, summary="One booking", operation_id="get_booking"
)
def get_booking(request, uid: UUID):
    """Also a released one: `released_at` and `release_reason` say so."""
    mine = Booking.objects.owned_by(request.user).select_related("station__node")
    return booking_shape(get_object_or_404(mine, uid=uid))


@bookings.post("{uuid:uid}/move/", response={200: BookingOut} | REFUSED, summary="Move a booking", operation_id="move")
def move(request, uid: UUID, asked: MoveIn):
    """To another time, length or station, under the rules of a new one."""
    booking = _mine(request, uid)
    station = _station(asked.station) if asked.station else None
    moved = moving.move(
        booking, start=asked.start, end=asked.end, station=station, by=request.user, seen_minor=asked.sum_minor
    )
    return _fresh(moved)


@bookings.delete("{uuid:uid}/", response={200: BookingOut} | REFUSED, summary="Cancel a booking", operation_id="cancel")
def cancel(request, uid: UUID, most_minor: int | None = Query(None, ge=0)):
    """Gives the station back; `late_fee_minor` says what being late cost. Refused where it would cost more than
    `most_minor`."""
    booking = _mine(request, uid)
    cancelling.cancel(booking, by=request.user, seen_minor=most_minor)
    return _fresh(booking)


def _station(slug: str) -> Station:
    return get_object_or_404(Station.objects.select_related("kind", "node"), slug=slug)


def _mine(request, uid: UUID) -> Booking:
    """What the pages let its user change; also a released one, so that the verb can say so."""
    changeable = Booking.objects.cancellable_by(request.user) | Booking.objects.owned_by(request.user)
    return get_object_or_404(changeable.select_related("station__node"), uid=uid)


def _fresh(booking: Booking) -> dict:
    """As the database has it: triggers count the changes."""
    return booking_shape(Booking.objects.select_related("station__node").get(pk=booking.pk))
