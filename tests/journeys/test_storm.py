"""A drop that everybody wants: a thousand customers at the door of an edition of fifty."""

from collections import Counter

import pytest

from capsules.models import Preorder
from tests import make
from tests.buyers import order_form, rush
from tests.stack import Stack


@pytest.fixture
def stack(django_db_blocker):
    with django_db_blocker.unblock(), Stack(WEB_WORKERS=2) as stack:
        yield stack


def test_a_thousand_customers_share_an_edition_of_fifty_and_everybody_else_is_told_plainly(stack):
    capsule = make.capsule("Low Tide", edition_size=50, per_customer=2)
    orders = [(capsule.get_absolute_url(), order_form(capsule)) for _ in range(1000)]

    answers = rush(stack.url, orders, at_once=50)

    assert Counter(answer.status for answer in answers) == {303: 50, 409: 950}
    refused = [answer for answer in answers if answer.status == 409]
    assert all("All 50 pieces are taken. You can join the waiting list." in answer.text for answer in refused)
    assert all("/o/" in answer.location for answer in answers if answer.status == 303)
    assert sorted(capsule.claims.live().values_list("position", flat=True)) == list(range(1, 51))
    assert Preorder.objects.filter(capsule=capsule).count() == 50
    assert sum(len(stack.postbox.to(form["email"])) for _, form in orders) <= 50
