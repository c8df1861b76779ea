"""Holding a station for maintenance and closing a node: first what that displaces, then the act."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import admin_only
from coop.actions.nodes import close_node
from coop.forms import ClosureForm
from coop.models import Node
from coop.views.nodes import node_page
from scheduling.actions.maintenance import hold_for_maintenance, look_at_closing, look_at_maintenance
from scheduling.forms.booking import MaintenanceForm
from scheduling.pages.displaced import agreement_of, displaced_shown, displaced_words
from scheduling.refusals import BookingRefused, InTheWay


@admin_only
def maintenance(request, slug, day):
    """Hold a station for maintenance from a day of its board on."""
    node = get_object_or_404(Node, slug=slug)
    form = MaintenanceForm(request.POST or None, node=node, day=day, initial=request.GET.dict())
    page, status = {"node": node, "day": day, "form": form}, 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        wanted = {"start": asked["starts_at"], "end": asked["ends_at"], "reason": asked["reason"], "by": request.user}
        try:
            displaced = look_at_maintenance(asked["station"], **wanted)
            if _agreed(request, displaced):
                displaced = hold_for_maintenance(asked["station"], **wanted)
                words = displaced_words(displaced)
                messages.success(request, f"{asked['station']} is held for maintenance.{words}")
                return redirect("board-day", node.slug, day)
            page |= _question(displaced)
        except (InTheWay, BookingRefused) as refused:
            page["refusal"], status = refused, refused.status
    return render(request, "studio/board_maintenance.html", page, status=status)


@admin_only
@require_POST
def node_close(request, slug):
    """Shut a node on whole days, once its admin has seen what that displaces."""
    node = get_object_or_404(Node, slug=slug)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return node_page(request, node, closure_form=form, status=422)
    displaced = look_at_closing(node, **form.cleaned_data, by=request.user)
    if not _agreed(request, displaced):
        return render(request, "office/closing.html", {"node": node, "form": form} | _question(displaced))
    close_node(node, **form.cleaned_data, by=request.user)
    messages.success(request, f"{node} is closed on these days.{displaced_words(displaced)}")
    return redirect("node-edit", slug)


def _agreed(request, displaced) -> bool:
    """Nothing is displaced, or just what the page has shown."""
    return not displaced or request.POST.get("agreed") == agreement_of(displaced)


def _question(displaced) -> dict:
    return {"displaced": displaced_shown(displaced), "agreement": agreement_of(displaced)}
