"""Messages of the provider, and the word of a browser that comes back from it: reasons to look, and no more."""

from django.db import transaction
from django.utils import timezone

from capsules.models import Card, Payment, ProviderNews, Refund
from capsules.paying.provider import ProviderAway
from capsules.refusals import HoldOver
from capsules.signals import errands_wanted

from . import cards, charging, refunding
from .errands import put_off

KINDS = frozenset(
    {
        "setup_intent.succeeded",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "refund.updated",
        "refund.failed",
    }
)
"""What is worth a look; everything else is taken note of by nobody."""


@transaction.atomic
def take_note(*, event: str, kind: str, about: str) -> None:
    """Write down that something happened. Told twice, it is written once."""
    news = ProviderNews(event=event, kind=kind, about=about)
    ProviderNews.objects.bulk_create([news], ignore_conflicts=True)
    errands_wanted.send(sender=ProviderNews)


def read_taken(news: ProviderNews) -> None:
    """Look at what these news, whose lease is ours, are about. The order in which they came does not matter."""
    try:
        _look(news.about)
    except ProviderAway as away:
        put_off(news, str(away))
        return
    except HoldOver:
        pass  # too late: the order lapsed, its customer is told, and the card is forgotten
    ProviderNews.objects.filter(pk=news.pk).update(looked_at=timezone.now(), last_error="")


def _look(about: str) -> None:
    """Things of another program that uses the same account are nobody's here."""
    for card in Card.objects.filter(setup=about):
        cards.look(card)
    for payment in Payment.objects.filter(intent=about):
        charging.look(payment)
    for refund in Refund.objects.filter(reference=about):
        refunding.look_again(refund)
