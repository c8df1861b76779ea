"""A drop that everybody wants: far more customers at the door than an edition of fifty has pieces.

`tests/capsules/test_races.py` has a thousand at the verb itself, and `make bench` fifteen times a thousand at the door.
"""

import re
from collections import Counter

from capsules.models import Preorder
from fulfillment.models import Notice
from tests import make
from tests.buyers import Answer, order_form, rush


def said(answer: Answer) -> str:
    """The headline of the refusal."""
    found = re.search(r'<div class="notice error errors".*?<h2>(.*?)</h2>', answer.text, re.DOTALL)
    return found[1] if found else answer.text


CUSTOMERS = 200


def test_customers_at_the_door_share_an_edition_of_fifty_and_everybody_else_is_told_plainly(started):
    stack = started(only={"web"}, WEB_WORKERS=2)
    capsule = make.capsule("Low Tide", edition_size=50, per_customer=2)
    orders = [(capsule.get_absolute_url(), order_form(capsule)) for _ in range(CUSTOMERS)]

    answers = rush(stack.url, orders, at_once=50)

    assert Counter(answer.status for answer in answers) == {303: 50, 409: CUSTOMERS - 50}
    refused = [answer for answer in answers if answer.status == 409]
    assert Counter(said(answer) for answer in refused) == {
        "All 50 pieces are taken. You can join the waiting list.": CUSTOMERS - 50
    }
    assert all("/o/" in answer.location for answer in answers if answer.status == 303)
    assert sorted(capsule.claims.live().values_list("position", flat=True)) == list(range(1, 51))
    assert Preorder.objects.filter(capsule=capsule).count() == 50
    assert Notice.objects.filter(kind="preorder_placed").count() == 50
