"""The office's overview: all that waits for an admin."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Capsule, Run
from fulfillment.models import Notice
from tests import make

from . import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return lambda: client.get(reverse("office"))


def words_of(answer):
    return " ".join(answer.content.decode().split())


def proposed(title="Low Tide", **fields):
    capsule = make.capsule(title, status="closed")
    fields = {"proposed_at": timezone.now()} | fields
    return Run.objects.create(capsule=capsule, pieces=20, due_at=timezone.now(), **fields)


def given_up(number=1):
    return Notice.objects.create(
        key=f"k{number}",
        channel="mail",
        kind="pickup",
        to="x@example.org",
        status="given up",
        given_up_at=timezone.now(),
    )


def test_an_office_with_nothing_to_do_says_so(office):
    assert "<h1>Nothing waits for you</h1>" in words_of(office())


def test_all_that_waits_is_there_the_oldest_first(office):
    listing = make.capsule("Kelp", status="submitted")
    run = proposed("Reed Vase")
    placeless = proposed("Fog", status="approved", approved_at=timezone.now(), obstacle="No kiln is hot enough.")
    notice = given_up()

    answer = office()

    shown = {
        name: list(answer.context[name]) for name in ("decisions", "placeless", "given_up", "unserved", "under_way")
    }
    assert shown == {
        "decisions": [listing, run],
        "placeless": [placeless],
        "given_up": [notice],
        "unserved": [],
        "under_way": [],
    }
    assert "No kiln is hot enough." in words_of(answer)


@pytest.mark.parametrize("name", ["office", "approvals"])
def test_what_waits_at_two_nodes_says_each_ones_zone(client, name):
    client.force_login(make.admin())
    lisbon = make.node("Marvila", city="Lisbon", time_zone="Europe/Lisbon")
    make.capsule("Kelp", status="submitted", made_at=lisbon)
    Capsule.objects.filter(title="Kelp").update(submitted_at=datetime(2027, 3, 1, 8, tzinfo=UTC))
    proposed("Reed Vase", proposed_at=datetime(2027, 3, 1, 9, tzinfo=UTC))

    page = words_of(client.get(reverse(name)))

    said = re.findall(r"(?:<td>|waiting since )<time[^>]*>[^<]*(..:..)</time>(?:<small>|, )(\w+ time)", page)
    assert said == [("08:00", "Lisbon time"), ("10:00", "Rotterdam time")]


def test_an_order_without_a_piece_waits_for_an_admin(office):
    _, (order,) = line.made_run([1])
    piece = line.pieces_of(order.capsule.runs.get())[0]
    piece.become(piece.Status.SCRAPPED, inspected_at=timezone.now())

    assert list(office().context["unserved"]) == [order]


def test_makers_are_not_let_in(client):
    client.force_login(make.maker_user())
    assert client.get(reverse("office")).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_overview_asks_the_database_few_questions(office, django_assert_max_num_queries, many):
    for number in range(many):
        make.capsule(status="submitted")
        proposed()
        proposed(status="approved", approved_at=timezone.now(), obstacle="Full.")
        proposed(status="planned", approved_at=timezone.now(), planned_at=timezone.now(), expected_at=timezone.now())
        given_up(number)
        _, (order,) = line.made_run([1])
        line.pieces_of(order.capsule.runs.get())[0].become("scrapped", inspected_at=timezone.now())

    with django_assert_max_num_queries(10):
        office()
