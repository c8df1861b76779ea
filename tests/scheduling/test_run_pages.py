"""The page of one run, for admins."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Run
from scheduling.models import Booking, Step
from tests import make

from .drops import closed_drop

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    ada = make.admin()
    client.force_login(ada)
    return ada


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_run_says_its_obstacle_and_is_planned_again(client, admin):
    run = closed_drop()
    Run.objects.filter(pk=run.pk).update(status="approved", approved_at=timezone.now(), obstacle="No wheel is free.")

    page = words_of(client.get(reverse("office-run", args=[run.pk])))
    again = client.post(reverse("run-plan-again", args=[run.pk]), follow=True)

    assert "No wheel is free." in page
    assert "Plan again now" in page
    assert "The worker looks for station time now." in words_of(again)


def test_the_run_shows_each_step_with_its_station_and_local_time(client, admin):
    run = planned_run()

    page = words_of(client.get(reverse("office-run", args=[run.pk])))

    assert "Wheel 1" in page
    assert "10:00–12:00" in page
    assert "Rotterdam time" in page


def planned_run(steps=1):
    run = closed_drop()
    start = (timezone.now() + timedelta(days=1)).astimezone(run.capsule.made_at.zone)
    start = start.replace(hour=10, minute=0, second=0, microsecond=0)
    Run.objects.filter(pk=run.pk).update(
        status="planned", approved_at=timezone.now(), planned_at=timezone.now(), expected_at=start
    )
    wheel, operation = run.capsule.made_at.stations.get(), run.capsule.operations.get()
    for rank in range(1, steps + 1):
        step = Step.objects.create(
            run=run, operation=operation, rank=rank, pieces=2, status="planned", planned_at=timezone.now()
        )
        held = (start + timedelta(days=rank - 1), start + timedelta(days=rank - 1, hours=2))
        Booking.objects.create(station=wheel, purpose="step", step=step, during=held, occupied=held)
    return run


@pytest.mark.parametrize("many", [1, 3])
def test_the_run_asks_the_database_few_questions(client, admin, django_assert_max_num_queries, many):
    run = planned_run(many)

    with django_assert_max_num_queries(9):
        client.get(reverse("office-run", args=[run.pk]))


def test_a_step_that_was_done_before_its_time_says_so(client, admin):
    run = make.run(make.capsule(status="closed", made_at=make.node()), status="started")
    make.step(run, status="done")

    text = words_of(client.get(reverse("office-run", args=[run.pk])))

    assert "</time>, before its time" in text
    assert "none yet" not in text
