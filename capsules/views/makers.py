from django.shortcuts import get_object_or_404, render

from capsules.models import Capsule
from capsules.via import counted
from capsules.window import drops, for_past, for_window, kept, past
from coop.access import public
from coop.models import Maker
from coop.shared_pages import shared


@public
@shared
def makers(request):
    active = Maker.objects.filter(status=Maker.Status.ACTIVE).select_related("home")
    latest = {}
    for capsule in Capsule.objects.public().filter(maker__in=active).order_by("opens_at").prefetch_related("pictures"):
        latest[capsule.maker_id] = capsule
    return render(request, "shop/makers.html", {"makers": [(each, latest.get(each.pk)) for each in active]})


@public
@counted()
@shared
def maker(request, slug):
    maker = get_object_or_404(Maker.objects.select_related("home").exclude(status=Maker.Status.APPLIED), slug=slug)
    theirs = maker.capsules.prefetch_related("pictures")
    before = past(for_past(theirs))
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


@public
def policies(request):
    listed = Capsule.objects.filter(status=Capsule.Status.LISTED).select_related("maker", "made_at")
    return render(request, "shop/policies.html", {"capsules": listed.order_by("closes_at", "pk")})
