from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from capsules.models import Preorder
from coop.access import node_staff_only
from coop.money import format_minor
from coop.refusals import Refusal
from fulfillment import desk as before
from fulfillment.actions import handing_over, stocking
from fulfillment.models import Piece

from .places import node_of


@node_staff_only
def desk(request, slug):
    return page(request, node_of(request, slug))


@node_staff_only
def desk_pickup(request, slug):
    node = node_of(request, slug)
    typed = request.GET.get("code", "")
    order = find(before.typed_code(typed))
    if order is None:
        return page(request, node, typed=typed, unknown=True, status=404)
    return pickup(request, node, order)


@node_staff_only
@require_POST
def desk_hand_over(request, slug):
    node = node_of(request, slug)
    order = find(before.typed_code(request.POST.get("code", "")))
    if order is None:
        return page(request, node, typed=request.POST.get("code", ""), unknown=True, status=404)
    try:
        paid_minor = int(request.POST.get("paid_minor", ""))
    except ValueError:
        return pickup(request, node, order, refusal=handing_over.WrongSum(order), status=422)
    try:
        in_cash = "in_cash" in request.POST
        handing_over.hand_over(order, at=node, by=request.user, paid_minor=paid_minor, in_cash=in_cash)
    except Refusal as refusal:
        return pickup(request, node, find(order.pickup_code), refusal=refusal, status=refusal.status)
    paid = f"{format_minor(paid_minor, order.currency)} paid" if paid_minor else "paid by card before"
    messages.success(request, f"{before.numbers_of(order)} handed over to {order.name}, {paid}.")
    return redirect("desk", node.slug)


@node_staff_only
@require_POST
def desk_receive(request, slug):
    node = node_of(request, slug)
    chosen = [int(pk) for pk in request.POST.getlist("piece") if pk.isdigit()]
    try:
        arrived = stocking.receive(node, pieces=Piece.objects.filter(pk__in=chosen), by=request.user)
    except Refusal as refusal:
        return page(request, node, refusal=refusal, status=refusal.status)
    if arrived:
        numbers = before.numbers_words([piece.number for piece in arrived])
        messages.success(request, f"{numbers} received. Customers whose order is complete are told.")
    else:
        messages.info(request, "Nothing new: these pieces were received before.")
    return redirect("desk", node.slug)


def find(code: str) -> Preorder | None:
    """The order of a pickup code, at whichever node: the desk must be able to say where it is."""
    return before.orders_of_any_node().filter(pickup_code=code).first() if code else None


def pickup(request, node, order, *, refusal=None, status=200):
    if refusal is None:
        try:
            handing_over.check_pickup(order, at=node)
        except handing_over.CannotHandOver as why_not:
            refusal = why_not
    shown = {"order": order, "numbers": before.numbers_of(order), "refusal_of_order": refusal, "typed": order.code}
    shown["is_unpaid"] = isinstance(refusal, handing_over.Unpaid)
    return page(request, node, **shown, status=status)


def page(request, node, *, status=200, **context):
    today = timezone.now().astimezone(node.zone).date()
    pickups = before.pickups(node)
    context |= {
        "node": node,
        "today": today,
        "pickups": [(order, before.numbers_of(order)) for order in pickups],
        "handed_over": sum(order.status == Preorder.Status.COLLECTED for order in pickups),
        "arrivals": before.arrivals(node),
    }
    return render(request, "desk/desk.html", context, status=status)
