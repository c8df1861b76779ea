"""The office's insights: a month of a node, from its rows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.models import Plan
from scheduling.months import Month
from tests import make

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 25, 8, tzinfo=UTC)
MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
"""09:00 in Amsterdam, when the node opens; it closes at 18:00."""

MARCH = Month(2027, 3)


@pytest.fixture(autouse=True)
def late_in_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def node():
    return make.node()


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def insights(office, node, month=MARCH):
    return office.get(reverse("insights", args=[node.slug, month]))


def words_of(answer):
    return " ".join(answer.content.decode().split())


def hour(hours, *, day=0):
    return MONDAY + timedelta(days=day, hours=hours)


def made_run(node, *, stations, due=10, made=8):
    """Thrown on Monday from 09:00 to 11:00, dried for an hour, glazed on Tuesday from 09:00 to 10:00."""
    run = make.run(
        make.capsule("Salt jar", status="closed", maker=make.maker(home=node)),
        status="made",
        due_at=hour(0, day=due),
        made_at=hour(0, day=made),
    )
    wheel, booth = stations
    starts = [(wheel, hour(0), hour(2)), (booth, hour(0, day=1), hour(1, day=1))]
    for rank, (station, start, end) in enumerate(starts, 1):
        operation = make.operation(run.capsule, on=station.kind, rank=rank, setup_minutes=20, wait_minutes=60)
        step = make.step(run, rank=rank, operation=operation, status="done", started_at=start, done_at=end)
        make.booking(station, during=Range(start, end), purpose="step", step=step)
    return run


def stations_at(node):
    return make.station("Wheel 1", at=node), make.station("Booth 1", at=node)


def test_runs_are_held_against_their_promises(office, node):
    late = made_run(node, stations=stations_at(node), due=5, made=8)
    Plan.objects.create(run=late, engine="greedy", seconds=1, attempts=1, ends_at=hour(0, day=4))
    made_run(make.node("Spoorhal"), stations=(make.station(), make.station()))

    answer = insights(office, node)

    assert [(each.run, each.planned_at, each.slack.words) for each in answer.context["kept"]] == [
        (late, hour(0, day=4), "3 days late")
    ]
    assert answer.context["kept_count"] == 0
    assert "0 of 1" in words_of(answer)


def test_the_station_that_steps_waited_for_is_named(office, node):
    made_run(node, stations=stations_at(node))

    answer = insights(office, node)

    # Ready on Monday at 12:00, begun on Tuesday at 09:00: six staffed hours of waiting.
    assert [(queue.station, queue.steps, queue.minutes) for queue, _, _ in answer.context["queues"]] == [
        ("Booth 1", 1, 360)
    ]
    assert "<b>Booth 1</b> is the bottleneck: 1 step waited 6 h for it, 6 h each." in words_of(answer)


def test_firings_say_how_full_they_were_and_how_that_went_over_months(office, node):
    kiln = make.kiln("Big kiln", at=node)
    for start, litres in ((MONDAY - timedelta(days=20), 40), (MONDAY, 90), (hour(0, day=3), 50)):
        make.share(make.firing(kiln, start=start), litres=litres)
    make.share(make.firing(kiln, start=NOW + timedelta(days=1)), litres=10)

    answer = insights(office, node)

    assert (answer.context["fill"].firings, answer.context["fill"].mean) == (2, 0.7)
    assert "Mean fill by month: February 40 %, March 70 %" in words_of(answer)


def test_hours_lost_to_set_up_count_what_is_kept_free_and_what_steps_need(office, node):
    wheel, booth = stations_at(node)
    made_run(node, stations=(wheel, booth))
    wide = Range(hour(-1, day=2), hour(2, day=2))
    make.booking(wheel, during=Range(hour(0, day=2), hour(2, day=2)), occupied=wide)

    lost = [(each.station, each.setup, each.clearing) for each, _, _ in insights(office, node).context["lost"]]

    assert lost == [("Wheel 1", 80, 0), ("Booth 1", 20, 0)]


def test_a_quiet_month_says_what_will_stand_here(office, node):
    page = words_of(insights(office, node, Month(2026, 3)))

    assert "No run was finished in this month." in page
    assert "No step followed another in this month." in page
    assert "Nothing was fired in this month." in page
    assert "No booking of this month needed set-up or clearing." in page


def test_the_insights_begin_with_this_month(office, node):
    assert office.get(reverse("insights-now")).url == reverse("insights", args=[node.slug, MARCH])


def test_the_page_costs_the_same_for_one_run_and_for_three(office, node, django_assert_num_queries):
    kiln = make.kiln(at=node)
    for day in range(3):
        start = MONDAY + timedelta(days=7 * day)
        made_run(node, stations=(make.station(at=node), make.station(at=node)))
        make.share(make.firing(kiln, start=start))
        if day in (0, 2):
            insights(office, node)
            with django_assert_num_queries(QUERIES):
                insights(office, node)


QUERIES = 16
