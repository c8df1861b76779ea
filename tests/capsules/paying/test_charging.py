"""What is owed by card is charged once, whatever the provider answers, and whoever dies meanwhile."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db.models.functions import Now

from capsules.actions import cards, charging, paying
from capsules.actions.overdue import REMINDERS, remind_due
from capsules.actions.preordering import cancel
from capsules.actions.working import run_errands
from capsules.models import Card, Payment, Preorder
from capsules.paying import provider_of
from capsules.paying.provider import Provider
from capsules.refusals import NothingToPay
from capsules.signals import payment_asked, payment_reminded, payment_taken, preorder_ended
from coop.models import Entry
from tests import make
from tests.capsules.ordering import heard, order
from tests.capsules.racing import race
from tests.card_provider import ASKS_EVERY_TIME, DECLINED_WHEN_CHARGED

from .buying import approved, buy, owing, pieces, time_passes, type_card

pytestmark = pytest.mark.django_db


def stands(payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.status, payment.preorder.status


def test_nothing_is_charged_when_ordering(provider):
    buy(provider, make.capsule())
    run_errands()

    assert (provider.charges, Payment.objects.count()) == ([], 0)


def test_at_the_approval_each_order_by_card_owes_its_sum_and_is_charged(provider):
    capsule = make.capsule(minimum=1, tiers=[(1, 1, {"amount_minor": -600})], per_customer=2)
    one, two = buy(provider, capsule), buy(provider, capsule, 2)
    order(capsule)

    approved(capsule)
    owed = list(Payment.objects.values_list("preorder", "amount_minor", "status"))
    with heard(payment_taken) as said:
        run_errands()

    assert owed == [(one.pk, 4200, "owed"), (two.pk, 9600, "owed")]
    assert provider.charges == [4200, 9600]
    assert set(Payment.objects.values_list("status", flat=True)) == {"paid"}
    assert [payment.preorder for _, payment in said] == [one, two]
    one.refresh_from_db()
    assert (one.paid_minor, one.to_pay_minor) == (4200, 0)


def test_a_card_is_forgotten_as_soon_as_it_is_charged(provider):
    payment = owing(provider)
    kept = provider.kept_cards

    run_errands()

    assert (kept, provider.kept_cards) == (1, 0)
    assert Card.objects.get().forgotten_at
    assert stands(payment) == ("paid", "confirmed")


def test_the_provider_learns_the_sum_and_numbers_of_ours_and_nothing_about_the_customer(provider):
    payment = owing(provider)
    run_errands()

    order_number = {"coop": "http://testserver", "order": payment.preorder.reference}
    [customer], [intent] = provider.customers, provider.intents
    assert (customer.metadata, customer.email, customer.name) == (order_number, None, None)
    assert intent.metadata == order_number | {"payment": str(payment.uid)}
    assert (intent.amount, intent.currency) == (4800, "eur")


def test_row_18_a_refused_card_is_told_once_and_another_one_pays(provider):
    payment = owing(provider, number=DECLINED_WHEN_CHARGED)

    with heard(payment_asked) as said:
        run_errands()
        run_errands()
    assert stands(payment) == ("asked", "confirmed")
    assert (payment.wants, payment.last_error, len(said)) == ("card", "Your card was declined.", 1)

    cards.look(type_card(provider, payment.preorder))
    run_errands()

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_row_18_the_refused_card_may_be_tried_again(provider):
    payment = owing(provider, number=DECLINED_WHEN_CHARGED)
    run_errands()
    provider.heal(DECLINED_WHEN_CHARGED)

    payment.refresh_from_db()
    charging.charge(paying.try_again(payment))

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_row_18_a_card_that_needs_confirmation_is_charged_when_its_customer_confirms(provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    assert stands(payment) == ("asked", "confirmed")
    assert payment.wants == "confirmation"

    provider.confirm_payment(payment.intent)
    charging.look(payment)
    charging.look(payment)

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_row_18_a_customer_who_does_not_confirm_may_give_another_card(provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    payment.refresh_from_db()
    first = payment.intent

    provider.confirm_payment(first, success=False)
    payment = charging.look(payment)
    assert (payment.status, payment.wants) == ("asked", "card")
    cards.look(type_card(provider, payment.preorder))
    run_errands()

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]
    assert provider.status_of(first) == "canceled"


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_row_18_an_answer_that_is_lost_on_the_way_costs_nobody_twice(provider, lost):
    payment = owing(provider)
    provider.loses_answer(lost)

    for _ in range(4):
        run_errands()
        time_passes(hours=1)

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_row_18_the_provider_is_down_for_a_day_and_the_order_is_not_lost(provider):
    payment = owing(provider)
    provider.is_down = True
    for _ in range(6):
        run_errands()
        time_passes(hours=4)
    payment.refresh_from_db()
    assert (payment.status, payment.attempts, payment.last_error) == ("owed", 6, "Down for a moment.")

    provider.is_down = False
    run_errands()

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_a_failed_attempt_waits_the_longer_the_oftener_it_failed(provider):
    payment = owing(provider)
    provider.is_down = True
    waits = []
    for _ in range(6):
        run_errands()
        row = Payment.objects.annotate(now=Now()).get(pk=payment.pk)
        waits.append(round((row.next_try_at - row.now).total_seconds()))
        time_passes(hours=1)

    assert waits == [30, 120, 600, 1800, 1800, 1800]


@pytest.mark.django_db(transaction=True)
def test_row_19_forty_cards_are_charged_exactly_once_by_four_workers_when_the_provider_is_back(provider):
    capsule = make.capsule(minimum=1)
    placed = [buy(provider, capsule, number=number) for number in cards_of_forty()]
    approved(capsule)
    provider.is_down = True
    race([run_errands] * 4)
    assert Counter(Payment.objects.values_list("status", flat=True)) == {"owed": 40}

    provider.is_down = False
    time_passes(minutes=1)
    race([run_errands] * 4)

    assert Counter(Payment.objects.values_list("status", "wants")) == {
        ("paid", ""): 34,
        ("asked", "card"): 4,
        ("asked", "confirmation"): 2,
    }
    assert (provider.charges, set(provider.taken.values())) == ([4800] * 34, {4800})

    with heard(preorder_ended) as said:
        time_passes(hours=73)
        race([run_errands] * 4)

    assert len(said) == 6
    assert pieces(capsule) == {"confirmed": 34}
    assert Counter(Preorder.objects.values_list("status", flat=True)) == {"confirmed": 34, "cancelled": 6}
    assert len(provider.charges) == 34
    assert {each.pk for each in placed} == set(Preorder.objects.values_list("pk", flat=True))


def cards_of_forty():
    return [DECLINED_WHEN_CHARGED] * 4 + [ASKS_EVERY_TIME] * 2 + ["4242424242424242"] * 34


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_one_payment_charge_it_once(provider):
    payment = owing(provider)
    provider.slow_s = 0.05

    race([partial(charging.charge, payment)] * 8)
    Payment.objects.update(next_try_at=Now())  # the lease is lost, and everybody tries again
    race([partial(charging.charge_taken, Payment.objects.get())] * 8)

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_a_worker_that_dies_after_the_charge_is_followed_by_one_that_finds_it_made(provider, monkeypatch):
    payment = owing(provider)

    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(charging, "settle", die)
    with pytest.raises(KeyboardInterrupt):
        run_errands()
    monkeypatch.undo()
    time_passes(minutes=3)
    run_errands()

    assert stands(payment) == ("paid", "confirmed")
    assert provider.charges == [4800]


def test_a_customer_who_does_not_act_is_reminded_twice_and_then_the_order_ends(provider):
    payment = owing(provider, number=DECLINED_WHEN_CHARGED)
    run_errands()
    told = []

    with heard(payment_reminded, preorder_ended) as said:
        for hour in range(0, 73, 4):
            run_errands()
            told += [(hour, signal) for signal, _ in said]
            said.clear()
            time_passes(hours=4)
        run_errands()
        told += [(76, signal) for signal, _ in said]

    assert (timedelta(hours=24), timedelta(hours=60)) == REMINDERS
    assert told == [(24, payment_reminded), (60, payment_reminded), (72, preorder_ended)]
    assert stands(payment) == ("dropped", "cancelled")
    assert payment.preorder.end_reason == "The card could not be charged, and no other one was given within 72 hours."
    assert payment.preorder.claims.live().count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_remind_once(provider):
    owing(provider, number=DECLINED_WHEN_CHARGED)
    run_errands()
    time_passes(hours=25)

    with heard(payment_reminded) as said:
        race([remind_due] * 4)

    assert len(said) == 1


def test_nobody_is_given_up_while_the_provider_cannot_say_whether_they_paid(provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    payment.refresh_from_db()
    provider.confirm_payment(payment.intent)  # and no message of it arrives
    time_passes(hours=73)

    provider.is_down = True
    run_errands()
    assert stands(payment) == ("asked", "confirmed")
    provider.is_down = False
    time_passes(hours=1)
    run_errands()

    assert stands(payment) == ("paid", "confirmed")


def test_an_order_that_is_cancelled_while_its_charge_is_made_gets_its_money_back(provider):
    payment = owing(provider)
    mine = charging.take(payment, Payment.objects.owed())
    cancel(payment.preorder, reason="broken mould", by=make.admin())

    charging.charge_taken(mine)
    run_errands()

    assert stands(payment) == ("dropped", "cancelled")
    assert provider.charges == []


def test_money_that_comes_for_an_order_that_was_cancelled_goes_back_at_once(provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    payment.refresh_from_db()
    provider.confirm_payment(payment.intent)
    cancel(payment.preorder, reason="broken mould", by=make.admin())

    run_errands()

    assert stands(payment) == ("surplus", "cancelled")
    assert (provider.charges, provider.given_back) == ([4800], [4800])
    refund = payment.refunds.get()
    assert (refund.status, refund.reason) == (
        "done",
        "It was charged after the order had ended, or was paid otherwise.",
    )
    payment.preorder.refresh_from_db()
    assert payment.preorder.paid_minor == 0


def test_a_payment_that_is_paid_is_not_tried_again(provider):
    payment = owing(provider)
    run_errands()
    payment.refresh_from_db()

    with pytest.raises(NothingToPay):
        paying.try_again(payment)


def test_a_card_that_vanished_at_the_provider_is_asked_for_anew(provider):
    payment = owing(provider)
    provider.loses_cards()

    run_errands()

    assert stands(payment) == ("asked", "confirmed")
    assert (payment.wants, payment.last_error) == ("card", "The card that was saved is no longer known.")


def test_without_keys_nobody_is_asked_for_money(provider, settings):
    payment = owing(provider)
    settings.STRIPE_SECRET_KEY = ""
    before = len(provider.calls)

    run_errands()

    assert (stands(payment), len(provider.calls)) == (("owed", "confirmed"), before)


def test_both_providers_are_one_interface(provider):
    methods = {name for name in vars(Provider) if not name.startswith("_")}

    assert methods == {"collect", "close", "give_back", "forget", "moved_since"}
    for way in Preorder.PayBy.values:
        assert methods <= set(dir(provider_of(way)))
    assert list(provider_of("desk").moved_since(make.now())) == []


def test_keys_that_stripe_refuses_are_no_fault_of_the_customer(provider, settings):
    payment = owing(provider)
    settings.STRIPE_SECRET_KEY = "wrong"

    run_errands()

    assert stands(payment) == ("owed", "confirmed")
    assert payment.last_error == "Unauthorized"


def test_what_becomes_of_a_payment_is_in_the_journal(provider):
    payment = owing(provider, number=DECLINED_WHEN_CHARGED)
    run_errands()
    cards.look(type_card(provider, payment.preorder))
    run_errands()

    lines = Entry.objects.filter(kind="capsules.preorder", row=payment.preorder_id).order_by("id")
    assert list(lines.values_list("who", "verb")) == [
        ("customer", "reserved"),
        ("customer", "preordered"),
        ("customer", "saved a card for"),
        ("worker", "could not charge"),
        ("customer", "saved a card for"),
        ("worker", "took the money for"),
    ]
