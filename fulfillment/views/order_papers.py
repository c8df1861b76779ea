"""What a customer takes away from their order's page: a receipt, a calendar entry, a file of all that we hold."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coop.access import secret_link
from coop.lazily import at_first_call
from fulfillment.order_calendar import entry_of
from fulfillment.order_shown import OrderShown
from fulfillment.own_data import own_data
from fulfillment.pickup_calendar import calendar_of

from .order import found, kept_private

receipt = at_first_call("fulfillment.papers.receipt.receipt")


@secret_link
@require_safe
def order_receipt(request, secret):
    shown = OrderShown(found(secret), now=timezone.now())
    return file(receipt(shown), "application/pdf", f"order-{shown.preorder.reference}.pdf")


@secret_link
@require_safe
def order_calendar(request, secret):
    """The entry, as long as something is to come."""
    shown = OrderShown(found(secret), now=timezone.now())
    entry = entry_of(shown)
    if entry is None:
        raise Http404
    return file(calendar_of(entry), "text/calendar; charset=utf-8", f"order-{shown.preorder.reference}.ics")


@secret_link
@require_safe
def order_data(request, secret):
    order = found(secret)
    answer = JsonResponse(own_data(order), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="order-{order.reference}.json"'
    return kept_private(answer)


def file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return kept_private(answer)
