"""The office's plan: which runs and stations it shows, what it says about each, and what it costs."""

from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
import time_machine
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.models import Plan
from tests import make

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
"""09:00 in Amsterdam."""


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def node():
    return make.node()


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def plan(office, node, **query):
    return office.get(reverse("plan", args=[node.slug]), query)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def planned_run(node, *, ends=3, due=10, title="Salt jar", status="planned", wheel=None, start=4):
    """A run of one step on a wheel, an hour long, that ends and is promised so many days from now."""
    capsule = make.capsule(title, status="closed", maker=make.maker(home=node))
    run = make.run(
        capsule, status=status, due_at=MONDAY + timedelta(days=due), expected_at=MONDAY + timedelta(days=ends)
    )
    wheel = wheel or make.station(at=node)
    step = make.step(run, on=wheel.kind, status="planned")
    begins = MONDAY + timedelta(hours=start)
    during = Range(begins, begins + timedelta(hours=1))
    make.booking(wheel, during=during, purpose="step", step=step)
    return run


def test_the_latest_run_comes_first_and_says_why(office, node):
    easy = planned_run(node, ends=3, due=10)
    late = planned_run(node, ends=12, due=10, title="Night ferry", start=6)
    Plan.objects.create(run=late, engine="greedy", seconds=1, attempts=1, reason="Waits 2 days for a free kiln.")

    answer = plan(office, node)

    assert [line.pk for line in answer.context["lines"]] == [late.pk, easy.pk]
    assert "<b>Why late:</b> Waits 2 days for a free kiln." in words_of(answer)
    assert [line.slack.words for line in answer.context["lines"]] == ["2 days late", "7 days"]


def test_a_run_without_a_place_stands_above_the_late_ones(office, node):
    late = planned_run(node, ends=12, due=10)
    stuck = make.run(make.capsule(status="closed", maker=make.maker(home=node)), obstacle="No kiln is hot enough.")

    answer = plan(office, node)

    assert [line.pk for line in answer.context["lines"]] == [stuck.pk, late.pk]
    assert "<b>Why not placed:</b> No kiln is hot enough." in words_of(answer)


def test_only_what_is_open_at_the_node_is_shown(office, node):
    here = planned_run(node)
    planned_run(make.node("Spoorhal"))
    planned_run(node, status="made", start=8)

    assert [line.pk for line in plan(office, node).context["lines"]] == [here.pk]


def test_a_run_that_is_asked_for_stands_out_and_is_told_step_by_step(office, node):
    run = planned_run(node)

    answer = plan(office, node, run=run.pk)

    assert answer.context["chosen"].pk == run.pk
    assert f"Run {run.pk} step by step" in words_of(answer)
    assert '<details class="planrun r-a chosen"' in words_of(answer)


def test_the_lanes_are_stations_or_runs(office, node):
    run = planned_run(node, title="Salt jar")

    by_station, by_run = (plan(office, node, view=view).context["chart"] for view in ("stations", "runs"))

    assert [lane.row.words for lane in by_station.lanes] == [station.name for station in node.stations.all()]
    assert [(lane.row.words, lane.row.run) for lane in by_run.lanes] == [("Salt jar", run.pk)]
    assert [bar.part.run for bar in (*by_station.bars, *by_run.bars)] == [run.pk, run.pk]


def test_a_kiln_says_how_full_its_firings_are(office, node):
    kiln = make.kiln("Big kiln", at=node)
    for day, litres in ((1, 80), (3, 40)):
        make.share(make.firing(kiln, start=MONDAY + timedelta(days=day), taken_l=0), litres=litres)

    chart = plan(office, node).context["chart"]

    assert [(lane.row.words, lane.row.note) for lane in chart.lanes] == [("Big kiln", "2 firings, 60% full")]
    assert [bar.words for bar in chart.bars] == ["80 l", "40 l"]


def test_what_makers_booked_says_whose_it_is_and_leads_to_the_board(office, node):
    wheel = make.station("Wheel 1", at=node)
    begins = MONDAY + timedelta(days=1)
    during = Range(begins, begins + timedelta(hours=2))
    mugs = make.booking(wheel, during=during, maker=make.maker("Kiezel"), title="Mugs")

    (bar,) = plan(office, node).context["chart"].bars

    assert (bar.part.look, bar.part.said) == ("own", "Kiezel, Mugs, Wheel 1, Tue 2 Mar 09:00 to 11:00")
    assert bar.part.page == f"/studio/board/{node.slug}/2027-03-02/?booking={mugs.pk}#book"


def test_the_first_24_hours_are_frozen_and_closures_are_hatched(office, node):
    node.closures.create(days=("2027-03-04", "2027-03-06"), reason="Floor works")

    frame = plan(office, node).context["frame"]

    assert frame.frozen_until == "Tue 09:00"
    assert (frame.frozen[0], frame.frozen_x) == (frame.now_x, frame.scale.x(MONDAY + timedelta(days=1)))
    assert [shut.reason for shut in frame.shut] == ["Floor works"]


def test_other_weeks_are_asked_for_and_nonsense_is_not_an_error(office, node):
    assert plan(office, node).context["asked"].first.isoformat() == "2027-03-01"
    assert plan(office, node, **{"from": "2027-03-08"}).context["asked"].first.isoformat() == "2027-03-08"
    odd = plan(office, node, **{"from": "soon", "view": "dreams", "run": "x"}).context["asked"]
    assert (odd.first.isoformat(), odd.view, odd.run) == ("2027-03-01", "stations", None)


def test_a_node_without_runs_says_what_will_stand_here(office, node):
    assert "No run of Oosterkade is open." in words_of(plan(office, node))


def test_the_plan_leads_to_the_node_that_has_runs(office, node):
    make.node("Aalsmeer")
    planned_run(node)

    assert office.get(reverse("plan-first")).url == reverse("plan", args=[node.slug])


@pytest.mark.parametrize("view", ["stations", "runs"])
def test_the_page_costs_the_same_for_one_run_and_for_three(office, node, view, django_assert_num_queries):
    kiln = make.kiln(at=node)
    planned_run(node)
    make.share(make.firing(kiln, start=MONDAY + timedelta(days=1)))
    plan(office, node, view=view)
    with django_assert_num_queries(QUERIES[view]):
        plan(office, node, view=view)
    for start in (6, 8):
        planned_run(node, start=start)
        make.share(make.firing(kiln, start=MONDAY + timedelta(days=start)))
    with django_assert_num_queries(QUERIES[view]):
        plan(office, node, view=view)


QUERIES = {"stations": 21, "runs": 20}


def test_a_hundred_bookings_of_ten_runs_are_drawn_quickly(office, node):
    wheels = [make.station(at=node) for _ in range(10)]
    runs = [planned_run(node, wheel=wheel) for wheel in wheels]
    for at in range(90):
        wheel, run = wheels[at % 10], runs[at // 9]
        begins = MONDAY + timedelta(hours=24 * (1 + at // 10))
        step = make.step(run, on=wheel.kind, status="planned", rank=2 + at % 9)
        make.booking(wheel, during=Range(begins, begins + timedelta(hours=2)), purpose="step", step=step)
    plan(office, node)

    times = []
    for _ in range(5):
        began = process_time()
        chart = plan(office, node).context["chart"]
        times.append(process_time() - began)

    assert len(chart.bars) == 100
    assert min(times) < 0.3, "twice what it takes on a busy core with tests watching each template"
