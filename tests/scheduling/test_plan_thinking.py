"""The plan page while the planner thinks, and what it says of its last thinkings."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coop.models import Entry
from scheduling.models import NodePlan
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    return make.node()


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def order(node, status="wanted", *, ago=0, **fields):
    at = make.now() - timedelta(hours=ago)
    stamps = {"thinking": {"thinking_at": at, "alive_at": at}}
    stamps |= {each: {"thinking_at": at, "ended_at": at} for each in ("written", "nothing", "cancelled")}
    fields = {"reason": "The big kiln is out.", "asked_at": at} | stamps.get(status, {}) | fields
    return NodePlan.objects.create(node=node, status=status, **fields)


def plan(office, node):
    return office.get(reverse("plan", args=[node.slug]))


def words_of(answer):
    return " ".join(answer.content.decode().split())


def figures(thought):
    return [(each.what, each.figure) for each in thought.figures]


def test_while_it_thinks_the_page_says_how_far_it_is_and_offers_to_stop(office, node):
    progress = {"seconds": 4.2, "late_hours": 11.6, "firings": 13, "moves": 2, "unplaced": 0}
    live = order(node, "thinking", progress=progress)

    answer = plan(office, node)

    assert figures(answer.context["thinking"]) == [
        ("thinking", "4 s"),
        ("late in all", "12 h"),
        ("firings", "13"),
        ("bookings to move", "2"),
        ("without a place", "0"),
    ]
    assert "The planner thinks" in words_of(answer)
    assert reverse("plan-cancel", args=[node.slug, live.pk]) in words_of(answer)


def test_before_its_first_plan_it_shows_no_figures(office, node):
    order(node)

    answer = plan(office, node)

    assert figures(answer.context["thinking"]) == []
    assert "The planner is asked" in words_of(answer)


def test_an_open_page_hears_only_what_is_new(office, node):
    live = order(node, "thinking")
    address, mark = reverse("plan-thinking", args=[node.slug]), plan(office, node).context["mark"]

    unchanged = office.get(address, headers={"If-None-Match": mark})
    NodePlan.objects.filter(pk=live.pk).update(progress={"seconds": 2})
    changed = office.get(address, headers={"If-None-Match": mark})

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert "2 s" in words_of(changed)


def test_an_open_page_is_led_to_the_new_plan_once_it_is_written(office, node):
    order(node, "written", moves=1)

    answer = words_of(office.get(reverse("plan-thinking", args=[node.slug])))

    assert "Written, 1 booking moved" in answer
    assert "Show the new plan" in answer


def test_the_last_ten_plans_are_listed_with_why_and_what_came_of_them(office, node):
    ada = make.admin()
    for hours in range(12, 2, -1):
        order(node, "nothing", ago=hours)
    order(node, "written", ago=1, by=ada, engine="neighbourhood", seconds=9.5, moves=3)
    order(make.node("Spoorhal"), "written")

    past = plan(office, node).context["past"]

    assert len(past) == 10
    assert (past[0].by, past[0].engine, past[0].seconds) == (str(ada), "neighbourhood search", 9.5)
    assert [each.outcome for each in past[:2]] == ["written, 3 bookings moved", "nothing better found"]
    assert past[1].by == "Coop itself"


def test_plan_again_asks_the_worker_and_says_why(office, node):
    answer = office.post(reverse("plan-again", args=[node.slug]), {"reason": "The vat is mended."})

    asked = NodePlan.objects.get()
    assert (asked.node, asked.reason, asked.status) == (node, "The vat is mended.", "wanted")
    assert answer.url == reverse("plan", args=[node.slug])


def test_without_a_reason_the_office_asked(office, node):
    office.post(reverse("plan-again", args=[node.slug]), {"reason": " "})

    assert NodePlan.objects.get().reason == "The office asked for a new plan."


def test_a_reason_that_is_too_long_asks_for_nothing(office, node):
    office.post(reverse("plan-again", args=[node.slug]), {"reason": "x" * 161})

    assert not NodePlan.objects.exists()


def test_cancelling_tells_the_planner_once_and_is_in_the_journal(office, node):
    live = order(node, "thinking")
    address = reverse("plan-cancel", args=[node.slug, live.pk])

    office.post(address)
    again = office.post(address, follow=True)

    live.refresh_from_db()
    assert live.cancel_asked_at is not None
    assert "The planner is not thinking any more." in words_of(again)
    assert Entry.objects.filter(verb="stopped the planning of").count() == 1


def test_nobody_stops_the_planning_of_another_node_by_address(office, node):
    live = order(make.node("Spoorhal"), "thinking")

    assert office.post(reverse("plan-cancel", args=[node.slug, live.pk])).status_code == 404
