"""A piece is held while its customer gives a card: it becomes an order, or it comes back."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from capsules.actions import cards, holding
from capsules.actions.closing import close
from capsules.actions.preordering import OverLimit, Reserved, SoldOut, cancel, preorder
from capsules.actions.running import approve
from capsules.actions.working import run_errands
from capsules.models import Capsule, Card, Claim, Preorder, Run
from capsules.refusals import HoldOver, NotAtTheDesk
from capsules.signals import preorder_ended, preorder_placed
from capsules.tasks import sweep_closings, sweep_holds
from coop.actions.journal import CUSTOMER
from coop.models import Entry
from tests import make
from tests.capsules.ordering import heard, order, positions
from tests.capsules.racing import race
from tests.capsules.test_closing import closed_with, ends

from .buying import approved, buy, hold, local, pieces, time_passes, type_card

pytestmark = pytest.mark.django_db


def test_an_order_by_card_is_held_for_a_quarter_of_an_hour_and_announced_to_nobody(provider):
    capsule = make.capsule()

    with heard(preorder_placed) as said:
        held = hold(capsule, 2)

    assert (held.status, held.pay_by, positions(held)) == ("held", "card", [1, 2])
    assert held.held_until - held.placed_at == timedelta(minutes=15)
    assert said == []
    entry = Entry.objects.get(kind="capsules.preorder", row=held.pk)
    assert (entry.verb, entry.details["positions"]) == ("reserved", [1, 2])


def test_what_costs_nothing_needs_no_card():
    capsule = make.capsule(tiers=[(1, 50, {"amount_minor": -4800})])

    assert hold(capsule).status == Preorder.Status.PLACED


def test_row_2_the_last_piece_is_reserved_until_a_time_that_is_said(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    held = hold(capsule)

    with pytest.raises(Reserved) as refused:
        order(capsule)

    assert str(refused.value) == (
        f"The last pieces are reserved while others pay: one may come back at {local(held.held_until, capsule)} "
        "in Rotterdam. Nothing was ordered."
    )
    assert refused.value.back_at == held.held_until


def test_row_2_when_the_hold_lapses_another_buys_and_the_late_card_is_refused_uncharged_and_forgotten(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    late = hold(capsule)
    card = type_card(provider, late)
    time_passes(minutes=16)

    bought = order(capsule)
    with pytest.raises(HoldOver) as refused:
        cards.look(card)
    run_errands()

    late.refresh_from_db()
    assert (late.status, positions(late), positions(bought)) == ("lapsed", [], [1])
    assert str(refused.value) == (
        f"It was held until {local(late.held_until, capsule)}, and no card was saved by then. "
        "Nothing was ordered, nothing is charged, and the card is not kept."
    )
    assert (provider.charges, provider.kept_cards) == ([], 0)


def test_row_2_the_customer_who_comes_too_late_is_told_so_on_the_page(client, provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    late = hold(capsule)
    type_card(provider, late)
    time_passes(minutes=16)
    order(capsule)

    answer = client.post(reverse("pay-done", args=[late.secret]), follow=True)

    assert answer.redirect_chain == [(late.get_absolute_url(), 302)]
    page = " ".join(answer.text.split())
    assert "<h1>No longer held for you</h1>" in page
    assert "no card was saved by then. Nothing was ordered, and nothing is charged." in page


def test_row_3_a_hold_becomes_an_order_by_moving_its_row_and_its_claims_stay(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    held = hold(capsule)
    claims = list(Claim.objects.values_list("pk", "position", "cancelled_at"))

    with heard(preorder_placed) as said:
        cards.look(type_card(provider, held))

    placed = Preorder.objects.get()
    assert (placed.pk, placed.status, said) == (held.pk, "placed", [(preorder_placed, held)])
    assert list(Claim.objects.values_list("pk", "position", "cancelled_at")) == claims
    assert placed.placed_at > held.placed_at
    card = Card.objects.saved().get(preorder=placed)
    assert str(card) == "Visa ending in 4242"


@pytest.mark.django_db(transaction=True)
def test_row_3_while_a_hold_becomes_an_order_no_other_buyer_finds_the_piece_free(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    held = hold(capsule)
    card = type_card(provider, held)
    rivals = [partial(order, capsule, variant=capsule.variants.get()) for _ in range(12)]

    answers = race([partial(cards.look, card), *rivals], threads=8)

    assert answers[0] is True
    assert set(map(type, answers[1:])) <= {Reserved, SoldOut}
    assert pieces(capsule) == {"placed": 1}


@pytest.mark.django_db(transaction=True)
def test_a_late_card_and_a_new_buyer_at_the_same_instant_have_one_winner(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    card = type_card(provider, hold(capsule))
    time_passes(minutes=16)

    answers = race([partial(cards.look, card), partial(order, capsule, variant=capsule.variants.get())])

    assert type(answers[0]) is HoldOver
    assert type(answers[1]) is Preorder
    assert pieces(capsule) == {"placed": 1}


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_sixteen_times_holds_once(provider):
    capsule = make.capsule(edition_size=1, minimum=1)
    form = hold(capsule)
    again = partial(
        preorder,
        capsule,
        variant=form.variant,
        quantity=1,
        name=form.name,
        email=form.email,
        pickup_node=form.pickup_node,
        idempotency_key=form.idempotency_key,
        pay_by="card",
    )

    assert race([again] * 16) == [form] * 16
    assert Preorder.objects.count() == 1


def test_what_is_held_counts_towards_the_limit_of_its_customer(provider):
    capsule = make.capsule(per_customer=1)
    hold(capsule, email="nora@example.org")

    with pytest.raises(OverLimit):
        order(capsule, email="nora@example.org")


def test_a_sweep_lets_lapse_what_is_over_and_says_so_once(provider):
    capsule = make.capsule()
    over, lives = hold(capsule), hold(capsule)
    Preorder.objects.filter(pk=over.pk).update(held_until=make.now() - timedelta(seconds=1))

    with heard(preorder_ended) as said:
        sweep_holds()
        sweep_holds()

    assert said == [(preorder_ended, over)]
    over.refresh_from_db(), lives.refresh_from_db()
    assert (over.status, lives.status) == ("lapsed", "held")
    assert pieces(capsule) == {"held": 1}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_let_each_hold_lapse_once(provider):
    capsule = make.capsule()
    orders = [hold(capsule) for _ in range(5)]
    time_passes(minutes=16)

    with heard(preorder_ended) as said:
        race([sweep_holds] * 4)

    assert sorted(row.pk for _, row in said) == [each.pk for each in orders]


def test_a_hold_is_let_go_by_its_customer(provider):
    capsule = make.capsule()
    held = hold(capsule)
    type_card(provider, held)

    cancel(held, by=CUSTOMER)
    run_errands()

    held.refresh_from_db()
    assert (held.status, pieces(capsule), provider.kept_cards) == ("cancelled", {}, 0)


def test_what_is_only_held_does_not_sell_an_edition_out(provider):
    capsule = make.capsule(edition_size=2, minimum=1)
    order(capsule), hold(capsule)

    sweep_closings()

    capsule.refresh_from_db()
    assert (capsule.status, Run.objects.count()) == (Capsule.Status.LISTED, 0)


def test_closing_waits_for_the_last_hold_which_may_still_become_an_order(provider):
    capsule = make.capsule(minimum=2)
    order(capsule)
    held = hold(capsule)
    ends(capsule)

    assert close(capsule) is None
    cards.look(type_card(provider, held))
    run = close(capsule)

    assert (run.pieces, pieces(capsule)) == (2, {"placed": 2})


def test_closing_lets_lapse_what_is_over_and_does_not_count_it_towards_the_minimum(provider):
    capsule = make.capsule(minimum=2)
    order(capsule), hold(capsule)
    ends(capsule)
    time_passes(minutes=16)

    assert close(capsule) is None

    capsule.refresh_from_db()
    assert capsule.status == Capsule.Status.CLOSED
    assert Counter(Preorder.objects.values_list("status", flat=True)) == {"released": 1, "lapsed": 1}


def test_a_hold_turns_to_the_desk_instead_and_its_card_is_forgotten(provider):
    capsule = make.capsule()
    held = hold(capsule)
    type_card(provider, held)

    with heard(preorder_placed) as said:
        placed = holding.pay_at_desk(held)
    run_errands()

    assert (placed.status, placed.pay_by, len(said)) == ("placed", "desk", 1)
    assert provider.kept_cards == 0


def test_an_order_turns_to_the_desk_until_its_run_is_approved(provider):
    capsule = make.capsule(minimum=1)
    first, second = buy(provider, capsule), buy(provider, capsule)

    assert holding.pay_at_desk(first).pay_by == "desk"
    approved(capsule)
    with pytest.raises(NotAtTheDesk):
        holding.pay_at_desk(second)

    assert [each.preorder for each in second.payments.all()] == [second]
    assert not first.payments.exists()


def test_an_ended_order_cannot_turn_to_the_desk(provider):
    capsule = make.capsule()
    placed = buy(provider, capsule)
    cancel(placed, by=CUSTOMER)

    with pytest.raises(HoldOver):
        holding.pay_at_desk(placed)


def test_the_word_that_a_card_is_saved_comes_after_the_order_was_cancelled(provider):
    held = hold(make.capsule())
    card = type_card(provider, held)
    cancel(held, by=CUSTOMER)

    with pytest.raises(HoldOver):
        cards.look(card)

    held.refresh_from_db()
    assert (held.status, Card.objects.saved().count()) == ("cancelled", 0)


def test_a_card_that_the_bank_refuses_when_it_is_saved_keeps_the_hold_and_the_form_opens_anew(provider):
    held = hold(make.capsule())
    refused = type_card(provider, held, "4000000000000002")

    assert cards.look(refused) is False
    second, setup = cards.ask(held)

    held.refresh_from_db()
    assert (held.status, setup.is_open) == ("held", True)
    assert second.setup != refused.setup
    provider.save_card(second.setup)
    assert cards.look(second) is True


def test_the_form_is_the_same_however_often_the_page_is_opened(provider):
    held = hold(make.capsule())

    opened = [cards.ask(held)[0].setup for _ in range(3)]

    assert len(set(opened)) == 1
    assert Card.objects.count() == 1


def test_an_approval_counts_no_hold(provider):
    capsule = make.capsule(minimum=1)
    order(capsule)
    run = closed_with(capsule)

    assert approve(run, by=make.admin()).pieces == 1
