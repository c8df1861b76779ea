"""Who is on a station that would be out: what cannot leave it, and which makers' own bookings it hits."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.models import Booking, LoadShare, Step, WhatIf

Purpose = Booking.Purpose


def at_work(what_if: WhatIf) -> Booking | None:
    """A booking of a step that has begun: no plan moves it."""
    begun = Q(step__status=Step.Status.STARTED) | Q(firing__shares__in=_shares_begun())
    return _held(what_if).filter(begun).first()


def makers_hit(what_if: WhatIf) -> QuerySet[Booking]:
    own = LoadShare.objects.live().filter(step=None)
    theirs = Q(purpose__in=[Purpose.MAKER, Purpose.OFFER]) | Q(purpose=Purpose.FIRING, firing__shares__in=own)
    return _held(what_if).filter(theirs).distinct()


def _shares_begun() -> QuerySet[LoadShare]:
    return LoadShare.objects.live().filter(step__status=Step.Status.STARTED)


def _held(what_if: WhatIf) -> QuerySet[Booking]:
    until = datetime.fromisoformat(what_if.figures["until"])
    held = Booking.objects.live().filter(station=what_if.figures["station"]).within(timezone.now(), until)
    return held.select_related("maker", "station")
