from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions.drafting import submit
from capsules.models import Capsule
from coop.access import maker_only
from coop.refusals import Refusal
from scheduling.actions.routing import save_route
from scheduling.forms.routing import route_forms
from scheduling.pages.decisions import points_of
from scheduling.pages.route_words import operation_in_words


@maker_only
def route_edit(request, slug):
    """A capsule's stops, in a draft to be written, afterwards to be read."""
    capsule = own_capsule(request, slug)
    if request.method != "POST":
        return page(request, capsule, route_forms(capsule))

    rows = route_forms(capsule, request.POST)
    if not rows.is_valid():
        return page(request, capsule, rows, status=422)
    try:
        save_route(capsule, stops=rows.stops, by=request.user)
    except Refusal as refusal:
        return page(request, capsule, rows, refusal=refusal, status=refusal.status)
    messages.success(request, "The route is saved.")
    return redirect("route-edit", slug)


@maker_only
@require_POST
def capsule_submit(request, slug):
    """Hand a draft to the co-op, once its page and its route are complete."""
    capsule = own_capsule(request, slug)
    try:
        submit(capsule, missing=points_of(capsule), by=request.user)
    except Refusal as refusal:
        return page(request, capsule, route_forms(capsule), refusal=refusal, status=refusal.status)
    messages.success(request, f"{capsule} waits for the co-op. You hear by mail when it is listed.")
    return redirect("studio-capsules")


def own_capsule(request, slug):
    mine = Capsule.objects.owned_by(request.user).select_related("maker", "made_at")
    return get_object_or_404(mine, slug=slug)


def page(request, capsule, rows, *, refusal=None, status=200):
    stops = capsule.operations.select_related("kind", "program")
    context = {
        "capsule": capsule,
        "node": capsule.made_at,
        "rows": rows,
        "refusal": refusal,
        "is_draft": capsule.status == Capsule.Status.DRAFT,
        "stops": [(stop, operation_in_words(stop)) for stop in stops],
        "points": points_of(capsule),
    }
    return render(request, "studio/route.html", context, status=status)
