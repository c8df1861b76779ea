from datetime import timedelta

import pytest
from django.utils import timezone

from capsules.actions.preordering import cancel
from capsules.actions.running import approve, mark_made, mark_planned, mark_started, mark_unplannable, withdraw
from capsules.models import Preorder, Run
from capsules.refusals import AlreadyDecided, BelowMinimum
from capsules.signals import preorder_ended, run_approved, run_unplannable, run_withdrawn
from coop.actions.journal import CUSTOMER
from coop.lifecycle import IllegalMove
from tests import make

from .ordering import heard, order
from .test_closing import closed_with

pytestmark = pytest.mark.django_db


def proposed(*, orders=2, **fields):
    capsule = make.capsule(**{"minimum": 1} | fields)
    placed = [order(capsule) for _ in range(orders)]
    return closed_with(capsule), placed


def approved():
    run, _ = proposed()
    return approve(run, by=make.admin())


def test_an_approval_fixes_the_pieces_and_confirms_the_orders():
    run, (first, second) = proposed()
    cancel(first, by=CUSTOMER)
    admin = make.admin()

    with heard(run_approved) as said:
        run = approve(run, by=admin)

    assert said == [(run_approved, run)]
    assert (run.status, run.pieces, run.approved_by) == (Run.Status.APPROVED, 1, admin)
    assert list(Preorder.objects.values_list("pk", "status")) == [(first.pk, "cancelled"), (second.pk, "confirmed")]


def test_row_10_a_run_below_its_minimum_is_not_approved():
    run, (first, _) = proposed(minimum=2)
    cancel(first, by=CUSTOMER)

    with pytest.raises(BelowMinimum) as refused:
        approve(run, by=make.admin())

    assert (refused.value.standing, refused.value.minimum) == (1, 2)
    run.refresh_from_db()
    assert run.status == Run.Status.PROPOSED


def test_a_run_is_decided_once():
    run, _ = proposed()
    approve(run, by=make.admin())

    for again in (lambda: approve(run, by=make.admin()), lambda: withdraw(run, reason="no", by=make.admin())):
        with pytest.raises(AlreadyDecided):
            again()


def test_a_withdrawn_run_releases_everybody_with_the_reason():
    run, orders = proposed()

    with heard(run_withdrawn, preorder_ended) as said:
        withdraw(run, reason="The kiln is broken.", by=make.admin())

    assert said == [*((preorder_ended, each) for each in orders), (run_withdrawn, run)]
    assert set(Preorder.objects.values_list("status", "end_reason")) == {("released", "The kiln is broken.")}


def test_a_run_is_planned_started_and_made():
    run = approved()
    ends = timezone.now() + timedelta(days=9)

    mark_planned(run, expected_at=ends)
    mark_started(run, by=make.user())
    mark_started(run, by=make.user())
    mark_made(run, by=make.user())

    run.refresh_from_db()
    assert (run.status, run.expected_at) == (Run.Status.MADE, ends)
    assert run.approved_at <= run.planned_at <= run.started_at <= run.made_at


def test_a_run_is_not_made_before_it_is_started():
    with pytest.raises(IllegalMove):
        mark_made(approved(), by=make.user())


def test_a_run_without_a_place_says_why_and_is_news_once():
    run = approved()

    with heard(run_unplannable) as said:
        mark_unplannable(run, obstacle="No kiln reaches 1222 °C.")
        mark_unplannable(run, obstacle="No kiln reaches 1222 °C.")
        mark_unplannable(run, obstacle="Oosterkade is closed.")

    assert said == [(run_unplannable, run)] * 2
    assert list(Run.objects.waiting_for_stations().values_list("obstacle", flat=True)) == ["Oosterkade is closed."]


def test_a_plan_removes_the_obstacle():
    run = approved()
    mark_unplannable(run, obstacle="No kiln.")

    mark_planned(run, expected_at=timezone.now())

    run.refresh_from_db()
    assert (run.status, run.obstacle) == (Run.Status.PLANNED, "")
