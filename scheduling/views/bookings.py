"""A maker's own bookings as a list, and an admin's holding of a station for maintenance."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only, maker_only
from coop.models import Node
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.forms.booking import MaintenanceForm
from scheduling.models import Booking, LoadShare, SlotWish
from scheduling.pages.board_panel import cancelling_words
from scheduling.refusals import BookingRefused, InTheWay

from .undoing import undo_shown

PAST_SHOWN = 20
A_DAY = timedelta(days=1)


@admin_only
def maintenance(request, slug, day):
    """Hold a station for maintenance from a day of its board on."""
    node = get_object_or_404(Node, slug=slug)
    form = MaintenanceForm(request.POST or None, node=node, day=day, initial=request.GET.dict())
    refusal, status = None, 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            displaced = hold_for_maintenance(
                asked["station"],
                start=asked["starts_at"],
                end=asked["ends_at"],
                reason=asked["reason"],
                by=request.user,
            )
        except (InTheWay, BookingRefused) as refused:
            refusal, status = refused, refused.status
        else:
            told = f" {len(displaced)} displaced, and their makers told." if displaced else ""
            messages.success(request, f"{asked['station']} is held for maintenance.{told}")
            return redirect("board-day", node.slug, day)
    page = {"node": node, "day": day, "form": form, "refusal": refusal}
    return render(request, "studio/board_maintenance.html", page, status=status)


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
