"""What a desk has before it: who collects, what lies on the shelf, what is coming."""

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import Prefetch, Q
from django.utils import timezone

from capsules.models import Claim, Preorder

from .models import Piece
from .words import numbers_words

LONG = timedelta(days=14)


def orders_of_any_node():
    """Orders with all that the desk says of them."""
    claims = Claim.objects.live().select_related("piece").order_by("piece__number", "position")
    orders = Preorder.objects.select_related("capsule__maker", "variant", "pickup_node", "handover__node")
    return orders.prefetch_related(Prefetch("claims", claims, to_attr="live_claims"))


def pickups(node) -> list[Preorder]:
    """Ready to be handed over, the longest waiting first, and those handed over today, node time."""
    midnight = timezone.now().astimezone(node.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Q(status=Preorder.Status.COLLECTED, collected_at__gte=midnight)
    orders = orders_of_any_node().filter(Q(status=Preorder.Status.READY) | today, pickup_node=node)
    orders = orders.filter(delivery=Preorder.Delivery.COLLECT)
    now = timezone.now()
    found = list(orders.order_by("ready_at", "pk"))
    for order in found:
        order.days_here = (now - order.ready_at).days
        order.lies_long = now - order.ready_at > LONG
    return found


def numbers_of(order) -> str:
    """The pieces of an order as they are marked, or its positions while it has none."""
    marked = [claim.piece.number if hasattr(claim, "piece") else claim.position for claim in order.live_claims]
    return numbers_words(marked).replace("No. ", "No.\N{NO-BREAK SPACE}")


@dataclass
class Crate:
    """Pieces of one run that are meant for this desk and come from one place."""

    pieces: list[Piece]

    @property
    def capsule(self):
        return self.pieces[0].run.capsule

    @property
    def origin(self):
        return self.capsule.made_at

    @property
    def numbers(self) -> str:
        return numbers_words([piece.number for piece in self.pieces])

    @property
    def orders(self) -> int:
        return len({piece.claim.preorder_id for piece in self.pieces})


def arrivals(node) -> list[Crate]:
    coming = Piece.objects.on_the_way_to(node).select_related("run__capsule__made_at", "run__capsule__maker", "claim")
    return [Crate(list(pieces)) for _, pieces in groupby(coming.order_by("run", "number"), lambda piece: piece.run_id)]


def typed_code(text: str) -> str:
    """The pickup code in what was typed or scanned: letters and digits in any case, with or without spaces."""
    scanned = re.search(r"[?&]code=([^&#]+)", text)
    return re.sub(r"[^0-9A-Z]", "", (scanned[1] if scanned else text).upper())
