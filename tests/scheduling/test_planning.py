"""An approved run gets its station time, or a sentence why there is none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import Range

from capsules.models import Run
from coop.models import Closure
from scheduling import planner
from scheduling.actions.adopting import BrokenPlan
from scheduling.actions.booking import book
from scheduling.actions.opening import open_steps
from scheduling.actions.planning import plan_node
from scheduling.models import Booking, Firing, LoadShare, Plan, Step
from tests import make
from tests.scheduling.planned import order_for, plan_run, plan_the
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def test_every_step_is_booked_and_the_run_says_when_it_ends():
    pottery = Pottery(pieces=6)
    open_steps(pottery.run)

    plan = plan_run(pottery.run)

    thrown, fired = pottery.run.steps.all()
    assert [step.status for step in (thrown, fired)] == ["planned", "planned"]
    session = thrown.bookings.get()
    assert (session.station, session.purpose, session.maker) == (pottery.wheel, "step", pottery.maker)
    assert session.during == Range(amsterdam(1, 9), amsterdam(1, 12))
    firing = Firing.objects.get()
    assert firing.booking.during == Range(amsterdam(2, 12), amsterdam(3, 11))
    assert (firing.fires_at, firing.opens_at) == (amsterdam(2, 12, 30), amsterdam(3, 10, 20))
    share = LoadShare.objects.get()
    assert (share.firing, share.step, share.pieces, share.litres) == (firing, fired, 6, Decimal("24.0"))
    pottery.run.refresh_from_db()
    assert (pottery.run.status, pottery.run.expected_at) == ("planned", firing.booking.during.upper)
    assert plan == Plan.objects.get()
    assert (plan.ends_at, plan.attempts) == (firing.booking.during.upper, 1)
    assert plan.reason


def test_an_order_is_answered_once_and_a_second_one_finds_nothing_better():
    pottery = Pottery()
    first = plan_the(pottery.node)

    assert not plan_node(first)
    second = plan_the(pottery.node)

    assert (first.status, second.status, second.objectives) == ("written", "nothing", second.before)
    assert (Plan.objects.count(), Booking.objects.count()) == (1, 2)


def test_a_run_joins_a_firing_that_has_room():
    pottery = Pottery()
    first, second = pottery.another_run(pieces=10), pottery.another_run(pieces=15)

    Run.objects.filter(pk=pottery.run.pk).delete()
    plan_run(first)
    plan_run(second)

    firing = Firing.objects.get()
    assert (firing.taken_l, firing.free_l) == (Decimal("100.0"), 0)
    assert list(firing.shares.values_list("step__run", "litres")) == [(first.pk, 40), (second.pk, 60)]


def test_a_full_firing_is_left_alone_and_the_technician_serves_one_kiln_at_a_time():
    pottery = Pottery()
    make.kiln("Small kiln", of=pottery.firing, at=pottery.node, capacity_l=100)
    for _ in range(2):
        pottery.another_run(pieces=25)
    Run.objects.filter(pk=pottery.run.pk).delete()
    plan_the(pottery.node)

    loadings = [(firing.booking.during.lower, firing.fires_at) for firing in Firing.objects.all()]
    assert loadings == [
        (amsterdam(1, 9), amsterdam(1, 9, 30)),
        (amsterdam(1, 9, 30), amsterdam(1, 10)),
    ]


def test_bookings_by_hand_and_closures_are_planned_around():
    pottery = Pottery(pieces=6)
    ida = make.maker_user(pottery.maker)
    book(pottery.wheel, maker=pottery.maker, start=amsterdam(1, 9), end=amsterdam(1, 16), by=ida)
    Closure.objects.create(node=pottery.node, days=Range(date(2027, 3, 2), date(2027, 3, 4)), reason="holiday")

    plan_run(pottery.run)

    thrown = pottery.run.steps.first()
    assert [each.during for each in thrown.bookings.all()] == [
        Range(amsterdam(1, 16), amsterdam(1, 18)),
        Range(amsterdam(4, 9), amsterdam(4, 10)),
    ]


def test_stations_of_other_nodes_and_retired_ones_are_not_used():
    pottery = Pottery()
    pottery.wheel.retired_at = amsterdam(1, 7)
    pottery.wheel.save()
    make.station("Wheel elsewhere", of=pottery.throwing)

    plan_run(pottery.run)

    pottery.run.refresh_from_db()
    assert (pottery.run.status, pottery.run.obstacle) == ("approved", "“Thrown” needs a wheel, and there is none.")
    assert not Booking.objects.exists()


def test_hours_stay_local_when_the_clocks_change():
    pottery = Pottery(pieces=6, hours=[(0, 9, 12)])
    with time_machine.travel(datetime(2027, 3, 22, 12, tzinfo=UTC), tick=False):
        plan_run(pottery.run)

    assert pottery.run.steps.first().bookings.get().during == Range(
        datetime(2027, 3, 29, 7, tzinfo=UTC), datetime(2027, 3, 29, 10, tzinfo=UTC)
    )


def test_a_maker_who_is_not_qualified_is_the_obstacle():
    pottery = Pottery(qualified=False)
    make.qualify(pottery.maker, pottery.throwing, until=date(2027, 2, 28))
    make.qualify(pottery.maker, pottery.firing)

    plan = plan_run(pottery.run)

    pottery.run.refresh_from_db()
    assert (pottery.run.status, pottery.run.obstacle) == ("approved", "Kiezel is not qualified for wheel.")
    assert (plan.ends_at, plan.reason) == (None, pottery.run.obstacle)


def test_a_kind_that_needs_no_qualification_is_open_to_all():
    pottery = Pottery(qualified=False)
    pottery.throwing.needs_qualification = pottery.firing.needs_qualification = False
    pottery.throwing.save()
    pottery.firing.save()

    assert plan_run(pottery.run).ends_at


def test_a_qualification_that_ends_within_the_plan_is_used_only_until_then():
    pottery = Pottery(qualified=False, pieces=40)
    make.qualify(pottery.maker, pottery.throwing, until=date(2027, 3, 2))
    make.qualify(pottery.maker, pottery.firing)

    plan_run(pottery.run)

    pottery.run.refresh_from_db()
    assert pottery.run.status == "approved"  # 20 hours of throwing, and two days of nine
    assert pottery.run.obstacle


def test_a_capsule_without_a_route_waits_for_one():
    run = make.run(make.capsule("Low Tide", status="closed"))

    plan_run(run)
    run.refresh_from_db()
    assert run.obstacle == "Low Tide has no route yet. Add the stations that it passes, then plan it again."

    kind = make.kind(needs_qualification=False)
    make.station(of=kind, at=run.capsule.made_at)
    make.operation(run.capsule, on=kind)
    assert plan_run(run).ends_at
    run.refresh_from_db()
    assert (run.status, run.obstacle) == ("planned", "")


def test_a_node_that_is_never_staffed_makes_nothing():
    pottery = Pottery(hours=[])

    plan_run(pottery.run)

    pottery.run.refresh_from_db()
    assert pottery.run.status == "approved"
    assert "staffed hours" in pottery.run.obstacle


def test_a_plan_that_breaks_a_rule_is_never_written():
    pottery = Pottery()

    with patch.object(planner, "check", return_value=["a bowl floats"]), pytest.raises(BrokenPlan):
        plan_run(pottery.run)

    assert (Booking.objects.count(), Plan.objects.count()) == (0, 0)
    assert {step.status for step in Step.objects.all()} == {"waiting"}


def test_row_16_a_firing_cools_through_a_closed_day_and_is_unloaded_after_it():
    pottery = Pottery()
    run = pottery.another_run()
    Run.objects.filter(pk=pottery.run.pk).delete()
    Closure.objects.create(node=pottery.node, days=Range(date(2027, 3, 2), date(2027, 3, 4)), reason="holiday")

    plan_run(run)

    firing = Firing.objects.get()
    assert firing.opens_at == amsterdam(2, 7, 20)
    assert firing.booking.during == Range(amsterdam(1, 9), amsterdam(4, 9, 30))


def test_unattended_work_is_set_up_by_day_and_runs_into_the_night():
    pottery = Pottery()
    capsule = make.capsule(maker=pottery.maker, status="closed")
    make.operation(capsule, on=pottery.throwing, minutes_per_piece=120, setup_minutes=30, unattended=True)
    run = make.run(capsule, pieces=6)
    Run.objects.filter(pk=pottery.run.pk).delete()

    plan_run(run)

    assert run.steps.get().bookings.get().during == Range(amsterdam(1, 9), amsterdam(1, 21, 30))


def test_a_station_is_occupied_for_its_own_set_up_and_clearing_around_each_session():
    pottery = Pottery(pieces=6)
    pottery.wheel.setup_minutes, pottery.wheel.clearing_minutes = 15, 30
    pottery.wheel.save()

    plan_run(pottery.run)

    session = pottery.run.steps.first().bookings.get()
    assert session.during == Range(amsterdam(1, 9, 15), amsterdam(1, 12, 15))
    assert session.occupied == Range(amsterdam(1, 9), amsterdam(1, 12, 45))


def test_twenty_runs_are_planned_together_with_few_queries_each():
    pottery = Pottery()
    make.station("Wheel 2", of=pottery.throwing, at=pottery.node)
    make.kiln("Small kiln", of=pottery.firing, at=pottery.node, capacity_l=100)
    for _ in range(19):
        pottery.another_run(pieces=8)
    order = order_for(pottery.node)

    with CaptureQueriesContext(connection) as queries:
        plan_node(order, seconds=0)

    assert order.run_plans.count() == 20
    assert len(queries) <= 20 * 14 + 40
