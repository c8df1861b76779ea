"""What the mails about station time say, as words."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from coop.money import format_minor
from coop.phrases import length_words, moment_words, span_words, zone_words
from scheduling.actions.nearest import nearest_slots
from scheduling.lateness import deadline_of, late_fee
from scheduling.models import Booking, SlotWish

from .outcomes import Failed


def _said(booking: Booking) -> dict:
    node = booking.station.node
    start, end = (moment.astimezone(node.zone) for moment in (booking.during.lower, booking.during.upper))
    today = timezone.now().astimezone(node.zone).date()
    return {
        "booking": booking,
        "station": booking.station,
        "maker": booking.maker,
        "node": node,
        "when": span_words(start, end, today),
        "zone": zone_words(node.city, node.zone, booking.during.lower),
        "length": length_words(booking.minutes),
        "price": format_minor(booking.price_minor),
        "fee": format_minor(booking.late_fee_minor) if booking.late_fee_minor else "",
        "bookings_url": settings.PUBLIC_URL + reverse("bookings"),
    }


def _standing(notice, facts) -> dict:
    """Of a booking that stands: until when it is given back free."""
    booking = notice.booking
    if booking.released_at:
        became = booking.get_release_reason_display()
        raise Failed(f"The booking was {became} before this mail went out.", for_good=True)
    deadline = deadline_of(booking.during.lower, booking)
    zone = booking.station.node.zone
    today = timezone.now().astimezone(zone).date()
    return _said(booking) | {
        "deadline": moment_words(deadline.astimezone(zone), today) if deadline else "",
        "is_late": deadline is not None and deadline <= timezone.now(),
        "late_is": booking.late_cancel,
        "late_fee": format_minor(late_fee(booking.price_minor, booking)),
    }


def _released(notice, facts) -> dict:
    if not notice.booking.released_at:
        raise Failed("The booking was held again before this mail went out.", for_good=True)
    return _said(notice.booking)


def _displaced(notice, facts) -> dict:
    booking = notice.booking
    said = _released(notice, facts) | {"reason": notice.facts["reason"]}
    if booking.purpose == Booking.Purpose.FIRING:
        return said | {"firings_url": settings.PUBLIC_URL + reverse("firings"), "alternatives": []}
    slots = nearest_slots(booking.station, booking.during.lower, booking.during.upper)
    return said | {"alternatives": [_slot_said(slot, booking.station.node) for slot in slots]}


def _slot_said(slot, node) -> dict:
    """A slot in words, and the address of its day on the board with the form filled in."""
    start, end = (moment.astimezone(node.zone) for moment in (slot.start, slot.end))
    today = timezone.now().astimezone(node.zone).date()
    typed = {"station": slot.station.slug, "start": f"{start:%H:%M}", "length": slot.minutes}
    day = reverse("board-day", args=[node.slug, start.date()])
    return {
        "words": f"{slot.station}, {span_words(start, end, today)}",
        "url": f"{settings.PUBLIC_URL}{day}?{urlencode(typed)}",
    }


def _offered(notice, facts) -> dict:
    booking = notice.booking
    wish = SlotWish.objects.filter(booking=booking, status=SlotWish.Status.OFFERED).first()
    if wish is None or wish.offer_until <= timezone.now():
        raise Failed("The offer was over before this mail went out.", for_good=True)
    return _said(booking) | {
        "until": f"{wish.offer_until.astimezone(booking.station.node.zone):%H:%M}",
        "price": format_minor(booking.station.price_of(booking.minutes)),
    }


def _series(notice, facts) -> dict:
    booking = notice.booking
    bookings = Booking.objects.live().filter(series=booking.series_id).select_related("station__node")
    said = [_said(each) for each in bookings.order_by("during")]
    if not said:
        raise Failed("The series was cancelled before this mail went out.", for_good=True)
    return _said(booking) | {
        "times": [each["when"] for each in said],
        "total": format_minor(sum(each.price_minor for each in bookings)),
    }


BOOKING_KINDS = {
    "booking_made": _standing,
    "booking_moved": _standing,
    "booking_series": _series,
    "booking_cancelled": _released,
    "booking_missed": _released,
    "booking_displaced": _displaced,
    "booking_offered": _offered,
}
