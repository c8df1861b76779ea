"""Who asks the worker to plan: an approval, an admin, and the sweep for what nobody asked for."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from capsules import signals as capsules
from capsules.models import Run
from coop.models import Entry
from scheduling import tasks
from scheduling.actions.opening import plan_again
from scheduling.actions.sweeping import ask_for_what_is_due, orders_left
from scheduling.models import NodePlan, Plan
from tests import make
from tests.scheduling.planned import order_for, plan_run
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_an_approved_run_opens_a_step_for_each_stop_and_rings_the_worker_on_commit(
    django_capture_on_commit_callbacks,
):
    pottery = Pottery(pieces=6)

    with patch.object(tasks.plan_node, "apply_async") as ring, django_capture_on_commit_callbacks(execute=True):
        capsules.run_approved.send(sender=Run, run=pottery.run)
        assert not ring.called

    assert list(pottery.run.steps.values_list("rank", "operation__name", "pieces", "status")) == [
        (1, "Thrown", 6, "waiting"),
        (2, "Bisque fired", 6, "waiting"),
    ]
    order = NodePlan.objects.get()
    assert (order.node, order.status, order.reason) == (pottery.node, "wanted", "Low Tide was approved.")
    assert ring.call_args.args[0] == (order.pk,)


def test_the_sweep_asks_again_for_runs_without_place_ten_minutes_after_the_last_look():
    hopeless, planned = Pottery(qualified=False), Pottery()
    plan_run(planned.run)
    plan_run(hopeless.run)

    ask_for_what_is_due()
    assert list(orders_left()) == []
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        ask_for_what_is_due()
        (order,) = orders_left()
        assert (order.node, order.reason) == (hopeless.node, "Low Tide has no station time yet.")
        plan_run(hopeless.run)
        ask_for_what_is_due()
        assert list(orders_left()) == []
    assert Plan.objects.filter(run=hopeless.run).count() == 1


def test_the_sweep_rings_for_what_is_wanted_and_for_what_a_dead_worker_left():
    wanted, left, alive = (order_for(Pottery().node) for _ in range(3))
    now = timezone.now()
    for order, heard_at in ((left, now - timedelta(minutes=2)), (alive, now)):
        order.become("thinking", thinking_at=heard_at, alive_at=heard_at)

    with patch.object(tasks.plan_node, "delay") as ring:
        tasks.sweep_plans()

    assert sorted(call.args for call in ring.call_args_list) == [(wanted.pk,), (left.pk,)]
    left.refresh_from_db()
    assert left.status == "wanted"


def test_an_admin_asks_the_worker_to_look_again(django_capture_on_commit_callbacks):
    pottery, ada = Pottery(), make.admin()

    with patch.object(tasks.plan_node, "apply_async") as ring, django_capture_on_commit_callbacks(execute=True):
        plan_again(pottery.run, by=ada)

    order = NodePlan.objects.get()
    assert (order.by, order.reason) == (ada, "Ada asked to plan Low Tide again.")
    assert ring.call_args.args[0] == (order.pk,)
    assert Entry.objects.filter(by=ada, verb="asked to plan", row=pottery.run.pk).exists()


def test_with_the_broker_away_the_approval_stands(django_capture_on_commit_callbacks):
    pottery = Pottery()

    with (
        patch.object(tasks.plan_node, "apply_async", side_effect=ConnectionError),
        django_capture_on_commit_callbacks(execute=True),
    ):
        capsules.run_approved.send(sender=Run, run=pottery.run)

    assert [order.node for order in orders_left()] == [pottery.node]
