"""A running provider of card payments, for tests that ask for it by name."""

import pytest

from tests.card_provider import CardProvider


@pytest.fixture(scope="session")
def the_card_provider():
    with CardProvider() as provider:
        yield provider


@pytest.fixture
def provider(the_card_provider, settings):
    """A running provider of card payments, with which Coop works; it begins empty and well-behaved."""
    the_card_provider.behave()
    for name, value in the_card_provider.settings().items():
        setattr(settings, name, value)
    settings.STRIPE_TIMEOUT_SECONDS = 5
    return the_card_provider
