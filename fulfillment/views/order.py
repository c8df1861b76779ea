from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from capsules.actions.preordering import cancel
from capsules.models import Preorder
from coop.access import public, secret_link
from coop.actions.journal import CUSTOMER
from coop.private import kept_private
from coop.refusals import Refusal
from fulfillment.actions.finding import owe_links
from fulfillment.forms.orders import CancelForm, FindOrderForm
from fulfillment.order_shown import OrderShown


@secret_link
def order(request, secret):
    preorder = get_object_or_404(orders(), secret=secret)
    if preorder.erased_at:
        return kept_private(render(request, "order/forgotten.html", status=410))
    return page(request, preorder, CancelForm())


@secret_link
def order_cancel(request, secret):
    """Cancels; whoever only opens the address, as after a refusal, is shown the order."""
    if request.method != "POST":
        return kept_private(redirect(found(secret)))
    preorder, form = found(secret), CancelForm(request.POST)
    if not form.is_valid():
        return page(request, preorder, form, status=422)
    try:
        cancel(preorder, reason=form.cleaned_data["reason"], by=CUSTOMER)
    except Refusal as refusal:
        return page(request, found(secret), form, refusal=refusal, status=refusal.status)
    return kept_private(redirect(preorder))


@public
def find_order(request):
    """Mails the links of an address's orders to it. The answer is the same whether there are any."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owe_links(form.cleaned_data["email"])
        messages.success(request, "If we know orders of this address, their links are on their way to it.")
        return redirect("find-order")
    return render(request, "order/find.html", {"form": form}, status=422 if form.errors else 200)


def orders():
    rows = Preorder.objects.select_related("capsule__maker", "capsule__made_at", "variant", "pickup_node", "price_code")
    return rows.prefetch_related("pickup_node__staffed_hours", "pickup_node__closures")


def found(secret) -> Preorder:
    """The order of a link, unless it was forgotten."""
    return get_object_or_404(orders(), secret=secret, erased_at=None)


def page(request, preorder, form, *, refusal=None, status=200):
    shown = OrderShown(preorder, now=timezone.now())
    context = {"order": preorder, "capsule": preorder.capsule, "node": preorder.pickup_node, "shown": shown}
    answer = render(request, "order/order.html", context | {"form": form, "refusal": refusal}, status=status)
    return kept_private(answer)
