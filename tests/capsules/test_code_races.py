from collections import Counter
from functools import partial

import pytest

from capsules.actions.preordering import cancel
from capsules.asked import Door
from capsules.models import Preorder, PriceCode
from coop.actions.journal import CUSTOMER
from tests import make

from .ordering import order
from .racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def buyers(capsules, *, code="ONCE"):
    return [partial(order, each, variant=each.variants.get(), door=Door(code=code)) for each in capsules]


def outcome(code):
    code.refresh_from_db()
    return code.used, Preorder.objects.filter(price_code=code).count()


def test_row_12_two_customers_use_a_single_use_code_at_the_same_instant_and_one_gets_it():
    capsule, code = make.capsule(), make.price_code("ONCE", uses=1)

    answers = race(buyers([capsule] * 2))

    assert Counter(type(answer).__name__ for answer in answers) == {"Preorder": 1, "CodeUsedUp": 1}
    assert outcome(code) == (1, 1)
    assert capsule.claims.live().count() == 1


def test_row_12_also_where_they_buy_of_different_capsules_that_no_common_lock_keeps_apart():
    code = make.price_code("ONCE", uses=1)

    answers = race(buyers([make.capsule() for _ in range(8)]))

    assert Counter(type(answer).__name__ for answer in answers) == {"Preorder": 1, "CodeUsedUp": 7}
    assert outcome(code) == (1, 1)


def test_row_12_the_constraint_alone_already_refuses_the_second(monkeypatch):
    monkeypatch.setattr(PriceCode, "is_used_up", False)
    code = make.price_code("ONCE", uses=1)

    answers = race(buyers([make.capsule() for _ in range(8)]))

    assert Counter(type(answer).__name__ for answer in answers) == {"Preorder": 1, "CodeUsedUp": 7}
    assert outcome(code) == (1, 1)


def test_uses_given_back_and_taken_at_the_same_instant_add_up():
    code = make.price_code("MANY")
    capsules = [make.capsule() for _ in range(6)]
    placed = [buy() for buy in buyers(capsules, code="MANY")]

    race([*(partial(cancel, each, by=CUSTOMER) for each in placed), *buyers(capsules, code="MANY")])

    code.refresh_from_db()
    assert code.used == Preorder.objects.standing().filter(price_code=code).count() == 6
