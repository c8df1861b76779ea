"""A running provider of card payments, for tests that ask for it by name."""

import pytest

from tests.card_provider import card_provider


@pytest.fixture
def provider(settings):
    """A running provider of card payments, with which Coop works; it begins empty and well-behaved."""
    running = card_provider()
    running.behave()
    for name, value in running.settings().items():
        setattr(settings, name, value)
    settings.STRIPE_TIMEOUT_SECONDS = 5
    return running
