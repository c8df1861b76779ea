"""What a customer changes about their order behind its link, but for cancelling it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from coop.access import secret_link
from coop.actions.journal import CUSTOMER
from coop.refusals import Refusal
from fulfillment.actions.forgetting import forget
from fulfillment.actions.redirecting import collect_elsewhere
from fulfillment.forms.orders import CancelForm, MoveForm

from .order import found, kept_private, page


@secret_link
def order_move(request, secret):
    """Chooses another node; whoever only opens the address is shown the order."""
    order = found(secret)
    if request.method != "POST":
        return kept_private(redirect(order))
    form = MoveForm(request.POST, capsule=order.capsule)
    if not form.is_valid():
        return page(request, order, CancelForm(), refusal="Choose one of the nodes.", status=422)
    try:
        moved = collect_elsewhere(order, node=form.cleaned_data["node"], by=CUSTOMER)
    except Refusal as refusal:
        return page(request, found(secret), CancelForm(), refusal=refusal, status=refusal.status)
    messages.success(request, f"You collect at {moved.pickup_node}. We mailed you that.")
    return kept_private(redirect(moved))


@secret_link
def order_forget(request, secret):
    """Says what goes and what stays, and lets it go."""
    order, refusal = found(secret), None
    if request.method == "POST":
        try:
            forget(order, by=CUSTOMER)
        except Refusal as why_not:
            refusal = why_not
        else:
            return kept_private(redirect(order))
    shown = {"order": order, "capsule": order.capsule, "refusal": refusal}
    return kept_private(render(request, "order/forget.html", shown, status=refusal.status if refusal else 200))
