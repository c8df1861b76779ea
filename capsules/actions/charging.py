"""Asking the provider for money that is owed, outside any transaction, and making sure that none comes unwanted."""

from functools import partial

from capsules.models import Card, Payment
from capsules.paying import provider_of, stripe
from capsules.paying.provider import Asks, Closed, SavedCard

from .errands import take
from .paying import due_of, settle

NO_CARD = "There is no saved card."


def charge(payment: Payment) -> Payment:
    """Charge one payment now, if it is owed and nobody else is at it."""
    mine = take(payment, Payment.objects.owed())
    return charge_taken(mine) if mine else Payment.objects.get(pk=payment.pk)


def charge_taken(payment: Payment) -> Payment:
    """Charge a payment whose lease is ours, and write what came of it."""
    provider = provider_of(payment.way)
    if payment.intent and payment.card_id is None:  # of a card that was given up: it must not be charged as well
        said = provider.close(due_of(payment))
        payment = settle(payment, said)
        if not isinstance(said, Closed) or payment.status != Payment.Status.OWED:
            return payment
    card = Card.objects.saved().filter(preorder=payment.preorder_id).first()
    if card is None:
        return settle(payment, Asks(Payment.Wants.CARD, NO_CARD))
    due = due_of(payment, SavedCard(card.customer, card.setup, card.method))
    return settle(payment, provider.collect(due, partial(_remember, payment, card)))


def _remember(payment: Payment, card: Card, intent: str) -> bool:
    """Write down what the charge is called before it takes anything; False where it is no longer wanted."""
    unnamed = Payment.objects.owed().filter(pk=payment.pk, intent="")
    return bool(unnamed.update(intent=intent, card=card))


def close_taken(payment: Payment) -> None:
    """Make sure that nothing comes of a dropped payment whose lease is ours; what came all the same goes back."""
    settle(payment, provider_of(payment.way).close(due_of(payment)))


def look(payment: Payment) -> Payment:
    """What has become of a charge that its customer may have confirmed. Raises ProviderAway."""
    return settle(payment, stripe().look(due_of(payment))) if payment.intent else payment
