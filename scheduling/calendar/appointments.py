"""A maker's station time as appointments."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from coop.models import Maker
from coop.money import format_minor
from coop.phrases import zone_words
from scheduling.models import Booking, LoadShare

from .writing import Appointment

KEPT = timedelta(days=60)
"""How long what is over, and what was cancelled, stays in a calendar."""

AT_THE_DOOR = timedelta(minutes=30)


def appointments_of(maker: Maker, *, now: datetime) -> list[Appointment]:
    """All that is booked for a maker, and what was given back lately; a firing also with the time its door opens."""
    bookings = (
        Booking.objects.filter(
            Q(released_at=None) | Q(released_at__gt=now - KEPT), maker=maker, during__endswith__gt=now - KEPT
        )
        .filter(purpose__in=[Booking.Purpose.MAKER, Booking.Purpose.STEP])
        .select_related("station__node", "step__operation", "step__run__capsule")
    )
    shares = (
        LoadShare.objects.filter(
            Q(released_at=None) | Q(released_at__gt=now - KEPT),
            maker=maker,
            firing__booking__during__endswith__gt=now - KEPT,
        )
        .select_related("firing__program", "firing__booking__station__node", "step__run__capsule")
        .order_by("firing__booking__during", "id")
    )
    found = [appointment_of(booking) for booking in bookings.order_by("during", "id")]
    for share in shares:
        found += firing_appointments(share)
    return found


def appointment_of(booking: Booking) -> Appointment:
    node = booking.station.node
    return Appointment(
        uid=f"{booking.uid}@{host()}",
        start=booking.during.lower,
        end=booking.during.upper,
        summary=f"{booking.station}: {what_for(booking)}",
        description=f"{_kept_words(booking)} {_price_words(booking)}".strip(),
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        cancelled=booking.released_at is not None,
        url=_page("studio-run", booking.step.run_id) if booking.step_id else _board(booking),
        **_place(booking, node),
    )


def firing_appointments(share: LoadShare) -> list[Appointment]:
    """The firing that a share is in, and the half hour from which on its door is open."""
    firing, booking = share.firing, share.firing.booking
    node = booking.station.node
    whose = f", {share.step.run.capsule}" if share.step_id else ""
    changed_at = max(booking.changed_at, share.released_at or booking.changed_at)
    common = {
        # Leaving the firing changes the share alone, and a calendar only believes a higher number.
        "sequence": booking.sequence + (1 if share.released_at else 0),
        "changed_at": changed_at,
        "cancelled": bool(share.released_at or booking.released_at),
        "url": _board(booking),
        **_place(booking, node),
    }
    opens = firing.opens_at.astimezone(node.zone)
    load = f"{share.pieces} pieces, {share.litres.normalize():f} l{whose}."
    loaded_by = firing.fires_at.astimezone(node.zone)
    return [
        Appointment(
            uid=f"{booking.uid}-share-{share.pk}@{host()}",
            start=booking.during.lower,
            end=firing.opens_at,
            summary=f"{booking.station}: {firing.program}",
            description=f"{load} Loaded by {loaded_by:%H:%M}, the door opens {opens:%a} {opens.day} {opens:%B, %H:%M}.",
            busy=False,
            **common,
        ),
        Appointment(
            uid=f"{booking.uid}-door-{share.pk}@{host()}",
            start=firing.opens_at,
            end=firing.opens_at + AT_THE_DOOR,
            summary=f"{booking.station}: door opens",
            description=f"{firing.program}: {load}",
            busy=False,
            **common,
        ),
    ]


def what_for(booking: Booking) -> str:
    if booking.step_id:
        return f"{booking.step.operation}, {booking.step.run.capsule}"
    return booking.title or "own work"


def host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _kept_words(booking: Booking) -> str:
    zone = booking.station.node.zone
    first, last = (moment.astimezone(zone) for moment in (booking.occupied.lower, booking.occupied.upper))
    where = zone_words(booking.station.node.city, zone, booking.during.lower)
    return f"With set-up and clearing {first:%H:%M}–{last:%H:%M}, {where}."


def _price_words(booking: Booking) -> str:
    return f"{format_minor(booking.price_minor)}." if booking.price_minor else ""


def _place(booking: Booking, node) -> dict:
    address = f"{node}, {node.street}, {node.postcode} {node.city}"
    return {"zone": node.zone, "location": f"{booking.station}, {address}"}


def _board(booking: Booking) -> str:
    return _page("board-day", booking.station.node.slug, booking.local_day)


def _page(name: str, *args) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)
