from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from capsules.actions.drafting import submit
from capsules.figures import saved_figures
from capsules.forms.window import Window
from capsules.models import Capsule, Typed
from capsules.sheets import sheet_of
from coop.access import keeps_typed, maker_only
from coop.refusals import Refusal
from scheduling.actions.routing import mark_of_route, save_route
from scheduling.forms.routing import route_forms
from scheduling.pages.decisions import points_of
from scheduling.pages.reckoning import Reckoning, reckoning_of
from scheduling.pages.route_words import operation_in_words

from .calculator import calculated
from .editor import own_capsule
from .windows import window_context


@maker_only
@keeps_typed
def route_edit(request, slug):
    """A capsule's stops, in a draft to be written, afterwards to be read."""
    capsule = own_capsule(request, slug)
    window = Window(request, Typed.Form.ROUTE, capsule)
    if window.is_part:
        return calculated(request, reckoned(window, capsule), capsule=capsule)
    rows = route_forms(capsule, window.data, unchecked=window.is_unchecked)
    if window.is_unchecked:
        return page(request, window, rows, capsule)
    if not rows.is_valid():
        return page(request, window, rows, capsule, status=422)
    try:
        save_route(capsule, stops=rows.stops, seen=request.POST.get("seen", ""), by=request.user)
    except Refusal as refusal:
        return page(request, window, rows, capsule, refusal=refusal, status=refusal.status)
    window.done()
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
        window = Window(request, Typed.Form.ROUTE, capsule, is_sent=False)
        rows = route_forms(capsule, window.data, unchecked=True)
        return page(request, window, rows, capsule, refusal=refusal, status=refusal.status)
    messages.success(request, f"{capsule} waits for the co-op. You hear by mail when it is listed.")
    return redirect("studio-capsules")


def reckoned(window, capsule) -> Reckoning:
    """Over the stops that are typed, at the prices and costs that are saved."""
    stops, wrong = list(capsule.operations.select_related("kind", "program")), []
    if window.data and capsule.status == Capsule.Status.DRAFT:
        rows = route_forms(capsule, window.data)
        rows.is_valid()
        stops, wrong = rows.stops, rows.said_errors
    return reckoning_of(capsule, saved_figures(capsule), sheet_of(capsule), stops, wrong=wrong)


def page(request, window, rows, capsule, *, refusal=None, status=200):
    stops = capsule.operations.select_related("kind", "program")
    unsaved = window_context(window, lambda: route_forms(capsule), mark=mark_of_route(capsule), refusal=refusal)
    context = {
        "capsule": capsule,
        "node": capsule.made_at,
        "rows": rows,
        "refusal": refusal,
        "is_draft": capsule.status == Capsule.Status.DRAFT,
        "stops": [(stop, operation_in_words(stop)) for stop in stops],
        "points": points_of(capsule),
        "reckoning": reckoned(window, capsule),
    }
    return render(request, "studio/route.html", context | unsaved, status=status)
