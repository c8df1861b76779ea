import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from capsules.actions.preordering import mark_ready
from capsules.actions.running import approve
from capsules.models import Preorder
from scheduling.models import Promise
from tests import make
from tests.capsules.drops import made, upcoming
from tests.capsules.ordering import order
from tests.capsules.test_closing import closed_with

pytestmark = pytest.mark.django_db


def window(client):
    answer = client.get(reverse("shop"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_window_shows_open_coming_and_past_drops(client):
    order(make.capsule("Low Tide", tiers=[(1, 10, {"amount_minor": -600})]))
    upcoming("Orchard Floor", prices=(31000,))
    upcoming("Four Dips", prices=(8400,), tiers=[(11, 50, {"amount_minor": 600})])
    made()
    make.capsule("Unlisted", status="submitted")

    shown = window(client)

    for words in (
        "No. 2 is next",
        "1 of 50 taken",
        "See it and preorder, €42.00",
        "<p>€310.00, 50 pieces",
        "from €84.00",
        "1 day early",
    ):
        assert words in shown
    assert "Unlisted" not in shown


def test_an_empty_window_says_so_and_offers_the_makers(client):
    make.admin()
    shown = window(client)

    assert "Nothing can be preordered at this moment." in shown
    assert reverse("makers") in shown


def test_a_late_drop_is_shown_as_late(client):
    made(due_in_days=-2)

    shown = window(client)

    assert "2 days late" in shown
    assert "The last date was not kept" in shown


def test_a_drop_that_missed_its_minimum_is_shown_as_not_made(client):
    closed_with(make.capsule(minimum=20))

    assert "everybody was released" in window(client)


def test_a_maker_has_a_page_with_their_drops_and_an_applicant_has_none(client):
    kiezel = make.maker("Kiezel", story="Thrown on the river.")
    make.capsule("Low Tide", maker=kiezel)
    make.capsule("Draft", maker=kiezel, status="draft")
    applicant = make.maker("New", status="applied", joined_at=None)

    shown = client.get(reverse("maker", args=[kiezel.slug])).content.decode()

    assert "Low Tide" in shown
    assert "Thrown on the river." in shown
    assert "Draft" not in shown
    assert client.get(reverse("maker", args=[applicant.slug])).status_code == 404
    makers = client.get(reverse("makers")).content.decode()
    assert "Kiezel" in makers
    assert "New" not in makers


def test_the_open_drop_says_the_same_dates_as_its_own_page(client):
    capsule = make.capsule(closes_at=timezone.now() + timedelta(days=2), lead_days=28)
    closed_day = (capsule.closes_at + timedelta(days=28)).astimezone(capsule.made_at.zone)
    assert f'Ready to collect by <b><time datetime="{closed_day:%Y-%m-%d}">' in window(client)

    expected, by = (timezone.now() + timedelta(days=days) for days in (12, 16))
    Promise.objects.create(capsule=capsule, closes_at=capsule.closes_at, expected_on=expected, by_on=by)

    shown = re.search(r"Expected <b>(.+?)</b>, by <b>(.+?)</b>", window(client)).groups()
    own = client.get(capsule.get_absolute_url()).content.decode()
    assert f"Expected {shown[0]} <span>by {shown[1]} (9 in 10)</span>" in own


def test_the_window_costs_as_many_queries_for_three_drops_of_each_kind_as_for_one(client):
    def another(number):
        order(make.capsule(f"Open {number}")), upcoming(f"Next {number}"), made(f"Past {number}")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            window(client)
        return len(asked)

    another(1)
    one = queries()
    another(2), another(3)

    assert queries() == one


def test_a_closed_drop_has_the_dates_of_its_own_page_until_it_is_ready(client):
    capsule = make.capsule("Reed", minimum=1, lead_days=28)
    order(capsule)
    run = approve(closed_with(capsule), by=make.admin())
    expected, by = (timezone.now() + timedelta(days=days) for days in (12, 16))
    Promise.objects.create(capsule=capsule, run=run, closes_at=capsule.closes_at, expected_on=expected, by_on=by)

    for answer in (client.get(reverse("shop")), client.get(reverse("maker", args=[capsule.maker.slug]))):
        (row,) = answer.context["past"]
        assert (row.expected_at, row.by_at) == (expected, by)

    mark_ready(Preorder.objects.get(capsule=capsule), by=make.user())
    (row,) = client.get(reverse("shop")).context["past"]
    assert row.by_at == run.due_at
