"""What an order owes, and what the provider says of it. Nothing here talks to the outside."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from capsules.models import Payment, Preorder
from capsules.paying import provider_of
from capsules.paying.provider import Asks, Charged, Closed, Due, Later, Taken
from capsules.refusals import NothingToPay
from capsules.signals import errands_wanted, payment_asked, payment_taken
from coop.actions.journal import WORKER, record

from .ending import drop, drop_cards
from .errands import put_off
from .refunding import owe_refund

MOST_WORKERS, ENOUGH_FOR_ONE = 4, 10
"""So many workers are rung for at once, each for so many charges: a provider may answer slowly."""

LATE = "It was charged after the order had ended, or was paid otherwise."


def owe_for_run(capsule) -> None:
    """Owe the sums of all orders that are being made and pay by card, those that are not owed yet.

    The caller holds the capsule's row.
    """
    orders = Preorder.objects.exclude(payments__in=Payment.objects.live()).filter(
        capsule=capsule,
        status=Preorder.Status.CONFIRMED,
        pay_by=Preorder.PayBy.CARD,
        total_minor__gt=F("paid_minor"),
    )
    owed = Payment.objects.bulk_create(
        Payment(preorder=order, way=order.pay_by, amount_minor=order.to_pay_minor, currency=order.currency)
        for order in orders.order_by("pk")
    )
    if owed:
        errands_wanted.send(sender=Payment, workers=min(MOST_WORKERS, 1 + len(owed) // ENOUGH_FOR_ONE))


@transaction.atomic
def settle(payment: Payment, said: Charged, *, by=WORKER) -> Payment:
    """Write what the provider said of a charge. Said twice, late, or by two at once, it has one effect."""
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=payment.preorder_id)
    payment = Payment.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment.pk)
    payment.preorder = preorder
    match said:
        case Taken():
            _taken(payment, by)
        case Asks(wants, why):
            _asks(payment, wants, why)
        case Closed():
            _closed(payment)
        case Later(why, rejected):
            put_off(payment, why, turn=F("turn") + int(rejected))
    return payment


def _taken(payment: Payment, by) -> None:
    now = timezone.now()
    if payment.status in (Payment.Status.PAID, Payment.Status.SURPLUS):
        return
    if payment.status == Payment.Status.DROPPED:
        payment.become(Payment.Status.SURPLUS, paid_at=now, closed_at=now)
        owe_refund(payment, payment.amount_minor, reason=LATE, by=by)
        return
    payment.become(Payment.Status.PAID, paid_at=now, wants="", last_error="")
    payment.preorder.refresh_from_db(fields=["paid_minor"])
    drop_cards([payment.preorder_id], at=now)
    record(by, "took the money for", payment.preorder, minor=payment.amount_minor, way=payment.way)
    if payment.way == Preorder.PayBy.CARD:
        payment_taken.send(sender=Payment, payment=payment)


def _asks(payment: Payment, wants: str, why: str) -> None:
    said = {"wants": wants, "last_error": why[:200]}
    if payment.status == Payment.Status.OWED:
        is_first = payment.asked_at is None
        payment.become(Payment.Status.ASKED, asked_at=payment.asked_at or timezone.now(), **said)
        record(WORKER, "could not charge", payment.preorder, why=why[:200])
        if is_first:
            payment_asked.send(sender=Payment, payment=payment)
    elif payment.status == Payment.Status.ASKED:
        Payment.objects.filter(pk=payment.pk).update(**said)
        payment.wants, payment.last_error = wants, said["last_error"]


def _closed(payment: Payment) -> None:
    """The provider will take nothing under this name any more."""
    if payment.status == Payment.Status.DROPPED:
        Payment.objects.filter(pk=payment.pk).update(closed_at=timezone.now())
        return
    if payment.status == Payment.Status.ASKED:
        payment.become(Payment.Status.OWED, wants="", next_try_at=timezone.now())
    if payment.status == Payment.Status.OWED:
        payment.intent, payment.card, payment.turn = "", None, payment.turn + 1
        payment.save(update_fields=["intent", "card", "turn"])


@transaction.atomic
def try_again(payment: Payment) -> Payment:
    """Owe it again: its customer gave another card, or says that this one will do now. Its old intent is given up."""
    payment = Payment.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment.pk)
    if payment.status != Payment.Status.ASKED:
        raise NothingToPay
    payment.become(Payment.Status.OWED, wants="", card=None, next_try_at=timezone.now(), attempts=0)
    return payment


def take_at_desk(preorder: Preorder, *, by) -> None:
    """Somebody paid at the desk what was still to pay; no card is charged any more. The caller holds the order."""
    if not preorder.to_pay_minor:
        return
    unpaid = Payment.objects.filter(preorder=preorder, status__in=[Payment.Status.OWED, Payment.Status.ASKED])
    for each in unpaid.select_for_update(no_key=True):
        drop(each, at=timezone.now())
    payment = Payment.objects.create(
        preorder=preorder, way=Preorder.PayBy.DESK, amount_minor=preorder.to_pay_minor, currency=preorder.currency
    )
    said = provider_of(payment.way).collect(due_of(payment), lambda intent: True)
    if isinstance(said, Taken):
        _taken(payment, by)


def due_of(payment: Payment, card=None) -> Due:
    """A payment as its provider is asked about it."""
    return Due(
        uid=payment.uid,
        order=payment.preorder.reference,
        minor=payment.amount_minor,
        currency=payment.currency,
        intent=payment.intent,
        card=card,
        turn=payment.turn,
    )
