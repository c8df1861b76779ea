import pytest


@pytest.fixture
def card(settings):
    """Customers can pay by card, as those of a parcel must."""
    settings.STRIPE_SECRET_KEY = "sk_test_of_these_tests"
