"""Money goes back whole or in part, once, and never more than was paid."""

from collections import Counter
from functools import partial

import pytest
from django.db.models.functions import Now

from capsules.actions import refunding
from capsules.actions.closing import close
from capsules.actions.preordering import CannotCancel, cancel
from capsules.actions.refunding import give_back, mark_given
from capsules.actions.working import run_errands
from capsules.models import Card, Payment, Preorder, Refund
from capsules.refusals import NothingToGiveBack, ReasonWanted, TooMuchBack
from capsules.signals import preorder_ended, refund_owed
from coop.actions.journal import CUSTOMER
from coop.lifecycle import IllegalMove
from tests import make
from tests.capsules.ordering import heard, order
from tests.capsules.racing import race
from tests.capsules.test_closing import ends
from tests.fulfillment import line

from .buying import buy, owing, time_passes

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(provider):
    payment = owing(provider)
    run_errands()
    payment.refresh_from_db()
    return payment


def back(payment):
    return list(payment.refunds.values_list("amount_minor", "status"))


def test_row_9_below_the_minimum_nothing_was_charged_and_every_card_is_forgotten(provider):
    capsule = make.capsule(minimum=20)
    orders = [buy(provider, capsule) for _ in range(3)] + [order(capsule)]
    ends(capsule)

    with heard(preorder_ended) as said:
        close(capsule), close(capsule)
    run_errands()

    assert said == [(preorder_ended, each) for each in orders]
    assert set(Preorder.objects.values_list("status", "paid_minor")) == {("released", 0)}
    assert (provider.charges, provider.kept_cards, Payment.objects.count()) == ([], 0, 0)
    assert Card.objects.filter(forgotten_at=None).count() == 0


def test_row_17_cancelled_before_the_approval_nothing_is_charged(provider):
    capsule = make.capsule(minimum=1)
    placed = buy(provider, capsule)

    cancel(placed, by=CUSTOMER)
    run_errands()

    assert (provider.charges, provider.kept_cards, capsule.claims.live().count()) == ([], 0, 0)


def test_row_17_cancelled_by_an_admin_after_it_was_charged_all_of_it_goes_back(provider, paid):
    with pytest.raises(CannotCancel):
        cancel(paid.preorder, by=CUSTOMER)
    admin = make.admin()

    cancel(paid.preorder, reason="the mould broke", by=admin)
    cancel(paid.preorder, reason="the mould broke", by=admin)
    run_errands()

    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.status, refund.reason, refund.by) == (4800, "done", "the mould broke", admin)
    assert (provider.charges, provider.given_back) == ([4800], [4800])
    paid.preorder.refresh_from_db()
    assert (paid.preorder.status, paid.preorder.to_pay_minor) == ("cancelled", 0)


def test_row_17_what_went_back_in_part_goes_back_as_to_its_rest_when_the_order_ends(provider, paid):
    give_back(paid, 800, reason="a scratch", by=make.admin())
    cancel(paid.preorder, reason="the mould broke", by=make.admin())
    run_errands()

    assert back(paid) == [(800, "done"), (4000, "done")]
    assert provider.given_back == [800, 4000]


def test_an_order_that_is_not_charged_yet_owes_nothing_once_it_is_cancelled(provider):
    payment = owing(provider)

    cancel(payment.preorder, reason="the mould broke", by=make.admin())
    run_errands()

    payment.refresh_from_db()
    assert (payment.status, payment.closed_at is not None, provider.charges) == ("dropped", True, [])


def test_a_part_goes_back_and_the_order_stands(provider, paid):
    with heard(refund_owed) as said:
        refund = give_back(paid, 1200, reason=" a scratch ", by=make.admin())
    run_errands()

    paid.refresh_from_db(), paid.preorder.refresh_from_db()
    assert said == [(refund_owed, refund)]
    assert (paid.status, paid.refunded_minor, paid.kept_minor) == ("paid", 1200, 3600)
    assert (paid.preorder.status, paid.preorder.to_pay_minor) == ("confirmed", 0)
    assert provider.given_back == [1200]


def test_more_than_was_paid_does_not_go_back(provider, paid):
    admin = make.admin()
    give_back(paid, 4000, reason="a scratch", by=admin)

    for minor in (801, 0, -5):
        with pytest.raises(TooMuchBack) as refused:
            give_back(paid, minor, reason="a scratch", by=admin)
        assert str(refused.value) == "At most €8.00 can go back, and at least a cent."
    with pytest.raises(ReasonWanted):
        give_back(paid, 100, reason=" ", by=admin)

    assert back(paid) == [(4000, "owed")]


@pytest.mark.django_db(transaction=True)
def test_five_who_give_back_a_third_at_the_same_instant_give_back_three_thirds(provider):
    payment = owing(provider)
    run_errands()
    admin = make.admin()

    answers = race([partial(give_back, payment, 1600, reason="a scratch", by=admin) for _ in range(5)])
    race([run_errands] * 3)

    assert Counter(type(answer) for answer in answers) == {Refund: 3, TooMuchBack: 2}
    assert provider.given_back == [1600, 1600, 1600]


@pytest.mark.django_db(transaction=True)
def test_without_the_look_the_database_alone_refuses_what_is_too_much(provider, monkeypatch):
    payment = owing(provider)
    run_errands()
    admin = make.admin()
    monkeypatch.setattr(Payment, "kept_minor", 10**6)

    answers = race([partial(give_back, payment, 1600, reason="a scratch", by=admin) for _ in range(5)])

    assert Counter(type(answer) for answer in answers) == {Refund: 3, TooMuchBack: 2}


def test_what_was_not_paid_does_not_go_back(provider):
    with pytest.raises(NothingToGiveBack):
        give_back(owing(provider), 100, reason="a scratch", by=make.admin())


@pytest.mark.parametrize("lost", [1, 2])
def test_a_refund_whose_answer_is_lost_is_given_once(provider, paid, lost):
    give_back(paid, 1200, reason="a scratch", by=make.admin())
    provider.loses_answer(lost)

    for _ in range(3):
        run_errands()
        time_passes(hours=1)

    assert (back(paid), provider.given_back) == ([(1200, "done")], [1200])


def test_a_refund_that_is_asked_again_after_its_key_has_expired_is_given_once(provider, paid):
    refund = give_back(paid, 1200, reason="a scratch", by=make.admin())
    provider.loses_answer(1)
    run_errands()
    provider.kept.clear()
    Refund.objects.update(next_try_at=Now())

    run_errands()

    refund.refresh_from_db()
    assert (refund.status, refund.attempts, provider.given_back) == ("done", 2, [1200])


def test_a_refund_while_the_provider_is_down_follows(provider, paid):
    give_back(paid, 1200, reason="a scratch", by=make.admin())
    provider.is_down = True
    run_errands()
    assert (back(paid), provider.given_back) == ([(1200, "owed")], [])

    provider.is_down = False
    time_passes(hours=1)
    run_errands()

    assert (back(paid), provider.given_back) == ([(1200, "done")], [1200])


def test_a_refund_that_the_bank_sends_back_days_later_is_to_be_given_by_hand(provider, paid):
    refund = give_back(paid, 1200, reason="a scratch", by=make.admin())
    run_errands()
    refund.refresh_from_db()
    provider.refund_fails(refund.reference)

    refunding.look_again(refund)

    refund.refresh_from_db()
    assert (refund.status, refund.last_error) == (
        "by hand",
        "The bank sent the refund back: give it back by bank transfer.",
    )
    mark_given(refund, by=make.admin())
    assert back(paid) == [(1200, "done")]
    with pytest.raises(IllegalMove):
        mark_given(refund, by=make.admin())


def test_what_was_paid_at_the_desk_is_given_back_by_hand_without_any_provider():
    placed = line.preorder(make.capsule(), [1], status="ready")
    payment = Payment.objects.create(
        preorder=placed, way="desk", amount_minor=4800, currency="EUR", status="paid", paid_at=make.now()
    )
    refund = give_back(payment, 800, reason="a scratch", by=make.admin())

    run_errands()

    refund.refresh_from_db()
    assert (refund.status, refund.last_error) == (
        "by hand",
        "It was paid at the desk: give it back there, or by bank transfer.",
    )
