from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from capsules.models import Capsule
from capsules.via import counted
from capsules.window import drops, for_past, for_window, kept
from coop.access import public
from coop.actions.founding import is_founded
from coop.models import Maker
from coop.shared_pages import shared
from scheduling.models import Promise
from scheduling.pages.date_shown import DateShown
from scheduling.pages.past_drops import past_drops
from scheduling.spoken import countdown

PAST_SHOWN = 8


@public
@counted()
@shared
def shop(request):
    open_now = drops(for_window(Capsule.objects.open().order_by("closes_at", "pk")))
    # Sold out drops make room for those that can still be had.
    open_now.sort(key=lambda drop: drop.next_position is None)
    opening = drops(for_window(Capsule.objects.opening_next()[:4]))
    now = timezone.now()
    before = past_drops(for_past(Capsule.objects.prefetch_related("pictures"))[:PAST_SHOWN], now=now)
    if not (open_now or opening or before or is_founded()):
        return redirect("welcome")
    hero = open_now[0] if open_now else None
    current = Promise.objects.current().filter(capsule=hero.capsule).first() if hero else None
    return render(
        request,
        "shop/shop.html",
        {
            "hero": hero,
            "date": DateShown(hero.capsule, None, current, now=now) if hero else None,
            "others": open_now[1:],
            "opening": opening,
            "past": before,
            "now": now,
            "left": countdown(now, hero.capsule.closes_at) if hero else None,
            "kept": kept(before),
        },
    )


@public
@counted()
@shared
def maker(request, slug):
    maker = get_object_or_404(Maker.objects.select_related("home").exclude(status=Maker.Status.APPLIED), slug=slug)
    theirs = maker.capsules.prefetch_related("pictures")
    before = past_drops(for_past(theirs), now=timezone.now())
    return render(
        request,
        "shop/maker.html",
        {
            "maker": maker,
            "open": drops(for_window(theirs.open().order_by("closes_at"))),
            "opening": drops(for_window(theirs.opening_next())),
            "past": before,
            "kept": kept(before),
        },
    )
