"""A maker's overview and their view of a run."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Run
from scheduling.models import Booking, Step
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    mia = make.maker_user()
    client.force_login(mia)
    return mia


def studio(client):
    return client.get(reverse("studio"))


def words_of(answer):
    return " ".join(answer.content.decode().split())


def booked(maker, start, **fields):
    held = (start, start + timedelta(hours=1))
    fields = {"purpose": "maker", "maker": maker, "station": make.station(at=maker.home)} | fields
    return Booking.objects.create(during=held, occupied=held, **fields)


def run_of(maker, **fields):
    capsule = make.capsule("Low Tide", status="closed", maker=maker, minimum=1)
    line.preorder(capsule, [1], status="placed")
    return Run.objects.create(capsule=capsule, pieces=1, due_at=timezone.now(), proposed_at=timezone.now(), **fields)


def test_a_new_maker_reads_what_each_part_is_good_for(client, mia):
    page = words_of(studio(client))

    assert "No station waits for you today." in page
    assert "its run appears here with a station and an hour for every step" in page
    assert "you learn what sells before you fire a kiln" in page


def test_todays_stations_are_mine_and_not_those_of_tomorrow(client, mia):
    noon = timezone.now().astimezone(mia.maker.home.zone).replace(hour=12, minute=0, second=0, microsecond=0)
    today, tomorrow = booked(mia.maker, noon), booked(mia.maker, noon + timedelta(days=1))
    booked(make.maker(), noon)
    booked(mia.maker, noon, released_at=timezone.now())

    answer = studio(client)

    assert (list(answer.context["today"]), answer.context["next"]) == ([today], tomorrow)


def test_a_draft_that_came_back_stands_first_with_its_reason(client, mia):
    make.capsule("Kelp", status="draft", maker=mia.maker, sent_back_reason="Kelp needs its mass.")
    make.capsule("Fog", status="draft", maker=mia.maker)
    make.capsule("Drift", maker=mia.maker)
    make.capsule("Not mine")

    answer = studio(client)

    shown = {name: [capsule.title for capsule in answer.context[name]] for name in ("sent_back", "drafts", "drops")}
    assert shown == {"sent_back": ["Kelp"], "drafts": ["Fog"], "drops": ["Drift"]}
    assert "Kelp needs its mass." in words_of(answer)


def test_my_runs_say_their_next_step(client, mia):
    run = run_of(
        mia.maker, status="started", approved_at=timezone.now(), planned_at=timezone.now(), started_at=timezone.now()
    )
    operations = [
        make.operation(run.capsule, on=make.kind(), rank=rank, name=name)
        for rank, name in ((1, "Formed"), (2, "Glazed"))
    ]
    Step.objects.create(run=run, operation=operations[0], rank=1, pieces=1, status="done", done_at=timezone.now())
    glazed = Step.objects.create(run=run, operation=operations[1], rank=2, pieces=1)
    run_of(make.maker())

    runs = studio(client).context["runs"]

    assert [(each, each.next_step) for each in runs] == [(run, glazed)]


def test_a_run_is_its_makers_and_nobody_elses(client, mia):
    mine, other = run_of(mia.maker), run_of(make.maker())

    answers = [client.get(reverse("studio-run", args=[run.pk])).status_code for run in (mine, other)]

    assert answers == [200, 404]


def test_the_makers_page_of_a_run_names_no_customer(client, mia):
    run = run_of(mia.maker)

    page = words_of(client.get(reverse("studio-run", args=[run.pk])))

    assert "1 order, 1 piece" in page
    assert "Ilse" not in page
    assert "ilse1@example.org" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_overview_asks_the_database_few_questions(client, mia, django_assert_max_num_queries, many):
    noon = timezone.now().astimezone(mia.maker.home.zone).replace(hour=12, minute=0, second=0, microsecond=0)
    for _ in range(many):
        booked(mia.maker, noon)
        make.capsule(maker=mia.maker)
        run = run_of(mia.maker, status="approved", approved_at=timezone.now())
        operation = make.operation(run.capsule, on=make.kind())
        Step.objects.create(run=run, operation=operation, rank=1, pieces=1)

    with django_assert_max_num_queries(11):
        studio(client)
