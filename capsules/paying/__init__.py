"""How money comes and goes: one interface, two providers.

They talk to the outside and know no rows: the verbs of `capsules.actions` write down first what they want, ask, and
write what came of it.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from .provider import Provider

DESK, CARD = "desk", "card"
PROVIDERS = {DESK: "capsules.paying.at_desk.Desk", CARD: "capsules.paying.by_card.Stripe"}


def provider_of(way: str) -> Provider:
    """The provider of a way to pay."""
    # By name: a co-op that takes no cards needs no Stripe library in its memory.
    return import_string(PROVIDERS[way])()


def stripe():
    """The provider of cards, with what only it does: saving a card, and a form for it."""
    return import_string(PROVIDERS[CARD])()


def takes_cards() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)
