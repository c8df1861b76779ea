from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from capsules.models import Card, Payment, Preorder
from capsules.signals import errands_wanted

from .refunding import owe_refund


def end_payments(orders: Iterable[Preorder], *, at: datetime, by) -> None:
    """Want nothing more of orders that ended: what they paid goes back, their cards are forgotten.

    The caller holds the orders' rows.
    """
    ended = {order.pk: order for order in orders if order.pay_by == Preorder.PayBy.CARD or order.paid_minor}
    if not ended:
        return
    payments = Payment.objects.select_for_update(no_key=True).filter(preorder__in=ended).order_by("pk")
    for payment in payments.filter(status__in=[Payment.Status.OWED, Payment.Status.ASKED]):
        drop(payment, at=at)
    for payment in payments.filter(status=Payment.Status.PAID, refunded_minor__lt=F("amount_minor")):
        reason = ended[payment.preorder_id].end_reason or "The order was cancelled."
        owe_refund(payment, payment.kept_minor, reason=reason, by=by)
    drop_cards(ended, at=at)


def drop(payment: Payment, *, at: datetime) -> None:
    """Want it no more. Where the provider was asked already, it is still to make sure that nothing comes."""
    closed = {} if payment.intent else {"closed_at": at}
    payment.become(Payment.Status.DROPPED, dropped_at=at, next_try_at=at, **closed)
    errands_wanted.send(sender=Payment)


def drop_cards(preorders: Iterable[int], *, at: datetime) -> None:
    """Keep the cards of these orders no longer than they are needed."""
    if Card.objects.filter(preorder__in=preorders, dropped_at=None).update(dropped_at=at, next_try_at=at, attempts=0):
        errands_wanted.send(sender=Card)
