"""The floor starts and finishes steps, by verb and on its tablet."""

from datetime import UTC, datetime
from math import log

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from capsules.models import Run
from coop.models import Entry
from scheduling.actions.making import finish, report_problem, start
from scheduling.actions.noise_from_rows import finished_steps, log_factor
from scheduling.actions.waiting import wish
from scheduling.models import Booking, Firing
from scheduling.refusals import NotYet
from scheduling.signals import run_finished
from tests import make
from tests.scheduling.agenda import at, open_kind
from tests.scheduling.planned import plan_run
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def finished():
    told = []

    def tell(run, **kwargs):
        told.append(run)

    run_finished.connect(tell)
    yield told
    run_finished.disconnect(tell)


def planned_pottery(**fields):
    pottery = Pottery(**fields)
    plan_run(pottery.run)
    pottery.thrown, pottery.fired = pottery.run.steps.all()
    return pottery


def of(step):
    return {"purpose": "step", "step": step}


def status_of(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


def test_steps_are_made_in_order_and_the_last_one_makes_the_run(finished):
    pottery, dina = planned_pottery(), make.user()
    thrown, fired, run = pottery.thrown, pottery.fired, pottery.run

    start(thrown, by=dina)
    assert status_of(thrown, fired, run) == ["started", "planned", "started"]
    finish(thrown, by=dina)
    start(fired, by=dina)
    assert status_of(thrown, fired, run) == ["done", "started", "started"]
    assert finished == []
    finish(fired, by=dina)

    assert status_of(thrown, fired, run) == ["done", "done", "made"]
    assert finished == [run]


def test_a_second_tap_changes_nothing(finished):
    pottery, dina = planned_pottery(), make.user()

    assert start(pottery.thrown, by=dina) is True
    with time_machine.travel(datetime(2027, 3, 1, 8, tzinfo=UTC)):
        assert start(pottery.thrown, by=dina) is False
    pottery.thrown.refresh_from_db()
    assert pottery.thrown.started_at == datetime(2027, 3, 1, 7, tzinfo=UTC)

    assert [finish(pottery.thrown, by=dina) for _ in range(2)] == [True, False]
    assert start(pottery.thrown, by=dina) is False
    start(pottery.fired, by=dina)
    assert [finish(pottery.fired, by=dina) for _ in range(2)] == [True, False]
    assert finished == [pottery.run]


def test_a_step_waits_for_the_one_before_it():
    pottery, dina = planned_pottery(), make.user()

    with pytest.raises(NotYet, match="Thrown comes before Bisque fired and is not done yet"):
        start(pottery.fired, by=dina)
    start(pottery.thrown, by=dina)
    with pytest.raises(NotYet, match="Thrown comes before"):
        start(pottery.fired, by=dina)

    assert status_of(pottery.fired, pottery.run) == ["planned", "started"]


def test_a_step_without_station_time_does_not_start_and_one_not_begun_does_not_end():
    step, dina = make.step(), make.user()

    with pytest.raises(NotYet, match="has no station time"):
        start(step, by=dina)
    with pytest.raises(NotYet, match="has not begun yet"):
        finish(step, by=dina)


def test_a_problem_is_written_on_the_step_and_in_the_journal_and_taken_back():
    pottery, dina = planned_pottery(), make.user()

    report_problem(pottery.thrown, what="The belt slips.", by=dina)
    pottery.thrown.refresh_from_db()
    assert pottery.thrown.problem == "The belt slips."
    report_problem(pottery.thrown, what="", by=dina)

    verbs = Entry.objects.filter(by=dina).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["reported a problem with", "solved the problem of"]


def page_of(pottery):
    return reverse("floor", args=[pottery.node.slug])


def test_the_floor_shows_what_runs_what_is_next_and_what_is_done(client):
    pottery, dina = planned_pottery(pieces=6), make.user()
    later = planned_later(pottery)
    client.force_login(make.desk_user(pottery.node))

    floor = client.get(page_of(pottery)).context["floor"]
    assert [job.step for job in floor.coming] == [pottery.thrown, pottery.fired, later.steps.get()]
    assert [job.can_start for job in floor.coming] == [True, False, True]

    start(pottery.thrown, by=dina)
    floor = client.get(page_of(pottery)).context["floor"]
    assert [job.step for job in floor.now] == [pottery.thrown]

    finish(pottery.thrown, by=dina)
    floor = client.get(page_of(pottery)).context["floor"]
    assert [job.step for job in floor.done] == [pottery.thrown]
    assert [job.can_start for job in floor.coming] == [True, True]


def planned_later(pottery):
    """A run whose pieces are in the firing of tomorrow too."""
    run = pottery.another_run()
    Run.objects.filter(pk=run.pk).update(status="planned", planned_at=timezone.now())
    step = make.step(run, operation=run.capsule.operations.get(), status="planned")
    make.share(Firing.objects.get(), step=step, maker=pottery.maker)
    return run


def test_steps_beyond_tomorrow_are_only_counted(client):
    pottery = planned_pottery()
    client.force_login(make.desk_user(pottery.node))

    with time_machine.travel(datetime(2027, 2, 27, 7, tzinfo=UTC)):
        floor = client.get(page_of(pottery)).context["floor"]

    assert (floor.coming, floor.later) == ([], 2)


def test_the_tablet_starts_finishes_and_reports(client):
    pottery = planned_pottery()
    client.force_login(make.desk_user(pottery.node))

    started = client.post(reverse("step-start", args=[pottery.thrown.pk]), follow=True)
    again = client.post(reverse("step-start", args=[pottery.thrown.pk]), follow=True)
    told = client.post(reverse("step-problem", args=[pottery.thrown.pk]), {"what": "The belt slips."}, follow=True)
    early = client.post(reverse("step-start", args=[pottery.fired.pk]))
    ended = client.post(reverse("step-finish", args=[pottery.thrown.pk]), follow=True)

    assert "Thrown is started." in started.text
    assert "Thrown was started already." in again.text
    assert "The belt slips." in told.text
    assert early.status_code == 409
    assert "Thrown comes before Bisque fired and is not done yet." in early.text
    assert "Thrown is done." in ended.text
    assert status_of(pottery.thrown, pottery.fired) == ["done", "planned"]


def test_another_nodes_floor_is_a_404_and_makers_have_none(client):
    pottery = planned_pottery()
    client.force_login(make.desk_user(make.node()))
    assert client.get(page_of(pottery)).status_code == 404
    assert client.post(reverse("step-start", args=[pottery.thrown.pk])).status_code == 404

    client.force_login(make.maker_user(pottery.maker))
    assert client.get(page_of(pottery)).status_code == 403
    assert Run.objects.get().status == "planned"


def test_the_floor_names_the_clock_of_its_node(client):
    pottery = planned_pottery()
    client.force_login(make.admin())

    text = client.get(page_of(pottery)).text

    assert "All times Rotterdam time (CET)" in text
    assert "09:00" in text


def test_the_floor_asks_the_database_as_often_for_three_runs_as_for_one(client):
    pottery = planned_pottery()
    client.force_login(make.desk_user(pottery.node))

    for_one = queries_of(client, page_of(pottery))
    for _ in range(2):
        plan_run(pottery.another_run())

    assert queries_of(client, page_of(pottery)) == for_one
    assert for_one <= 9


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_a_step_that_is_done_early_frees_its_station_and_whoever_waits_is_asked(march):
    wheel = make.station("Wheel 1", of=open_kind(), clearing_minutes=15)
    run = make.run(make.capsule(status="closed", made_at=wheel.node), status="started")
    step = make.step(run, on=wheel.kind, status="started", started_at=at(9))
    make.step(run, rank=2, on=wheel.kind)
    sessions = [
        make.booking(wheel, during=Range(at(*hours), at(*until)), occupied=Range(at(*hours), cleared), **of(step))
        for hours, until, cleared in (((9,), (12,), at(12, 15)), ((13,), (14,), at(14, 15)))
    ]
    ida = make.maker_user()
    wished = wish(wheel, maker=ida.maker, start=at(13), end=at(14), by=ida)

    march.move_to(at(10, 7))
    finish(step, by=make.user())

    for each in (*sessions, wished):
        each.refresh_from_db()
    assert (sessions[0].during, sessions[0].occupied) == (Range(at(9), at(10, 10)), Range(at(9), at(10, 25)))
    assert (sessions[0].released_at, sessions[1].release_reason) == (None, "replanned")
    assert wished.status == "offered"
    assert log_factor(finished_steps().get()) == pytest.approx(log(67 / 240))


def test_a_firing_that_is_done_keeps_its_kiln_until_it_was_to_be_unloaded(march):
    firing = make.firing(start=at(9))
    run = make.run(make.capsule(status="closed", made_at=firing.booking.station.node), status="started")
    step = make.step(run, on=firing.booking.station.kind, status="started")
    make.step(run, rank=2)
    make.share(firing, step=step)

    march.move_to(at(12))
    finish(step, by=make.user())

    assert Booking.objects.live().get().during == firing.booking.during
