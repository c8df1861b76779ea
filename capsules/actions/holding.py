"""A piece that is held while its customer gives a card: it becomes an order, or it lapses."""

from django.db import transaction
from django.db.models.functions import Now

from capsules.models import Capsule, Preorder
from capsules.refusals import HoldOver, NotAtTheDesk
from capsules.signals import preorder_placed
from coop.actions.journal import CUSTOMER, record

from .ending import drop_cards
from .freeing import lapse_over
from .inviting import has_approved_run
from .paying import owe_for_run
from .preordering import locked


def place(preorder: Preorder, *, by=CUSTOMER) -> Preorder:
    """Make an order of what is held: the same row moves. Placed twice, it is placed once.

    Raises HoldOver where its time was over, by the database's clock, or where it was cancelled.
    """
    return unless_over(placed_or_over(preorder, by))


def pay_at_desk(preorder: Preorder, *, by=CUSTOMER) -> Preorder:
    """Pay at the desk instead of by card: until the run is approved. Raises HoldOver, NotAtTheDesk."""
    return unless_over(placed_or_over(preorder, by, pay_by=Preorder.PayBy.DESK))


@transaction.atomic
def placed_or_over(preorder: Preorder, by, **changed) -> Preorder:
    """The order as it is then: placed, or ended, where its time was over. What lapses here stays so."""
    capsule = locked(Capsule(pk=preorder.capsule_id))
    lapse_over(capsule)
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    preorder.capsule = capsule
    if preorder.status in Preorder.ENDED:
        return preorder
    if changed:
        _change(preorder, capsule, by, **changed)
    if preorder.status == Preorder.Status.HELD:
        preorder.become(Preorder.Status.PLACED, placed_at=capsule.now)
        record(by, "preordered", preorder, capsule=capsule.pk, pay_by=preorder.pay_by)
        if has_approved_run(capsule):  # it came from the waiting list, to a piece that is being made
            preorder.become(Preorder.Status.CONFIRMED, confirmed_at=capsule.now)
            owe_for_run(capsule)
        preorder_placed.send(sender=Preorder, preorder=preorder)
    return preorder


def _change(preorder: Preorder, capsule: Capsule, by, *, pay_by: str) -> None:
    if preorder.is_parcel or preorder.status not in (Preorder.Status.HELD, Preorder.Status.PLACED):
        raise NotAtTheDesk(preorder)
    Preorder.objects.filter(pk=preorder.pk).update(pay_by=pay_by)
    preorder.pay_by = pay_by
    drop_cards([preorder.pk], at=capsule.now)
    record(by, "will pay otherwise for", preorder, pay_by=pay_by)


def unless_over(preorder: Preorder) -> Preorder:
    if preorder.status in Preorder.ENDED:
        raise HoldOver(preorder)
    return preorder


def lapse_due() -> None:
    """End every hold whose time is over; each capsule in its own transaction, and none that somebody else holds."""
    over = Preorder.objects.held().filter(held_until__lte=Now())
    for capsule in Capsule.objects.filter(pk__in=over.values("capsule")):
        lapse_over_in(capsule)


@transaction.atomic
def lapse_over_in(capsule: Capsule) -> None:
    """End the holds of one capsule whose time is over, unless somebody else has its row."""
    try:
        lapse_over(locked(capsule, skip_locked=True))
    except Capsule.DoesNotExist:
        return
