"""A maker's own bookings as a list."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from coop.access import maker_only
from scheduling.models import Booking, LoadShare, SlotWish
from scheduling.pages.board_panel import cancelling_words

from .undoing import undo_shown

PAST_SHOWN = 20
A_DAY = timedelta(days=1)


def arriving(booking, now) -> bool:
    """Whether its maker is to check in about now."""
    rules, start = booking.station.rules, booking.during.lower
    opens, closes = start - timedelta(minutes=rules.early_minutes), start + timedelta(minutes=rules.late_minutes)
    return rules.check_in and opens <= now <= closes


@maker_only
def bookings(request):
    """What is booked for the maker: by hand, by the plans of runs, and in firings."""
    now = timezone.now()
    mine = (
        Booking.objects.live()
        .owned_by(request.user)
        .exclude(purpose=Booking.Purpose.OFFER)
        .select_related("station__node", "station__kind", "step__operation", "step__run__capsule")
    )
    shares = (
        LoadShare.objects.live()
        .filter(maker=request.user.maker_id)
        .select_related(
            "step__operation",
            "step__run__capsule",
            "firing__program",
            "firing__booking__station__node",
            "firing__booking__station__kind",
        )
    )
    wishes = SlotWish.objects.filter(maker=request.user.maker_id, status__in=["waiting", "offered"])
    nearby = mine.filter(purpose=Booking.Purpose.MAKER, checked_in_at=None).within(now - A_DAY, now + A_DAY)
    coming = mine.filter(during__endswith__gt=now)
    page = {
        "now": now,
        "arriving": {each.pk for each in nearby if arriving(each, now)},
        "wishes": wishes.select_related("station__node", "station__kind").order_by("-status", "during"),
        "undo": undo_shown(request),
        "coming": [(each, cancelling_words(each, request.user, now)[1]) for each in coming.order_by("during")],
        "past": mine.filter(during__endswith__lte=now).order_by("-during")[:PAST_SHOWN],
        "shares": shares.filter(firing__booking__during__endswith__gt=now).order_by("firing__booking__during"),
    }
    return render(request, "studio/bookings.html", page)
