"""Who makes here, and by which rules."""

from django.shortcuts import render

from capsules.models import Capsule
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
def policies(request):
    listed = Capsule.objects.filter(status=Capsule.Status.LISTED).select_related("maker", "made_at")
    return render(request, "shop/policies.html", {"capsules": listed.order_by("closes_at", "pk")})
