"""What the worker does for payments, one errand after the other, each of whoever comes first."""

from collections.abc import Callable
from time import monotonic

from django.db.models import QuerySet

from capsules.models import Card, Payment, Preorder, ProviderNews, Refund
from capsules.paying import takes_cards

from . import cards, charging, news_of_provider, overdue, refunding
from .errands import take_next

SECONDS = 60
"""After so long a sweep ends, well within its time limit; the next one goes on."""


def errands() -> list[tuple[QuerySet, Callable]]:
    """What may be due, the most pressing first, and who does it."""
    if not takes_cards():
        return [(Refund.objects.owed().filter(payment__way=Preorder.PayBy.DESK), refunding.send_back)]
    return [
        (ProviderNews.objects.unread(), news_of_provider.read_taken),
        (Payment.objects.owed(), charging.charge_taken),
        (Payment.objects.to_close(), charging.close_taken),
        (Refund.objects.owed(), refunding.send_back),
        (Payment.objects.overdue(), overdue.give_up_taken),
        (Card.objects.to_forget(), cards.forget),
    ]


def run_errands() -> int:
    """Do what is due; how much was done. Any number of workers may do it at once."""
    overdue.remind_due()
    until, done = monotonic() + SECONDS, 0
    for rows, do in errands():
        while monotonic() < until and (errand := take_next(rows)):
            do(errand)
            done += 1
    return done
