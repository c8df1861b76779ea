"""A customer's card is saved at the provider: asked for, looked at, and forgotten once nobody needs it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from capsules.models import Capsule, Card, Payment, Preorder
from capsules.paying import provider_of, stripe
from capsules.paying.provider import ProviderAway, SavedCard, Setup
from coop.actions.journal import CUSTOMER, record
from coop.lifecycle import broke

from .errands import put_off
from .holding import placed_or_over, unless_over
from .paying import try_again
from .preordering import locked


def ask(preorder: Preorder) -> tuple[Card, Setup]:
    """The card that this order wants, and its form. Asked again, it is the same one. Raises ProviderAway."""
    card = _open(preorder)
    if card.setup:
        setup = stripe().look_at_card(card.setup)
        if setup.is_saved or setup.is_open:
            return card, setup
        Card.objects.open().filter(pk=card.pk).update(dropped_at=timezone.now(), forgotten_at=timezone.now())
        card = _open(preorder)
    before = Card.objects.exclude(customer="").filter(preorder=preorder).first()
    setup = stripe().ask_for_card(card.uid, order=preorder.reference, customer=before.customer if before else "")
    named = {"setup": setup.card.setup, "customer": setup.card.customer}
    if not Card.objects.filter(pk=card.pk, setup="").update(**named):
        return ask(preorder)  # somebody with the same page was faster
    card.setup, card.customer = setup.card.setup, setup.card.customer
    return card, setup


def _open(preorder: Preorder) -> Card:
    try:
        with transaction.atomic():
            return Card.objects.open().filter(preorder=preorder).first() or Card.objects.create(preorder=preorder)
    except IntegrityError as error:
        if broke(error, "order_asks_for_one_card_at_a_time"):
            return Card.objects.open().get(preorder=preorder)
        raise


def look(card: Card) -> bool:
    """Whether it is saved by now; if so, its order is placed, or its payment is owed again.

    Raises ProviderAway, and HoldOver where it came too late.
    """
    setup = stripe().look_at_card(card.setup)
    if setup.is_saved:
        save(card, setup)
    return setup.is_saved


def save(card: Card, setup: Setup) -> None:
    """The provider has the card. Said twice, or by two at once, it is saved once. Raises HoldOver."""
    with transaction.atomic():
        locked(Capsule(pk=card.preorder.capsule_id))  # before the order, as everybody does
        preorder = placed_or_over(card.preorder, CUSTOMER)
        if preorder.status not in Preorder.ENDED and _keep(card, setup):
            _pay_with_it(preorder)
    unless_over(preorder)


def _keep(card: Card, setup: Setup) -> bool:
    """Whether it is news that this card is saved."""
    rows = Card.objects.open().filter(pk=card.pk)
    if not rows.exists():
        return False
    Card.objects.saved().filter(preorder=card.preorder_id).update(dropped_at=timezone.now())
    named = {"method": setup.card.method, "brand": setup.brand, "last4": setup.last4}
    rows.update(saved_at=timezone.now(), **named)
    card.refresh_from_db()
    record(CUSTOMER, "saved a card for", card.preorder)
    return True


def _pay_with_it(preorder: Preorder) -> None:
    payment = Payment.objects.asked().filter(preorder=preorder).first()
    if payment:
        try_again(payment)


def forget(card: Card) -> None:
    """Let the provider forget a dropped card whose lease is ours."""
    try:
        provider_of(Preorder.PayBy.CARD).forget(SavedCard(card.customer, card.setup, card.method))
    except ProviderAway as away:
        put_off(card, str(away))
    else:
        Card.objects.filter(pk=card.pk).update(forgotten_at=timezone.now(), last_error="")
