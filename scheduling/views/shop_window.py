from django.shortcuts import redirect, render
from django.utils import timezone

from capsules.models import Capsule
from capsules.via import counted
from capsules.window import drops, for_past, for_window, kept, past
from coop.access import public
from coop.actions.founding import is_founded
from coop.shared_pages import shared
from scheduling.models import Promise
from scheduling.pages.date_shown import DateShown

PAST_SHOWN = 8


@public
@counted()
@shared
def shop(request):
    open_now = drops(for_window(Capsule.objects.open().order_by("closes_at", "pk")))
    # Sold out drops make room for those that can still be had.
    open_now.sort(key=lambda drop: drop.next_position is None)
    opening = drops(for_window(Capsule.objects.opening_next()[:4]))
    before = past(for_past(Capsule.objects.prefetch_related("pictures"))[:PAST_SHOWN])
    if not (open_now or opening or before or is_founded()):
        return redirect("welcome")
    now = timezone.now()
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
            "left": time_left(hero.capsule.closes_at - now) if hero else None,
            "kept": kept(before),
        },
    )


def time_left(left) -> dict[str, int]:
    minutes = max(int(left.total_seconds()) // 60, 0)
    return {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
