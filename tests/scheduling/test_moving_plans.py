"""Plans that move what is booked: rows and calendars live on, frozen hours stand still, and little moves."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.range import Range

from capsules.models import Run
from fulfillment.models import Notice
from scheduling.actions import planning
from scheduling.actions.adopting import adopt, footprint
from scheduling.actions.asking import NothingToStop, ask_for_plan, cancel_plan
from scheduling.actions.planning import plan_node
from scheduling.actions.problem_from_rows import rows_of_node
from scheduling.models import Booking, Firing, LoadShare, NodePlan, Step
from scheduling.planner import greedy
from scheduling.signals import plan_written
from tests import make
from tests.scheduling.planned import order_for, plan_run, plan_the
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def places():
    return set(Booking.objects.live().values_list("pk", "station", "during", "sequence"))


def write_from(pottery, *, start):
    """Write the greedy plan of all that may move as if it were `start`."""
    rows = rows_of_node(pottery.node, now=start, frozen=timedelta())
    order = make_order(pottery.node)
    adopt(greedy.plan(rows.problem), rows, order=order, seen=footprint(pottery.node))
    return order


def make_order(node):
    return NodePlan.objects.create(node=node, reason="The test moves it.", status="written", ended_at=timezone.now())


def test_what_moves_takes_its_row_its_uid_and_its_firing_along(heard):
    heard.to(written=plan_written)
    pottery = Pottery()
    plan_run(pottery.run)
    before = list(Booking.objects.order_by("pk").values_list("pk", "uid"))
    firing, share = Firing.objects.get(), LoadShare.objects.get()

    order = write_from(pottery, start=amsterdam(8, 8))

    assert list(Booking.objects.order_by("pk").values_list("pk", "uid")) == before
    work, fired = Booking.objects.live().order_by("during")
    assert (work.during.lower, fired.during.lower) == (amsterdam(8, 9), amsterdam(9, 12))
    assert all(booking.sequence > 0 for booking in (work, fired))
    firing.refresh_from_db()
    share.refresh_from_db()
    assert (firing.booking, firing.fires_at, firing.taken_l) == (fired, amsterdam(9, 12, 30), share.litres)
    assert share.released_at is None
    said = heard["written"][-1]
    assert (said["node_plan"], said["runs"]) == (order, [pottery.run])
    assert [(move.before.during.lower, move.after.during.lower) for move in said["moved"]] == [
        (amsterdam(1, 9), amsterdam(8, 9)),
        (amsterdam(2, 12), amsterdam(9, 12)),
    ]


def test_two_steps_swap_their_places():
    pottery = Pottery()
    plan_run(pottery.run)
    other = make.run(make_twin(pottery), pieces=6)
    plan_run(other)
    first, second = (Booking.objects.live().get(step__run=run) for run in (pottery.run, other))
    assert (first.during.lower, second.during.lower) == (amsterdam(1, 9), amsterdam(1, 12))
    Run.objects.filter(pk=other.pk).update(due_at=amsterdam(2, 9))  # more urgent now, to the greedy planner

    write_from(pottery, start=amsterdam(1, 8))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.during.lower, second.during.lower) == (amsterdam(1, 12), amsterdam(1, 9))


def make_twin(pottery):
    """Another capsule of the same route."""
    twin = make.capsule("High Tide", maker=pottery.maker, status="closed")
    for operation in pottery.capsule.operations.all():
        operation.pk, operation.capsule = None, twin
        operation.save()
    return twin


def test_the_maker_hears_of_a_move_once_with_both_places_and_the_reason():
    pottery = Pottery()
    mia = make.maker_user(pottery.maker)
    plan_run(pottery.run)

    order = write_from(pottery, start=amsterdam(8, 8))

    told = Notice.objects.get(key__contains=f":{order.pk}:")
    assert (told.kind, told.to, told.facts["reason"]) == ("run_planned", mia.email, "The test moves it.")
    assert told.facts["moved"] == [
        "Thrown: Wheel 1, Mon 1 March, 09:00–12:00 is now Wheel 1, Mon 8 March, 09:00–12:00",
        "Bisque fired: Big kiln, Tue 2 March, 12:00 – Wed 3 March, 11:00 is now "
        "Big kiln, Tue 9 March, 12:00 – Wed 10 March, 11:00",
    ]


def test_a_second_thought_that_finds_nothing_better_writes_nothing_but_new_runs():
    pottery = Pottery()
    plan_run(pottery.run)
    before = places()
    late = pottery.another_run(pieces=3)

    order = plan_the(pottery.node, seconds=0.3)

    assert before <= places()
    assert [plan.run for plan in order.run_plans.all()] == [late]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.integers(1, 20), min_size=1, max_size=4),
    hours_later=st.integers(0, 60),
    broken=st.booleans(),
)
def test_what_begins_within_the_frozen_day_never_moves(march, pieces, hours_later, broken):
    march.move_to(datetime(2027, 3, 1, 7, tzinfo=UTC))
    pottery = Pottery(pieces=pieces[0])
    for count in pieces[1:]:
        pottery.another_run(pieces=count)
    plan_the(pottery.node)
    march.move_to(datetime(2027, 3, 1, 7, tzinfo=UTC) + timedelta(hours=hours_later))
    now = timezone.now()
    for booking in Booking.objects.live().filter(station__node=pottery.node, during__startswith__lt=now):
        held = Q(bookings=booking) | Q(shares__firing__booking=booking)
        began = booking.during.lower
        for step in Step.objects.filter(held).distinct():
            Step.objects.filter(pk=step.pk).update(status="done", started_at=began, done_at=began)
    if broken:
        make.booking(pottery.wheel, during=Range(now + timedelta(days=20), now + timedelta(days=21)))
    soon = Booking.objects.live().filter(station__node=pottery.node, during__startswith__lt=now + timedelta(hours=24))
    frozen = set(soon.values_list("pk", "station", "during", "sequence"))
    pottery.another_run(pieces=20)

    plan_the(pottery.node)

    assert frozen <= places()


def test_a_cancelled_thinking_keeps_todays_plan_and_places_what_had_none():
    pottery = Pottery()
    plan_run(pottery.run)
    before, late, order = places(), pottery.another_run(pieces=3), None
    order = order_for(pottery.node)
    cancel_plan(order, by=make.admin())

    plan_node(order)

    late.refresh_from_db()
    assert (order.status, late.status) == ("cancelled", "planned")
    assert before <= places()
    with pytest.raises(NothingToStop):
        cancel_plan(order, by=make.admin())


@pytest.mark.django_db(transaction=True)
def test_thinking_ends_early_when_somebody_cancels_meanwhile():
    pottery = Pottery()
    order = order_for(pottery.node)
    think = planning.think

    def think_long(problem, *, stop, **words):
        cancel_plan(order, by=make.admin())
        until = timezone.now() + timedelta(seconds=20)
        while not stop() and timezone.now() < until:
            pass
        return think(problem, stop=stop, **words)

    with patch.object(planning, "think", think_long):
        plan_node(order, seconds=0.1)

    assert order.status == "cancelled"


def test_a_run_whose_place_is_lost_and_that_has_no_other_gives_back_all_and_says_why():
    pottery = Pottery()
    plan_run(pottery.run)
    pottery.kiln.retired_at = timezone.now()
    pottery.kiln.save()
    Booking.objects.filter(purpose="firing").update(released_at=timezone.now(), release_reason="displaced")
    Step.objects.filter(rank=2).update(status="waiting")
    Step.objects.filter(rank=1).update(status="planned")
    ask_for_plan(pottery.node, reason="The kiln is gone.")

    with patch("scheduling.actions.chains_of_runs.Look.keeps", return_value=False):
        plan_the(pottery.node)

    pottery.run.refresh_from_db()
    assert (pottery.run.status, pottery.run.expected_at) == ("approved", None)
    assert pottery.run.obstacle == "“Bisque fired” needs a kiln, and there is none."
    assert not Booking.objects.live().exists()
    assert {step.status for step in pottery.run.steps.all()} == {"waiting"}
