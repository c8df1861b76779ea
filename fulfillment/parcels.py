"""What a desk has to send, and what it sent lately."""

from datetime import timedelta

from django.db.models import Prefetch

from capsules.models import Preorder
from capsules.parcels import measures_of
from capsules.shipping import chargeable_g

from .desk import numbers_of, orders_of_any_node
from .models import Shipment

LATELY = timedelta(days=7)


def parcels_of(node):
    """Orders that leave this node as parcels, or have left it."""
    orders = orders_of_any_node().filter(delivery=Preorder.Delivery.SHIP, pickup_node=node)
    return orders.select_related("capsule__made_at").prefetch_related(
        Prefetch("shipments", Shipment.objects.select_related("preorder"))
    )


def to_send(node) -> list[Preorder]:
    """Those whose pieces all lie on this shelf, the longest waiting first, each with what it weighs to its carrier."""
    found = list(parcels_of(node).to_send().order_by("ready_at", "pk"))
    for order in found:
        measures = measures_of(order.variant)
        order.numbers = numbers_of(order)
        order.counts_g = chargeable_g(measures, order.quantity) if measures else None
    return found


def sent_lately(node, *, now) -> list[Preorder]:
    found = parcels_of(node).filter(status=Preorder.Status.SHIPPED, shipped_at__gt=now - LATELY)
    sent = list(found.order_by("-shipped_at", "-pk"))
    for order in sent:
        order.numbers = numbers_of(order)
        order.shipment = order.shipments.all()[0]
    return sent
