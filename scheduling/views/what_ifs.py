"""What if: asking on the plan page, the answer beside today's plan, doing it or not."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from coop.access import admin_only
from coop.models import Node
from coop.refusals import Refusal
from scheduling.actions.accepting import accept
from scheduling.actions.what_ifs import (
    CannotBe,
    ask_for_outage,
    ask_for_run,
    ask_for_shift,
    ask_for_step,
    throw_away,
)
from scheduling.forms.what_ifs import QUESTIONS
from scheduling.models import WhatIf
from scheduling.pages.what_if import Answered

from .plan import context_of

WHAT_IFS = WhatIf.objects.select_related("run__capsule", "asked_by", "decided_by")


@admin_only
@require_POST
def what_if_ask(request, slug):
    """Put a question; one that can never be is answered at once, with what was typed."""
    node = get_object_or_404(Node.objects.prefetch_related(*Node.HOURS), slug=slug)
    question = QUESTIONS.get(request.POST.get("kind", ""))
    if question is None:
        return page(request, node, refusal="Say what you ask about: choose one of the questions.", status=422)
    form = question(request.POST, node=node)
    if not form.is_valid():
        return page(request, node, asked=form, status=422)
    try:
        what_if = put(form, by=request.user)
    except CannotBe as refusal:
        form.add_error(None, refusal.reasons)
        return page(request, node, asked=form, status=refusal.status)
    return redirect(f"{reverse('what-if', args=[what_if.pk])}#what-if")


@admin_only
def what_if(request, pk):
    """The plan of today with the answer below; the page asks again by itself while the worker thinks."""
    row = get_object_or_404(WHAT_IFS, pk=pk)
    if request.GET.get("part") == "answer":
        return render(request, "office/what_if_answer.html", {"shown": Answered(row)})
    return page(request, node_of(row), row)


@admin_only
@require_POST
def what_if_accept(request, pk):
    row = get_object_or_404(WHAT_IFS, pk=pk)
    try:
        accept(row, by=request.user)
    except Refusal as refusal:
        row.refresh_from_db()
        return page(request, node_of(row), row, refusal=refusal, status=refusal.status)
    messages.success(request, f"Done: {row.words}. Makers whose times it moves are told.")
    return redirect("office-run", row.run_id) if row.run_id else redirect("plan", row.node.slug)


@admin_only
@require_POST
def what_if_throw_away(request, pk):
    row = get_object_or_404(WHAT_IFS, pk=pk)
    try:
        throw_away(row, by=request.user)
    except Refusal as refusal:
        row.refresh_from_db()
        return page(request, node_of(row), row, refusal=refusal, status=refusal.status)
    messages.success(request, "Thrown away: the plan stays as it is.")
    return redirect("plan", row.node.slug)


def put(form, *, by) -> WhatIf:
    said = form.cleaned_data
    match form.asks:
        case WhatIf.Kind.STEP:
            return ask_for_step(said["step"], station=said["station"], start=form.start, by=by)
        case WhatIf.Kind.OUT:
            return ask_for_outage(said["station"], until=form.until, reason=said["reason"], by=by)
        case WhatIf.Kind.SHIFT:
            opens, closes = said["hours"]
            return ask_for_shift(form.node, day=said["day"], opens_minute=opens, closes_minute=closes, by=by)
        case _:
            return ask_for_run(said["run"], by=by)


def node_of(row: WhatIf) -> Node:
    return Node.objects.prefetch_related(*Node.HOURS).get(pk=row.node_id)


def page(request, node, row=None, *, asked=None, refusal=None, status=200):
    context = context_of(request, node, question=asked, shown=row)
    context |= {"shown": Answered(row) if row else None, "refusal": refusal}
    return render(request, "office/what_if.html", context, status=status)
