"""What an order that ends leaves behind."""

from collections.abc import Iterable
from datetime import datetime

from capsules.models import Capsule, Claim, Preorder
from capsules.signals import preorder_ended
from coop.actions.journal import WORKER, record

from .ending import end_payments


def free_claims(preorders: Iterable[int], *, at: datetime) -> None:
    """Give the positions of these orders back to the edition. The caller holds the capsule's row."""
    Claim.objects.live().filter(preorder__in=preorders).update(cancelled_at=at)


def lapse_over(capsule: Capsule) -> None:
    """End the holds of a capsule whose time is over. The caller holds its row, `locked()`."""
    over = Preorder.objects.held().filter(capsule=capsule, held_until__lte=capsule.now)
    orders = list(over.select_for_update(no_key=True))
    for order in orders:
        until = order.held_until.astimezone(capsule.made_at.zone)
        reason = f"It was held until {until:%H:%M}, and no card was saved by then."
        order.become(Preorder.Status.LAPSED, lapsed_at=capsule.now, end_reason=reason)
        record(WORKER, "let lapse", order)
    free_claims([order.pk for order in orders], at=capsule.now)
    end_payments(orders, at=capsule.now, by=WORKER)
    for order in orders:
        preorder_ended.send(sender=Preorder, preorder=order)
