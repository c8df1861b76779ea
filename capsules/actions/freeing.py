"""What an order that ends leaves behind."""

from collections.abc import Iterable
from datetime import datetime

from capsules.models import Capsule, Claim, Preorder, Variant
from capsules.signals import preorder_ended
from coop.actions.journal import WORKER, record

from .codes import give_back
from .ending import end_payments
from .inviting import hand_on, has_approved_run, invite


def free_claims(preorders: Iterable[int], *, at: datetime) -> None:
    """Give the positions of these orders back to the edition, and to their codes the uses; once, however often called.

    The caller holds the capsule's row, and may `invite` then.
    """
    live = Claim.objects.live().filter(preorder__in=preorders)
    ended = set(live.values_list("preorder", flat=True))
    live.update(cancelled_at=at)
    give_back(ended)


def lapse_over(capsule: Capsule) -> None:
    """End the holds of a capsule whose time is over; who waits is next. The caller holds its row, `locked()`."""
    over = Preorder.objects.held().filter(capsule=capsule, held_until__lte=capsule.now)
    orders = list(over.select_for_update(no_key=True))
    pieces = [piece for order in orders for piece in pieces_of(order)]
    for order in orders:
        until = order.held_until.astimezone(capsule.made_at.zone)
        reason = f"It was held until {until:%H:%M}, and no card was saved by then."
        order.become(Preorder.Status.LAPSED, lapsed_at=capsule.now, end_reason=reason)
        record(WORKER, "let lapse", order)
    free_claims([order.pk for order in orders], at=capsule.now)
    end_payments(orders, at=capsule.now, by=WORKER)
    for order in orders:
        preorder_ended.send(sender=Preorder, preorder=order)
    if orders:
        offer(capsule, pieces)


def pieces_of(order: Preorder) -> list[tuple[int, Variant]]:
    """The positions that an order has, each with what is made there."""
    return [(position, order.variant) for position in order.claims.live().values_list("position", flat=True)]


def offer(capsule: Capsule, pieces: list[tuple[int, Variant]]) -> None:
    """Invite the next in line to what came free; once the run is approved, to these very pieces."""
    if has_approved_run(capsule):
        hand_on(capsule, pieces)
    else:
        invite(capsule)
