"""Buying by card in one line, for tests that are about something else."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from capsules.actions import cards
from capsules.actions.running import approve
from capsules.models import Card, Payment, Preorder, ProviderNews, Refund
from tests import make
from tests.capsules.ordering import order
from tests.capsules.test_closing import closed_with
from tests.card_provider import GOOD


def hold(capsule, quantity=1, **fields) -> Preorder:
    """An order that is held while its customer gives a card."""
    return order(capsule, quantity, pay_by="card", **fields)


def type_card(provider, held: Preorder, number: str = GOOD) -> Card:
    """The customer types a card into the form; Coop does not know of it yet."""
    card, _ = cards.ask(held)
    provider.save_card(card.setup, number)
    return card


def buy(provider, capsule, quantity=1, *, number: str = GOOD, **fields) -> Preorder:
    """An order whose card is saved."""
    held = hold(capsule, quantity, **fields)
    cards.look(type_card(provider, held, number))
    held.refresh_from_db()
    return held


def approved(capsule) -> None:
    """Close the capsule and approve its run: from now on what is paid by card is owed."""
    approve(closed_with(capsule), by=make.admin())


def owing(provider, *, number: str = GOOD, **fields) -> Payment:
    """A payment that is to be charged."""
    capsule = make.capsule(minimum=1, **fields)
    placed = buy(provider, capsule, number=number)
    approved(capsule)
    return Payment.objects.get(preorder=placed)


def time_passes(**stretch) -> None:
    """Let so much time go by for all that waits: holds, errands and customers who must act."""
    ago = timedelta(**stretch)
    Preorder.objects.held().update(held_until=F("held_until") - ago)
    for errands in (Card, Payment, ProviderNews, Refund):
        errands.objects.update(next_try_at=F("next_try_at") - ago)
    Payment.objects.filter(asked_at__isnull=False).update(asked_at=F("asked_at") - ago)
    Payment.objects.update(owed_at=F("owed_at") - ago)


def pieces(capsule) -> dict[str, int]:
    """How many positions are claimed, by how their orders stand."""
    statuses = capsule.claims.live().values_list("preorder__status", flat=True)
    return {status: list(statuses).count(status) for status in set(statuses)}


def local(moment, capsule) -> str:
    return f"{moment.astimezone(capsule.made_at.zone):%H:%M}"


def now():
    return timezone.now()
