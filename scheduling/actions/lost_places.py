"""Where steps stood that wait again: whoever is told their new time wants to hear what it is instead of."""

from collections import defaultdict
from datetime import datetime, timedelta

from scheduling.models import Booking, LoadShare, Step

AT_ONCE = timedelta(seconds=10)
"""What a step held was released in one go."""

TAKEN_AWAY = [Booking.Release.DISPLACED, Booking.Release.REPLANNED]


def lost_places(steps: list[Step]) -> dict[int, list[Booking]]:
    """By step, of those that had a place before and wait for another: what they held last."""
    waiting = [step.pk for step in steps if step.status == Step.Status.WAITING and step.planned_at]
    if not waiting:
        return {}
    found: dict[int, list[tuple[datetime, Booking]]] = defaultdict(list)
    bookings = Booking.objects.filter(step__in=waiting, release_reason__in=TAKEN_AWAY)
    for booking in bookings.select_related("station__node"):
        found[booking.step_id].append((booking.released_at, booking))
    shares = LoadShare.objects.filter(step__in=waiting, released_at__isnull=False)
    for share in shares.select_related("firing__booking__station__node"):
        found[share.step_id].append((share.released_at, share.firing.booking))
    return {step: _latest(released) for step, released in found.items()}


def _latest(released: list[tuple[datetime, Booking]]) -> list[Booking]:
    last = max(at for at, _ in released)
    return [booking for at, booking in released if last - at < AT_ONCE]
