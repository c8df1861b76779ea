from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from capsules.models import Preorder
from coop.access import node_staff_only
from coop.lazily import at_first_call
from coop.refusals import Refusal
from fulfillment import parcels as before
from fulfillment.actions import shipping
from fulfillment.carriers import FOLLOW
from fulfillment.desk import numbers_of
from fulfillment.forms.orders import SendingForm

from .places import node_of

slip = at_first_call("fulfillment.papers.slip.slip")


@node_staff_only
def parcels(request, slug):
    return page(request, node_of(request, slug))


@node_staff_only
@require_safe
def parcel_slip(request, slug, pk):
    """The label and the slip of a parcel that is ready."""
    order = parcel_of(node_of(request, slug), pk)
    if order.status != Preorder.Status.READY:
        raise Http404
    content = slip(order, [claim.piece for claim in order.live_claims])
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="parcel-{order.reference}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@node_staff_only
@require_POST
def parcel_send(request, slug, pk):
    node = node_of(request, slug)
    order, form = parcel_of(node, pk), SendingForm(request.POST)
    if not form.is_valid():
        return page(request, node, wrong=order, form=form, status=422)
    try:
        shipping.ship(order, at=node, **form.cleaned_data, by=request.user)
    except Refusal as refusal:
        return page(request, node, wrong=order, form=form, refusal=refusal, status=refusal.status)
    messages.success(request, f"{numbers_of(order)} sent to {order.ship_name}. The customer is told how to follow it.")
    return redirect("parcels", node.slug)


def parcel_of(node, pk) -> Preorder:
    order = before.parcels_of(node).filter(pk=pk).first()
    if order is None:
        raise Http404
    return order


def page(request, node, *, status=200, **context):
    today = timezone.now().astimezone(node.zone).date()
    to_send, sent = before.to_send(node), before.sent_lately(node, now=timezone.now())
    context |= {"node": node, "today": today, "to_send": to_send, "sent": sent, "carriers": FOLLOW}
    return render(request, "desk/parcels.html", context, status=status)
