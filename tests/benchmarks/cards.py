"""A thousand who want one of fifty pieces and pay by card, at a provider that is slow and fails one time in ten."""

from collections import Counter
from collections.abc import Iterator
from time import monotonic

from capsules.actions import running
from capsules.models import Payment, Run
from coop.embedded import FOLDER
from tests import make
from tests.card_buyers import Buyer, rush, worker_dies_until_paid
from tests.card_provider import CardProvider, card_provider
from tests.stack import Stack, eventually

BUYERS, PIECES, AT_ONCE, DEATHS = 1000, 50, 50, 4
PATIENCE_S = 600
SHORT = {"PAYMENT_LEASE_SECONDS": 4, "STRIPE_TIMEOUT_SECONDS": 5, "SWEEP_SECONDS": 1, "WEB_WORKERS": 2}

Figure = tuple[str, float | int, str]


def figures() -> Iterator[Figure]:
    provider = card_provider()
    with Stack(FOLDER, durable=True, **SHORT, **provider.settings()) as stack:
        provider.slow_s, provider.fails_every = 0.2, 10
        capsule = make.capsule("Low Tide", edition_size=PIECES)
        began = monotonic()
        buyers = rush(stack.url, provider.url, capsule, buyers=BUYERS, at_once=AT_ONCE)
        yield "card_storm_order_s", monotonic() - began, "s"
        yield from told(buyers)
        run = eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close it")
        began = monotonic()
        running.approve(run, by=make.admin())
        worker_dies_until_paid(stack, capsule, deaths=DEATHS, patience_s=PATIENCE_S)
        yield "card_storm_charge_s", monotonic() - began, "s"
        yield from charged(provider, capsule)


def told(buyers: list[Buyer]) -> Iterator[Figure]:
    fared = Counter(buyer.fared for buyer in buyers)
    yield "card_storm_sold_of_50", fared["ordered"], "pieces"
    yield "card_storm_told_plainly_of_950", fared["told"], "buyers"


def charged(provider: CardProvider, capsule) -> Iterator[Figure]:
    """As the provider itself counts."""
    with_a_piece = set(capsule.claims.live().values_list("preorder", flat=True))
    pieces_of = dict(Payment.objects.values_list("uid", "preorder"))
    charges = Counter(intent.metadata["payment"] for intent in provider.intents if intent.status == "succeeded")
    paid_for = {pieces_of[uid] for uid in pieces_of if str(uid) in charges}
    yield "card_storm_paid_of_50", len(paid_for & with_a_piece), "buyers"
    yield "card_storm_charged_twice", sum(count > 1 for count in charges.values()), "buyers"
    yield "card_storm_charged_without_a_piece", len(paid_for - with_a_piece), "buyers"
