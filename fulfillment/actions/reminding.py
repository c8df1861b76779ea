"""Orders that nobody collects: their customers are reminded twice, then an admin decides."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Now
from django.utils import timezone

from capsules.actions import preordering
from capsules.models import Preorder
from capsules.refusals import CannotCancel
from coop.actions.journal import record
from fulfillment.models import Notice

from . import noticing

KIND = "pickup_reminder"
FIRST, SECOND = timedelta(days=7), timedelta(days=14)


def uncollected():
    """Orders that lie on their shelf for so long that an admin decides what becomes of them, the longest first."""
    return Preorder.objects.to_collect().filter(ready_at__lte=_ago(SECOND)).order_by("ready_at", "pk")


def owe_reminders() -> int:
    """Owe each reminder that is due, once however often this is asked; how many were found.

    Where nobody asked for a week the first is passed over: two reminders on one day would be one too many.
    """
    waiting = Preorder.objects.to_collect()
    first = waiting.filter(ready_at__lte=_ago(FIRST), ready_at__gt=_ago(SECOND))
    second = waiting.filter(ready_at__lte=_ago(SECOND))
    letters = [*_letters(first, FIRST.days), *_letters(second, SECOND.days)]
    with transaction.atomic():
        noticing.owe(letters)
    return len(letters)


def _ago(wait: timedelta):
    """By the database's clock."""
    return Now() - Value(wait)


def _letters(orders, days: int) -> list[Notice]:
    said = Notice.objects.filter(preorder=OuterRef("pk"), kind=KIND, facts__days=days)
    due = orders.filter(~Exists(said)).order_by("pk").values_list("pk", "email")
    return [
        noticing.letter(f"{KIND}:{order}:{days}", KIND, email, preorder_id=order, facts={"days": days})
        for order, email in due
    ]


@transaction.atomic
def ask_again(preorder, *, by) -> None:
    """Remind a customer once more, at most once a day."""
    preorder = _still_here(preorder)
    today = timezone.now().astimezone(preorder.pickup_node.zone).date()
    days = (timezone.now() - preorder.ready_at).days
    noticing.owe_mail(
        f"{KIND}:{preorder.pk}:{today:%Y%m%d}", KIND, preorder.email, preorder=preorder, facts={"days": days}
    )
    record(by, "asked again for", preorder)


@transaction.atomic
def put_back(preorder, *, reason: str, by) -> Preorder:
    """End an order that nobody collected. Its pieces serve whoever waits for one, or lie on the shelf as stock."""
    return preordering.cancel(_still_here(preorder), reason=reason, by=by)


def _still_here(preorder) -> Preorder:
    preorder = Preorder.objects.select_related("pickup_node").get(pk=preorder.pk)
    if preorder.status != Preorder.Status.READY:
        raise CannotCancel(f"Order {preorder.reference} is {preorder.stands} by now: nothing is left to decide.")
    return preorder
