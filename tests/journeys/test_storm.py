"""A drop that everybody wants: a thousand customers at the door of an edition of fifty."""

import re
from collections import Counter

from capsules.models import Preorder
from tests import make
from tests.buyers import Answer, order_form, rush


def said(answer: Answer) -> str:
    """The headline of the refusal."""
    found = re.search(r'<div class="notice error errors".*?<h2>(.*?)</h2>', answer.text, re.DOTALL)
    return found[1] if found else answer.text


def test_a_thousand_customers_share_an_edition_of_fifty_and_everybody_else_is_told_plainly(started):
    stack = started(WEB_WORKERS=2)
    capsule = make.capsule("Low Tide", edition_size=50, per_customer=2)
    orders = [(capsule.get_absolute_url(), order_form(capsule)) for _ in range(1000)]

    answers = rush(stack.url, orders, at_once=50)

    assert Counter(answer.status for answer in answers) == {303: 50, 409: 950}
    refused = [answer for answer in answers if answer.status == 409]
    assert Counter(said(answer) for answer in refused) == {
        "All 50 pieces are taken. You can join the waiting list.": 950
    }
    assert all("/o/" in answer.location for answer in answers if answer.status == 303)
    assert sorted(capsule.claims.live().values_list("position", flat=True)) == list(range(1, 51))
    assert Preorder.objects.filter(capsule=capsule).count() == 50
    assert sum(len(stack.postbox.to(form["email"])) for _, form in orders) <= 50
