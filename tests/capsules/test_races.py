from collections import Counter
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from capsules.actions import preordering
from capsules.actions.closing import close
from capsules.actions.preordering import CannotCancel, OverLimit, SoldOut, cancel
from capsules.actions.running import approve
from capsules.actions.waiting import join
from capsules.models import Capsule, Claim, Preorder, Run, Waiting
from capsules.refusals import BelowMinimum
from capsules.signals import preorder_ended, preorder_placed, run_proposed
from capsules.tasks import sweep_closings
from coop.actions.journal import CUSTOMER
from tests import make

from .ordering import heard, order
from .racing import race
from .test_closing import closed_with, ends

pytestmark = pytest.mark.django_db(transaction=True)


def storm(capsule, customers):
    """That many customers order one piece each. How many times each answer was given."""
    variant = capsule.variants.get()
    answers = race([partial(order, capsule, variant=variant) for _ in range(customers)], threads=16)
    return Counter(type(answer).__name__ for answer in answers)


@pytest.fixture
def without_the_unique_position(monkeypatch):
    """The claims' constraint dropped, and put back when the oversold claims are gone."""
    rule = next(each for each in Claim._meta.constraints if each.name == "position_is_claimed_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Claim, rule)
    yield
    Claim.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Claim, rule)


def test_row_1_a_thousand_customers_for_fifty_pieces():
    capsule = make.capsule(edition_size=50)

    answers = storm(capsule, 1000)

    assert answers == {"Preorder": 50, "SoldOut": 950}
    assert sorted(Claim.objects.values_list("position", flat=True)) == list(range(1, 51))
    assert Preorder.objects.count() == 50


def test_the_race_bites_without_lock_and_constraint_it_oversells(without_the_unique_position, monkeypatch):
    monkeypatch.setattr(preordering, "locked", lambda capsule: Capsule.objects.annotate(now=Now()).get(pk=capsule.pk))
    capsule = make.capsule(edition_size=50)

    storm(capsule, 200)

    claimed = list(Claim.objects.values_list("position", flat=True))
    assert len(claimed) > 50
    assert len(set(claimed)) < len(claimed)


def test_the_constraint_alone_already_refuses_the_oversell(monkeypatch):
    monkeypatch.setattr(preordering, "locked", lambda capsule: Capsule.objects.annotate(now=Now()).get(pk=capsule.pk))
    capsule = make.capsule(edition_size=5, minimum=1)

    answers = storm(capsule, 60)

    assert set(answers) <= {"Preorder", "SoldOut", "Overtaken"}
    claimed = list(Claim.objects.values_list("position", flat=True))
    assert len(claimed) == len(set(claimed)) == answers["Preorder"] <= 5


def test_row_6_the_same_form_sent_sixteen_times_at_the_same_instant_is_one_order():
    capsule = make.capsule(per_customer=2)
    form = {"idempotency_key": uuid4(), "email": "nora@example.org", "variant": capsule.variants.get()}

    with heard(preorder_placed) as said:
        answers = race([partial(order, capsule, 2, **form)] * 16)

    assert answers == [Preorder.objects.get()] * 16
    assert (Claim.objects.count(), len(said)) == (2, 1)


def test_row_6_the_last_piece_ordered_by_a_double_click_is_no_refusal():
    capsule = make.capsule(edition_size=1, minimum=1)
    form = {"idempotency_key": uuid4(), "variant": capsule.variants.get()}

    assert race([partial(order, capsule, **form)] * 8) == [Preorder.objects.get()] * 8


def test_row_5_two_orders_of_one_customer_at_the_same_instant_keep_the_limit():
    capsule = make.capsule(per_customer=2)
    nora = {"email": "nora@example.org", "variant": capsule.variants.get()}

    answers = race([partial(order, capsule, 2, **nora) for _ in range(6)])

    assert Counter(type(answer) for answer in answers) == {Preorder: 1, OverLimit: 5}


@pytest.mark.parametrize("attempt", range(6))
def test_row_10_the_approval_and_the_cancellation_of_the_twentieth_have_one_winner(attempt):
    capsule = make.capsule(minimum=2)
    placed = [order(capsule), order(capsule)]
    run, admin = closed_with(capsule), make.admin()
    approving, cancelling = partial(approve, run, by=admin), partial(cancel, placed[0], by=CUSTOMER)

    answers = race([approving, cancelling] if attempt % 2 else [cancelling, approving])

    run.refresh_from_db()
    live = Claim.objects.live().count()
    assert (run.status, live, {type(answer) for answer in answers}) in [
        (Run.Status.APPROVED, 2, {Run, CannotCancel}),
        (Run.Status.PROPOSED, 1, {Preorder, BelowMinimum}),
    ]


@pytest.mark.parametrize("closing", ["verb", "sweep"])
def test_row_9_two_closes_at_once_release_each_customer_once(closing):
    capsule = make.capsule(minimum=20)
    orders = [order(capsule) for _ in range(19)]
    ends(capsule)

    with heard(preorder_ended) as said:
        race([partial(close, capsule) if closing == "verb" else sweep_closings] * 4)

    assert sorted(row.pk for _, row in said) == [each.pk for each in orders]
    assert set(Preorder.objects.values_list("status", flat=True)) == {Preorder.Status.RELEASED}


def test_two_closes_at_once_propose_one_run():
    capsule = make.capsule(minimum=1)
    order(capsule)
    ends(capsule)

    with heard(run_proposed) as said:
        answers = race([partial(close, capsule)] * 4)

    assert sorted(map(str, answers)) == sorted([str(Run.objects.get()), "None", "None", "None"])
    assert len(said) == 1


def test_a_sweep_passes_by_a_capsule_that_somebody_holds():
    held, due = make.capsule(minimum=1), make.capsule(minimum=1)
    for capsule in (held, due):
        order(capsule)
        ends(capsule)

    def sweep_meanwhile():
        with preordering.transaction.atomic():
            preordering.locked(held)
            race([sweep_closings])

    sweep_meanwhile()

    assert list(Run.objects.values_list("capsule", flat=True)) == [due.pk]


def test_a_cancelled_piece_is_sold_once():
    capsule = make.capsule(edition_size=1, minimum=1)
    cancel(order(capsule), by=CUSTOMER)
    variant = capsule.variants.get()

    answers = race([partial(order, capsule, variant=variant) for _ in range(8)])

    assert Counter(type(answer) for answer in answers) == {Preorder: 1, SoldOut: 7}


def test_nobody_waits_twice_though_they_ask_twice_at_once():
    capsule = make.capsule(edition_size=1, minimum=1)
    order(capsule)

    answers = race([partial(join, capsule, email=email) for email in ("nora@example.org", "Nora@example.org")] * 2)

    assert sorted(map(type, answers), key=str) == sorted([Waiting, *[type(None)] * 3], key=str)
