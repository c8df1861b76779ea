"""Workers that plan one node at once, what comes in between, and power cuts."""

import os
import signal
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest.mock import patch

import pytest
from django.db import connection
from psycopg.types.range import Range

from capsules.models import Run
from scheduling.actions import planning
from scheduling.actions.adopting import adopt
from scheduling.actions.asking import ask_for_plan
from scheduling.actions.firing import open_firing
from scheduling.actions.making import start
from scheduling.actions.opening import open_steps
from scheduling.actions.planning import plan_node
from scheduling.actions.sweeping import orders_left
from scheduling.models import Booking, Firing, LoadShare, NodePlan, Plan
from tests import make
from tests.scheduling.planned import order_for, plan_run, plan_the
from tests.scheduling.potting import Pottery
from tests.scheduling.storms import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]


def test_two_workers_on_one_order_write_one_plan():
    pottery = Pottery()
    open_steps(pottery.run)
    order = order_for(pottery.node)

    answers = at_once(4, lambda which: plan_node(NodePlan.objects.get(pk=order.pk), seconds=0))

    assert sorted(answers) == [False, False, False, True]
    assert (Plan.objects.count(), Booking.objects.live().count(), LoadShare.objects.count()) == (1, 2, 1)


def test_many_ask_at_once_and_it_is_one_order_with_every_reason():
    node = make.node()

    orders = at_once(6, lambda which: ask_for_plan(node, reason=f"Kiln {which} broke."))

    (order,) = NodePlan.objects.all()
    assert orders == [order] * 6
    assert sorted(order.reason.splitlines()) == [f"Kiln {which} broke." for which in range(6)]


def test_runs_of_a_node_are_planned_together_and_share_stations_and_firings_without_a_clash():
    pottery = Pottery()
    runs = [pottery.run, *(pottery.another_run(pieces=10) for _ in range(3))]

    order = plan_the(pottery.node)

    assert {plan.run for plan in order.run_plans.all()} == set(runs)
    assert {run.status for run in Run.objects.all()} == {"planned"}
    assert all(firing.taken_l <= firing.capacity_l for firing in Firing.objects.all())


def in_between(happens, times=1):
    """Just before a plan is looked at and written, something happens on another connection, `times` times."""
    left = iter(range(times))

    def meanwhile(plan, rows, **words):
        if next(left, None) is not None:
            at_once(1, lambda which: happens(plan, rows))
        return adopt(plan, rows, **words)

    return patch.object(planning, "adopt", meanwhile)


def somebody_books(pottery):
    def book(plan, rows):
        session = plan.sessions[0]
        during = Range(rows.moment(session.start), rows.moment(session.end))
        return make.booking(pottery.wheel, during=during, maker=pottery.maker)

    return book


def test_a_booking_that_comes_in_between_is_planned_around():
    pottery = Pottery(pieces=6)

    with in_between(somebody_books(pottery), times=2):
        order = plan_the(pottery.node)

    assert (order.status, order.attempts) == ("written", 3)
    assert pottery.run.steps.first().bookings.get().during.lower == datetime(2027, 3, 1, 14, tzinfo=UTC)
    assert Booking.objects.filter(purpose="maker").count() == 2


def test_after_five_attempts_nothing_is_written_and_the_order_stands():
    pottery = Pottery(pieces=6)

    with in_between(somebody_books(pottery), times=5):
        order = plan_the(pottery.node)

    assert Booking.objects.exclude(purpose="maker").count() == 0
    assert (order.status, Plan.objects.count()) == ("wanted", 0)
    assert list(orders_left()) == [order]


def test_a_firing_that_fills_up_in_between_is_left_for_another():
    pottery = Pottery()
    Run.objects.filter(pk=pottery.run.pk).delete()
    plan_run(pottery.another_run(pieces=15))
    firing = Firing.objects.get()
    pottery.another_run(pieces=10)

    with in_between(lambda plan, rows: make.share(firing, maker=pottery.maker, litres=40)):
        order = plan_the(pottery.node)

    firing.refresh_from_db()
    assert (order.attempts, firing.taken_l, Firing.objects.count()) == (2, 100, 2)


def test_a_makers_firing_that_takes_the_technician_in_between_is_planned_around():
    pottery = Pottery()
    Run.objects.filter(pk=pottery.run.pk).delete()
    other = make.kiln(of=pottery.firing, at=pottery.node)
    pottery.another_run(pieces=10)
    person = make.maker_user()
    make.qualify(person.maker, pottery.firing)
    wanted = {"maker": person.maker, "program": pottery.bisque, "litres": 5, "pieces": 1, "shared": False, "by": person}

    with in_between(lambda plan, rows: open_firing(other, start=rows.moment(plan.loads[0].start), **wanted)):
        order = plan_the(pottery.node)

    loaded = sorted(booking.during.lower for booking in Booking.objects.filter(purpose="firing"))
    assert (order.attempts, len(loaded)) == (2, 2)
    assert loaded[1] - loaded[0] >= timedelta(minutes=30)


def test_a_step_that_begins_in_between_stays_where_it_is():
    pottery = Pottery(pieces=6)
    plan_run(pottery.run)
    thrown = pottery.run.steps.first()
    later = pottery.another_run()
    held = list(thrown.bookings.values_list("pk", "during", "sequence"))

    with in_between(lambda plan, rows: start(thrown, by=make.user())):
        order = plan_the(pottery.node)

    thrown.refresh_from_db()
    later.refresh_from_db()
    assert (order.attempts, thrown.status, later.status) == (2, "started", "planned")
    assert list(thrown.bookings.values_list("pk", "during", "sequence")) == held


def test_what_is_asked_while_the_planner_writes_is_an_order_of_its_own():
    pottery = Pottery()
    order = order_for(pottery.node)

    with in_between(lambda plan, rows: ask_for_plan(pottery.node, reason="Kiln 2 is out.")):
        plan_node(order, seconds=0)

    asked = NodePlan.objects.live().get()
    assert (order.status, asked.reason) == ("written", "Kiln 2 is out.")


def killed_at(statement, order):
    """Plan in a process that is killed just before its nth statement; whether it got that far."""
    connection.close()  # the child must not end the parent's session
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    so_far = count(1)

    def die(execute, sql, params, many, context):
        if next(so_far) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die):
        plan_node(order, seconds=0)
    os._exit(0)


def written():
    return (Booking.objects.count(), Firing.objects.count(), LoadShare.objects.count(), Plan.objects.count())


def test_a_worker_killed_at_any_statement_leaves_nothing_and_one_that_is_not_leaves_a_whole_plan():
    pottery = Pottery()
    open_steps(pottery.run)
    order, statement = NodePlan.objects.get(), 1

    while killed_at(statement, order):
        pottery.run.refresh_from_db()
        assert (pottery.run.status, written()) == ("approved", (0, 0, 0, 0)), f"killed before statement {statement}"
        assert {step.status for step in pottery.run.steps.all()} == {"waiting"}
        NodePlan.objects.update(status="wanted")  # as the sweep does once nothing was heard of it for a while
        statement += 1

    pottery.run.refresh_from_db()
    order.refresh_from_db()
    assert statement > 25
    assert (pottery.run.status, order.status, written()) == ("planned", "written", (2, 1, 1, 1))
    assert {step.status for step in pottery.run.steps.all()} == {"planned"}
