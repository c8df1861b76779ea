"""A drop that everybody wants to pay by card, a provider that is slow and fails one time in ten, and workers that die.

`make bench ONLY=cards` sends a thousand to an edition of fifty; `STORM_BUYERS=1000 STORM_PIECES=50` does it here.
"""

import os
from collections import Counter
from contextlib import ExitStack

import pytest
from django.utils import timezone

from capsules.actions import running
from capsules.models import Card, Payment, Preorder, Run
from fulfillment.models import Notice
from tests import make
from tests.capsules.paying.buying import buy as buy_one
from tests.card_buyers import rush, worker_dies_until_paid
from tests.card_provider import card_provider
from tests.stack import Stack, eventually

BUYERS, PIECES = int(os.environ.get("STORM_BUYERS", "50")), int(os.environ.get("STORM_PIECES", "15"))
LEAVE = 3
PATIENCE_S = 180


@pytest.fixture(scope="module")
def stack(django_db_blocker):
    shorter = {"PAYMENT_LEASE_SECONDS": 3, "STRIPE_TIMEOUT_SECONDS": 5, "NOTICE_LEASE_SECONDS": 3}
    with django_db_blocker.unblock(), ExitStack() as stacks:
        stack = stacks.enter_context(Stack(SWEEP_SECONDS=1, WEB_WORKERS=2, **shorter, **card_provider().settings()))
        stacks.callback(lambda: print(stack.logs()))
        yield stack


@pytest.fixture
def provider(django_db_blocker, settings):
    running = card_provider()
    running.behave()
    for name, value in running.settings().items():
        setattr(settings, name, value)
    with django_db_blocker.unblock():
        yield running
    running.behave()


def test_as_many_as_there_are_pieces_are_charged_once_though_provider_and_workers_fail(stack, provider):
    capsule = make.capsule("Low Tide", edition_size=PIECES, minimum=1)
    provider.slow_s, provider.fails_every = 0.05, 10
    crowd = {"buyers": BUYERS, "at_once": 16}

    leavers = rush(stack.url, provider.url, capsule, buyers=LEAVE, at_once=1, leave=True)
    first = rush(stack.url, provider.url, capsule, **crowd)
    Preorder.objects.held().filter(capsule=capsule).update(held_until=timezone.now())
    second = rush(stack.url, provider.url, capsule, **crowd | {"buyers": 2 * LEAVE})

    fared = [Counter(buyer.fared for buyer in buyers) for buyers in (leavers, first, second)]
    assert fared == [
        {"ordered": LEAVE},
        {"ordered": PIECES - LEAVE, "told": BUYERS - PIECES + LEAVE},
        {"ordered": LEAVE, "told": LEAVE},
    ]
    assert sorted(capsule.claims.firm().values_list("position", flat=True)) == list(range(1, PIECES + 1))
    assert provider.charges == []

    run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close it")
    running.approve(run, by=make.admin())
    worker_dies_until_paid(stack, capsule, deaths=1, patience_s=PATIENCE_S)

    charged_once(provider, capsule)
    everybody_is_told(capsule)
    provider.fails_every = 0
    Card.objects.update(next_try_at=timezone.now())
    eventually(lambda: not Card.objects.filter(forgotten_at=None).exists(), "the cards to be forgotten", PATIENCE_S)
    assert provider.kept_cards == 0


def charged_once(provider, capsule) -> None:
    """Nobody without a piece, nobody twice, everybody with a piece: as the provider itself counts."""
    payments = Payment.objects.filter(preorder__capsule=capsule, status=Payment.Status.PAID)
    with_a_piece = set(capsule.claims.live().values_list("preorder", flat=True))
    assert provider.taken == {str(uid): 4800 for uid in payments.values_list("uid", flat=True)}
    assert provider.charges == [4800] * PIECES
    assert set(payments.values_list("preorder", flat=True)) == with_a_piece
    assert len(with_a_piece) == PIECES


def everybody_is_told(capsule) -> None:
    """That they ordered, and that they paid; the others that what they held is no longer theirs: each once."""
    letters = Notice.objects.filter(preorder__capsule=capsule)
    eventually(lambda: not letters.owed().exists(), "the mails", PATIENCE_S)
    assert Counter(letters.values_list("kind", flat=True)) == {
        "preorder_placed": PIECES,
        "preorder_ended": LEAVE,
        "run_approved": PIECES,
        "payment_taken": PIECES,
    }


def test_a_worker_that_dies_when_the_money_was_taken_is_followed_by_one_that_takes_none(stack, provider):
    capsule = make.capsule("Spring Tide", edition_size=1, minimum=1)
    order = buy_one(provider, capsule)
    run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close it")

    provider.dawdles_at = "/confirm"
    running.approve(run, by=make.admin())
    eventually(lambda: provider.dawdling, "the worker to wait for the provider's answer")
    taken = provider.charges
    stack.worker.kill()
    provider.dawdles_at = ""
    owed = Payment.objects.get(preorder=order).status
    stack.worker.start()
    eventually(lambda: Payment.objects.filter(preorder=order, status="paid").exists(), "another worker to note it")

    assert (taken, owed, provider.charges) == ([4800], "owed", [4800])
