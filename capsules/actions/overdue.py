"""Customers whose card could not be charged: they are reminded, and after 72 hours their piece goes to others."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from capsules.models import Capsule, Payment
from capsules.paying import provider_of
from capsules.paying.provider import Closed
from capsules.signals import payment_reminded
from coop.actions.journal import WORKER

from .errands import in_
from .freeing import offer, pieces_of
from .paying import due_of, settle
from .preordering import cancel, locked

REMINDERS = (timedelta(hours=24), timedelta(hours=60))
REASON = "The card could not be charged, and no other one was given within 72 hours."


def remind_due() -> None:
    for number, after in enumerate(REMINDERS):
        for payment in Payment.objects.asked().filter(reminders=number, asked_at__lte=in_(-after)):
            _remind(payment)


@transaction.atomic
def _remind(payment: Payment) -> None:
    waiting = Payment.objects.asked().filter(pk=payment.pk, reminders=payment.reminders)
    if waiting.update(reminders=F("reminders") + 1):
        payment.reminders += 1
        payment_reminded.send(sender=Payment, payment=payment)


def give_up_taken(payment: Payment) -> None:
    """Cancel the order of a payment that is overdue and whose lease is ours, once the provider can take nothing more.

    Where the customer was faster by a moment, it is paid.
    """
    said = provider_of(payment.way).close(due_of(payment))
    if isinstance(said, Closed):
        _give_up(payment)
    else:
        settle(payment, said)


@transaction.atomic
def _give_up(payment: Payment) -> None:
    capsule = locked(Capsule(pk=payment.preorder.capsule_id))
    payment = Payment.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment.pk)
    if payment.status == Payment.Status.ASKED:
        pieces = pieces_of(payment.preorder)
        cancel(payment.preorder, reason=REASON, by=WORKER)
        offer(capsule, pieces)
