"""Storms on real threads: one winner an hour, one plan a run, and proof that the tests would notice otherwise."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier
from unittest.mock import patch

import pytest
import time_machine
from django.db import IntegrityError, connection, connections
from psycopg.types.range import Range

from capsules.models import Run
from fulfillment.models import Notice
from scheduling.actions import booking as booking_verbs
from scheduling.actions import planning
from scheduling.actions.booking import book
from scheduling.actions.firing import open_firing
from scheduling.actions.plan_into_rows import write_plan
from scheduling.actions.planning import open_steps, plan_run
from scheduling.models import Booking, Firing, LoadShare, Plan, Station, Step
from scheduling.refusals import StationTaken
from tests import make
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]

MAKERS, HOURS = 8, 40
MORNING = datetime(2027, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def march():
    with time_machine.travel(datetime(2027, 3, 1, 7, tzinfo=UTC), tick=False):
        yield


def at_once(number, work):
    """Call `work(0)`, `work(1)`, … each on its own thread and connection; their answers or refusals in order."""
    together = Barrier(number, timeout=60)

    def one(which):
        together.wait()
        try:
            return work(which)
        except Exception as refusal:  # whatever it is, the test compares it
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def storm():
    """Eight makers ask for the same forty hours, hour by hour at the same instant; all their answers."""
    wheel = make.station(
        of=make.kind(needs_qualification=False), at=make.node(hours=[(day, 0, 24) for day in range(7)])
    )
    people = [make.maker_user() for _ in range(MAKERS)]
    each_hour = Barrier(MAKERS, timeout=60)

    def ask_for_every_hour(which):
        answers = []
        for hour in range(HOURS):
            start = MORNING + timedelta(hours=hour)
            each_hour.wait()
            try:
                maker = people[which].maker
                answers.append(book(wheel, maker=maker, start=start, end=start + timedelta(hours=1), by=people[which]))
            except StationTaken as refused:
                answers.append(refused)
        return answers

    return [answer for answers in at_once(MAKERS, ask_for_every_hour) for answer in answers]


def test_row_24_eight_makers_ask_for_forty_hours_and_each_hour_has_one_holder():
    answers = storm()

    assert Booking.objects.live().count() == HOURS
    assert Counter(type(each) for each in answers) == {
        Booking: HOURS,
        StationTaken: HOURS * (MAKERS - 1),
    }
    refusals = [each for each in answers if isinstance(each, StationTaken)]
    assert all(len(refusal.alternatives) == 3 for refusal in refusals)


ONE_AT_A_TIME = next(each for each in Booking._meta.constraints if each.name == "station_serves_one_booking_at_a_time")


def test_without_the_constraint_a_look_before_the_write_books_an_hour_twice():
    """What the storm above would show if only a look at the calendar guarded it."""

    def look_and_write(booking):
        booking.occupied = booking.during
        if Booking.objects.live().filter(station=booking.station).within(*booked_span(booking)).exists():
            raise StationTaken(booking.station, [])
        booking.save()

    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, ONE_AT_A_TIME)
    try:
        with (
            patch.object(
                booking_verbs,
                "locked",
                lambda station: Station.objects.select_related("kind", "node").get(pk=station.pk),
            ),
            patch.object(booking_verbs, "claim", look_and_write),
        ):
            storm()
        booked = Booking.objects.count()
    finally:
        Notice.objects.all().delete()
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, ONE_AT_A_TIME)

    assert booked > HOURS


def booked_span(booking):
    return booking.during.lower, booking.during.upper


def test_two_workers_on_one_run_write_one_plan():
    pottery = Pottery()
    open_steps(pottery.run)

    answers = at_once(4, lambda which: plan_run(Run(pk=pottery.run.pk)))

    assert Counter(type(each) for each in answers) == {Plan: 1, type(None): 3}
    assert (Plan.objects.count(), Booking.objects.live().count(), LoadShare.objects.count()) == (1, 2, 1)


def test_runs_planned_at_once_share_stations_and_firings_without_a_clash():
    pottery = Pottery()
    runs = [pottery.run, *(pottery.another_run(pieces=10) for _ in range(3))]

    answers = at_once(len(runs), lambda which: plan_run(runs[which]))

    assert [type(each) for each in answers] == [Plan] * len(runs)
    assert {run.status for run in Run.objects.all()} == {"planned"}
    assert all(firing.taken_l <= firing.capacity_l for firing in Firing.objects.all())


def squeezed_in(pottery, times):
    """Just before a plan is written, somebody else books what it wants: on another connection, `times` times."""
    left = iter(range(times))

    def somebody_books(rows, session):
        during = Range(rows.moment(session.start), rows.moment(session.end))
        return at_once(1, lambda which: make.booking(pottery.wheel, during=during, maker=pottery.maker))

    def write(plan, rows, *, maker):
        if next(left, None) is not None:
            somebody_books(rows, plan.sessions[0])
        write_plan(plan, rows, maker=maker)

    return patch.object(planning, "write_plan", write)


def test_a_booking_that_comes_in_between_is_planned_around():
    pottery = Pottery(pieces=6)

    with squeezed_in(pottery, 2):
        plan = plan_run(pottery.run)

    assert plan.attempts == 3
    assert pottery.run.steps.first().bookings.get().during.lower == datetime(2027, 3, 1, 14, tzinfo=UTC)
    assert Booking.objects.filter(purpose="maker").count() == 2


def test_after_five_attempts_nothing_is_written_and_the_sweep_finds_the_run():
    pottery = Pottery(pieces=6)

    with squeezed_in(pottery, 5):
        assert plan_run(pottery.run) is None

    assert Booking.objects.exclude(purpose="maker").count() == 0
    assert (Plan.objects.count(), Step.objects.count()) == (0, 0)
    assert list(planning.runs_to_plan()) == [pottery.run]


def test_a_firing_that_fills_up_in_between_is_left_for_another():
    pottery = Pottery()
    plan_run(pottery.another_run(pieces=15))
    firing, late = Firing.objects.get(), pottery.another_run(pieces=10)
    once = iter([True])

    def write(plan, rows, *, maker):
        if next(once, False):
            at_once(1, lambda which: make.share(firing, maker=pottery.maker, litres=40))
        write_plan(plan, rows, maker=maker)

    with patch.object(planning, "write_plan", write):
        plan = plan_run(late)

    firing.refresh_from_db()
    assert (plan.attempts, firing.taken_l, Firing.objects.count()) == (2, 100, 2)


def test_a_makers_firing_that_takes_the_technician_in_between_is_planned_around():
    pottery = Pottery()
    other = make.kiln(of=pottery.firing, at=pottery.node)
    once, run = iter([True]), pottery.another_run(pieces=10)
    person = make.maker_user()
    make.qualify(person.maker, pottery.firing)

    def somebody_opens(start):
        wanted = {"maker": person.maker, "program": pottery.bisque, "start": start, "litres": 5, "pieces": 1}
        return at_once(1, lambda which: open_firing(other, shared=False, by=person, **wanted))

    def write(plan, rows, *, maker):
        if next(once, False):
            (taken,) = somebody_opens(rows.moment(plan.loads[0].start))
            assert isinstance(taken, Firing)
        write_plan(plan, rows, maker=maker)

    with patch.object(planning, "write_plan", write):
        plan = plan_run(run)

    loaded = sorted(booking.during.lower for booking in Booking.objects.filter(purpose="firing"))
    assert plan.attempts == 2
    assert loaded[1] - loaded[0] >= timedelta(minutes=30)


def killed_at(statement, run):
    """Plan `run` in a process that is killed just before its nth statement; whether it got that far."""
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
        plan_run(run)
    os._exit(0)


def written():
    return (Booking.objects.count(), Firing.objects.count(), LoadShare.objects.count(), Plan.objects.count())


def test_a_worker_killed_at_any_statement_leaves_nothing_and_one_that_is_not_leaves_a_whole_plan():
    pottery = Pottery()
    open_steps(pottery.run)
    statement = 1

    while killed_at(statement, pottery.run):
        pottery.run.refresh_from_db()
        assert (pottery.run.status, written()) == ("approved", (0, 0, 0, 0)), f"killed before statement {statement}"
        assert {step.status for step in pottery.run.steps.all()} == {"waiting"}
        statement += 1

    pottery.run.refresh_from_db()
    assert statement > 15
    assert (pottery.run.status, written()) == ("planned", (2, 1, 1, 1))
    assert {step.status for step in pottery.run.steps.all()} == {"planned"}


def test_shares_taken_at_once_never_overfill_a_firing():
    firing = make.firing(start=MORNING, capacity_l=100)
    maker = make.maker()

    answers = at_once(8, lambda which: make.share(firing, maker=maker, litres=30))

    firing.refresh_from_db()
    assert Counter(type(each) for each in answers) == {LoadShare: 3, IntegrityError: 5}
    assert firing.taken_l == 90
