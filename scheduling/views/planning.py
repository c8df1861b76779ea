"""Asking the planner to think about a node, and to stop."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from coop.access import admin_only
from coop.models import Node
from scheduling.actions.asking import NothingToStop, ask_for_plan, cancel_plan
from scheduling.forms.planning import PlanAgainForm
from scheduling.models import NodePlan


@admin_only
@require_POST
def plan_again(request, slug):
    """Ask the worker to plan the node anew, and say why."""
    node, form = get_object_or_404(Node, slug=slug), PlanAgainForm(request.POST)
    if form.is_valid():
        ask_for_plan(node, reason=form.said(), by=request.user)
        messages.success(request, "The worker plans anew. What it finds is shown here.")
    else:
        messages.error(request, "Say the reason in 160 letters.")
    return redirect("plan", slug)


@admin_only
@require_POST
def plan_cancel(request, slug, pk):
    """Let the planner stop thinking; what is booked stays."""
    order = get_object_or_404(NodePlan.objects.filter(node__slug=slug), pk=pk)
    try:
        cancel_plan(order, by=request.user)
    except NothingToStop as refusal:
        messages.error(request, str(refusal))
    return redirect("plan", slug)
