from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.models import Preorder
from coop.access import admin_only
from coop.refusals import Refusal
from fulfillment.actions import reminding
from fulfillment.models import Notice


@admin_only
def uncollected(request):
    """Orders that nobody came for in two weeks, to be decided."""
    return page(request)


@admin_only
@require_POST
def uncollected_ask(request, pk):
    order = get_object_or_404(Preorder, pk=pk)
    try:
        reminding.ask_again(order, by=request.user)
    except Refusal as refusal:
        return page(request, refusal=refusal, status=refusal.status)
    messages.success(request, f"{order.name} is asked once more. The pieces stay on the shelf.")
    return redirect("uncollected")


@admin_only
@require_POST
def uncollected_put_back(request, pk):
    order, reason = get_object_or_404(Preorder, pk=pk), request.POST.get("reason", "")
    try:
        reminding.put_back(order, reason=reason, by=request.user)
    except Refusal as refusal:
        return page(request, wrong={"order": order, "reason": reason}, refusal=refusal, status=refusal.status)
    messages.success(request, f"Order {order.reference} is ended, and {order.name} is told. Its pieces are stock.")
    return redirect("uncollected")


def page(request, *, status=200, **context):
    reminders = Notice.objects.filter(kind=reminding.KIND).order_by("pk")
    orders = reminding.uncollected().select_related("capsule", "variant", "pickup_node")
    context["orders"] = orders.prefetch_related(Prefetch("notices", reminders, to_attr="reminders"))
    return render(request, "office/uncollected.html", context, status=status)
