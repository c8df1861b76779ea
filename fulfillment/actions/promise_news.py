"""Whom it is owed to say that the day they were promised has moved."""

from datetime import datetime

from capsules.actions.closing import due_at
from capsules.models import Preorder
from fulfillment.models import Notice
from scheduling.models import Promise

from . import noticing

KIND = "promise_moved"


def tell_if_it_moved(promise: Promise) -> None:
    """Owe a mail to each customer whose pieces are no longer expected within the day that they were last promised.

    Within it nothing is said: the page says it. The key lets one mail a local day go to each order; what moves twice
    in a day is told on the next, when the promise is looked at again and still stands.
    """
    if promise.expected_on is None or promise.kept_at:
        return
    zone = promise.capsule.made_at.zone
    today, expected = promise.checked_at.astimezone(zone).date(), promise.expected_on.astimezone(zone).date()
    told = last_told(promise)
    noticing.owe(
        [
            noticing.letter(
                f"{KIND}:{order.pk}:{today:%Y%m%d}",
                KIND,
                order.email,
                preorder=order,
                facts=_facts(promise, before=told[order.pk]),
            )
            for order in waiting_orders(promise)
            if expected > told[order.pk].astimezone(zone).date()
        ]
    )


def waiting_orders(promise: Promise):
    waiting = [Preorder.Status.PLACED, Preorder.Status.CONFIRMED]
    return Preorder.objects.filter(status__in=waiting, capsule=promise.capsule_id).order_by("pk")


def last_told(promise: Promise) -> dict[int, datetime]:
    """By order: “by” as its last mail about it said, or as the page said when it was placed."""
    mails = Notice.objects.filter(kind=KIND, preorder__capsule=promise.capsule_id).order_by("pk")
    said = {order: datetime.fromisoformat(facts["by"]) for order, facts in mails.values_list("preorder", "facts")}
    earlier = list(Promise.objects.dated().filter(capsule=promise.capsule_id).order_by("made_at", "pk"))
    published = due_at(promise.capsule)

    def on_the_page(order):
        seen = [each.by_on for each in earlier if each.made_at <= order.placed_at]
        return seen[-1] if seen else published

    return {order.pk: said.get(order.pk) or on_the_page(order) for order in waiting_orders(promise)}


def _facts(promise: Promise, *, before) -> dict[str, str]:
    return {
        "before": before.isoformat(),
        "expected": promise.expected_on.isoformat(),
        "by": promise.by_on.isoformat(),
        "reason": promise.reason,
    }
