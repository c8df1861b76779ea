"""The cost sheet of a capsule: what its maker assumes, with all that follows from it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from capsules.actions.costing import mark_of_costs, save_costs
from capsules.figures import saved_figures
from capsules.forms import CostEditor
from capsules.forms.window import Window
from capsules.models import Typed
from capsules.refusals import ChangedMeanwhile
from coop.access import keeps_typed, maker_only
from scheduling.pages.reckoning import Reckoning, reckoning_of

from .calculator import calculated
from .editor import own_capsule
from .windows import window_context


@maker_only
@keeps_typed
def costs_edit(request, slug):
    """A maker's own figures: they may change at any time, and nobody else sees them."""
    capsule = own_capsule(request, slug)
    window = Window(request, Typed.Form.COSTS, capsule)
    if window.is_part:
        return calculated(request, reckoned(window, capsule), capsule=capsule, whole=True)
    editor = CostEditor(window.data, capsule=capsule, unchecked=window.is_unchecked)
    if window.is_unchecked:
        return page(request, window, editor, capsule)
    if not editor.is_valid():
        return page(request, window, editor, capsule, status=422)
    try:
        save_costs(capsule, editor.said, seen=request.POST.get("seen", ""), by=request.user)
    except ChangedMeanwhile as refusal:
        return page(request, window, editor, capsule, refusal=refusal, status=refusal.status)
    window.done()
    messages.success(request, "The costs are saved.")
    return redirect("costs-edit", slug)


def reckoned(window, capsule) -> Reckoning:
    """At the costs that are typed, over the prices and the route that are saved."""
    checked = CostEditor(window.data, capsule=capsule)
    sheet = checked.said if checked.form.is_bound else checked.sheet
    operations = capsule.operations.select_related("kind", "program")
    return reckoning_of(capsule, saved_figures(capsule), sheet, operations, wrong=checked.errors)


def page(request, window, editor, capsule, *, refusal=None, status=200):
    unsaved = window_context(window, lambda: CostEditor(capsule=capsule), mark=mark_of_costs(capsule), refusal=refusal)
    context = {"capsule": capsule, "editor": editor, "form": editor.form, "refusal": refusal}
    context |= {"reckoning": reckoned(window, capsule), "whole": True}
    return render(request, "studio/costs.html", context | unsaved, status=status)
