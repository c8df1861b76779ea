"""What the planner is told of a node: which steps stay, which may move, and what stands in their way."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from psycopg.types.range import Range

from capsules.models import Run
from scheduling import planner
from scheduling.actions.opening import open_steps
from scheduling.actions.problem_from_rows import rows_of_node
from scheduling.models import Booking, Firing, LoadShare, Step
from tests import make
from tests.scheduling.planned import plan_run
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

DAY = timedelta(days=1)


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def rows_at(pottery, **words):
    return rows_of_node(pottery.node, now=timezone.now(), **words)


def throw_before(hour):
    early = Range(amsterdam(1, hour - 2), amsterdam(1, hour))
    Booking.objects.filter(purpose="step").update(during=early, occupied=early)


def names(rows):
    return {run.key: [step.name for step in run.steps] for run in rows.problem.runs}


def test_a_run_without_station_time_is_wholly_to_be_placed():
    pottery = Pottery()
    open_steps(pottery.run)
    thrown, fired = pottery.run.steps.all()

    rows = rows_at(pottery)

    assert set(rows.steps) == {str(thrown.pk), str(fired.pk)}
    assert rows.problem.booked == ()
    assert rows.problem.runs[0].release == 0


def test_what_begins_within_the_frozen_day_stays_and_what_follows_may_move():
    pottery = Pottery()
    plan_run(pottery.run)  # thrown today, fired tomorrow at noon, 28 hours from now
    fired = pottery.run.steps.last()

    rows = rows_at(pottery)

    assert names(rows) == {str(pottery.run.pk): ["Bisque fired"]}
    assert rows.problem.station[str(pottery.wheel.pk)].busy == (planner.Interval(0, 180),)
    assert rows.problem.station[str(pottery.kiln.pk)].busy == ()
    firing = Firing.objects.get()
    start = 27 * 60  # minute 0 is an hour from now
    assert rows.problem.booked == (planner.Booked(str(fired.pk), str(pottery.kiln.pk), start),)
    assert rows.movable_firings == {str(firing.pk): firing}
    assert rows.problem.runs[0].release == start  # thrown by noon, and dried for a day


def test_a_firing_in_which_a_maker_has_own_pieces_stays_and_offers_the_room_of_ours():
    pottery = Pottery()
    plan_run(pottery.run)
    firing = Firing.objects.get()
    make.share(firing, litres=10)

    rows = rows_at(pottery)

    (load,) = rows.problem.loads
    assert (load.key, load.free_l) == (str(firing.pk), Decimal(90))
    assert rows.movable_firings == {}


def test_with_all_locked_only_what_has_no_place_is_planned():
    pottery = Pottery()
    plan_run(pottery.run)
    new = pottery.another_run()
    make.step(new, operation=new.capsule.operations.get())

    rows = rows_at(pottery, movable=False)

    assert names(rows) == {str(new.pk): ["Bisque fired"]}
    (load,) = rows.problem.loads
    assert load.free_l == Decimal(76)


def test_a_run_that_has_no_row_yet_is_planned_beside_the_others():
    pottery = Pottery()
    capsule = make.capsule(maker=pottery.maker)
    make.operation(capsule, on=pottery.throwing, name="Thrown")
    hypothetical = Run(capsule=capsule, pieces=5, due_at=amsterdam(20, 12))

    rows = rows_at(pottery, movable=False, extra_runs=[hypothetical])

    assert names(rows)[f"capsule {capsule.pk}"] == ["Thrown"]
    assert planner.plan(rows.problem).finish[f"capsule {capsule.pk}"] == 60


def test_a_started_step_stays_and_its_run_goes_on_after_it_and_its_wait():
    pottery = Pottery()
    plan_run(pottery.run)
    Step.objects.filter(rank=1).update(status="started", started_at=amsterdam(1, 9))
    throw_before(7)

    run = rows_at(pottery).problem.runs[0]

    # It should be over by now: half an hour more, and a day to dry.
    assert run.release == 24 * 60 - 30


def test_a_step_whose_time_went_by_unused_is_placed_again():
    pottery = Pottery()
    plan_run(pottery.run)
    throw_before(7)

    assert names(rows_at(pottery)) == {str(pottery.run.pk): ["Thrown", "Bisque fired"]}


def test_the_longest_wait_counts_from_the_finished_step():
    pottery = Pottery()
    plan_run(pottery.run)
    pottery.capsule.operations.filter(rank=1).update(longest_wait_minutes=5 * 24 * 60)
    Step.objects.filter(rank=1).update(status="done", started_at=amsterdam(1, 7), done_at=amsterdam(1, 8))

    run = rows_at(pottery).problem.runs[0]

    assert run.start_by == 5 * 24 * 60 - 60


def test_a_maker_who_may_not_use_a_station_is_an_obstacle_and_no_problem():
    pottery = Pottery(qualified=False)
    make.step(pottery.run, operation=pottery.capsule.operations.first())

    rows = rows_at(pottery)

    assert rows.problem.runs == ()
    assert rows.obstacles == {str(pottery.run.pk): "Kiezel is not qualified for wheel."}


def test_the_look_takes_as_many_queries_for_one_run_as_for_many(django_assert_num_queries):
    pottery = Pottery()
    for count in (1, 3):
        for _ in range(count):
            plan_run(pottery.another_run())
        with django_assert_num_queries(12):
            rows_at(pottery, frozen=timedelta())


def test_shares_of_one_step_in_two_firings_are_both_booked():
    pottery = Pottery()
    run = pottery.another_run(pieces=40)
    plan_run(run)

    rows = rows_at(pottery, frozen=timedelta())

    (step,) = run.steps.all()
    assert LoadShare.objects.filter(step=step).count() == 2
    assert len([was for was in rows.problem.booked if was.step == str(step.pk)]) == 2


def test_a_step_ends_before_its_makers_qualification():
    pottery = Pottery(qualified=False)
    make.qualify(pottery.maker, pottery.throwing, until=date(2027, 3, 2))
    make.qualify(pottery.maker, pottery.firing)
    open_steps(pottery.run)

    thrown, fired = rows_at(pottery).problem.runs[0].steps

    assert (thrown.end_by, fired.end_by) == (39 * 60, None)
