"""Asking on the plan page, the answer beside today's plan, and nothing lost on the way."""

import pytest
from django.urls import reverse

from scheduling.actions.answering import answer
from scheduling.actions.what_ifs import ask_for_outage
from scheduling.models import WhatIf
from tests import make
from tests.scheduling.potting import Pottery
from tests.scheduling.wondering import amsterdam, other_capsule, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def ada():
    return make.admin()


@pytest.fixture
def office(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def pottery():
    made = Pottery(pieces=6)
    planned(made)
    return made


def words_of(response):
    return " ".join(response.content.decode().split())


def ask(office, pottery, **fields):
    return office.post(reverse("what-if-ask", args=[pottery.node.slug]), fields)


def test_a_plain_form_asks_and_leads_to_the_answer(office, pottery):
    asked = ask(office, pottery, kind="out", station=pottery.kiln.pk, on="2027-03-05", at="09:00", reason="new coils")

    what_if = WhatIf.objects.get()
    assert asked.url == reverse("what-if", args=[what_if.pk]) + "#what-if"
    assert what_if.figures == {
        "station": pottery.kiln.pk,
        "until": amsterdam(5, 9).isoformat(),
        "reason": "new coils",
    }
    thinking = office.get(asked.url)
    assert "The worker is thinking" in words_of(thinking)
    assert "<what-if-news data-address=" in words_of(thinking)
    assert "<noscript><p><a" in words_of(thinking)


def test_the_answer_says_what_moves_who_becomes_late_and_how_many_firings(office, pottery, ada):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    answer(what_if)

    page = words_of(office.get(reverse("what-if", args=[what_if.pk])))

    assert "If Big kiln is out until Fri 5 March, 09:00:" in page
    assert '<b class="bad">1 run later than promised</b>' in page
    assert "<b>1 firing</b>" in page
    assert "16 h late" in page
    assert "<what-if-news" not in page
    assert f'action="{reverse("what-if-accept", args=[what_if.pk])}"' in page


def test_while_it_thinks_only_the_answer_is_fetched_again(office, pottery, ada):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)

    fragment = office.get(reverse("what-if", args=[what_if.pk]), {"part": "answer"})

    assert words_of(fragment).startswith('<div id="answer"> <h2 class="verdict">If Big kiln is out until')


def test_a_step_dragged_to_where_it_cannot_be_is_a_422_that_keeps_what_was_chosen(office, pottery):
    fields = {"kind": "step", "step": pottery.thrown.pk, "station": pottery.wheel.pk, "on": "2027-03-04", "at": "20:00"}

    refused = ask(office, pottery, **fields)

    assert refused.status_code == 422
    page = words_of(refused)
    assert "Nobody is there on Thu 4 March, 20:00." in page
    assert 'value="20:00"' in page
    assert f'<option value="{pottery.thrown.pk}" selected>' in page
    assert '<details open id="ask-step">' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "out"},
        {"kind": "shift", "day": "2027-03-06", "hours": "mornings"},
        {"kind": "run"},
        {"kind": "step", "on": "2027-03-28", "at": "02:30"},
    ],
)
def test_what_is_missing_or_unreadable_is_said_at_its_field(office, pottery, fields):
    assert ask(office, pottery, **fields).status_code == 422
    assert not WhatIf.objects.exists()


def test_a_shift_and_a_run_are_asked_about(office, pottery):
    waiting = make.run(other_capsule(pottery), status="proposed")
    WhatIf.objects.all().delete()
    pottery.node.staffed_hours.filter(weekday=5).delete()

    ask(office, pottery, kind="shift", day="2027-03-06", hours="9:00–14:00")
    ask(office, pottery, kind="run", run=waiting.pk)

    assert sorted(WhatIf.objects.values_list("kind", "words")) == [
        ("run", f"{waiting} is taken"),
        ("shift", "somebody is there on Sat 6 March, 9:00–14:00"),
    ]


def test_no_other_question_is_put(office, pottery):
    assert ask(office, pottery, kind="weather").status_code == 422


def test_what_was_asked_stands_on_the_plan_until_it_is_decided(office, pottery, ada):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    plan = reverse("plan", args=[pottery.node.slug])
    assert "If Big kiln is out until" in words_of(office.get(plan))

    office.post(reverse("what-if-throw-away", args=[what_if.pk]))

    assert "If Big kiln is out until" not in words_of(office.get(plan))
    assert office.post(reverse("what-if-throw-away", args=[what_if.pk])).status_code == 409


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_database_few_questions(office, pottery, ada, django_assert_max_num_queries, many):
    for _ in range(many):
        what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    answer(what_if)

    with django_assert_max_num_queries(24):
        office.get(reverse("what-if", args=[what_if.pk]))
