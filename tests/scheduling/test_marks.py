"""The marks of a page that is open already, and the page that a crowd shares."""

import gzip
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.models import Capsule
from coop.shared_pages import Shelf
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db

SAID = re.compile(r'data-phase="([^"]*)" data-next="([^"]*)" data-said="([^"]*)"')
KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')


@pytest.fixture
def drop():
    return make.capsule(tiers=[(1, 10, {"amount_minor": -600})], edition_size=12, minimum=2)


@pytest.fixture
def clock(monkeypatch, settings):
    """The one by which shared pages grow old; it stands until somebody moves it."""
    settings.PAGE_SECONDS = 1
    monkeypatch.setattr("coop.shared_pages.shelf", Shelf())
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("coop.shared_pages.monotonic", lambda: clock.now)
    return clock


def marks(client, capsule, **asked):
    return client.get(reverse("capsule-marks", args=[capsule.slug]), asked)


def said(answer):
    return SAID.search(answer.content.decode()).groups()


def test_the_marks_say_what_is_next_what_it_costs_and_what_is_taken(client, drop):
    line.preorder(drop, list(range(1, 11)), status="placed")

    answer = marks(client, drop)

    assert said(answer) == ("open", "No. 11, €48.00", "10 of 12 taken. No. 11 is next, €48.00.")
    assert answer.content.decode().count('class="mark taken"') == 10
    assert "<html" not in answer.content.decode()


def test_the_marks_are_in_the_prices_of_the_variant_that_the_page_shows(client):
    drop = make.capsule(prices=(4800, 6000))

    assert said(marks(client, drop, variant=drop.variants.last().pk))[1] == "No. 1, €60.00"


@pytest.mark.parametrize(
    ("fields", "taken", "phase", "words"),
    [
        ({"edition_size": 2, "minimum": 1}, [1, 2], "sold out", "All 2 are taken now."),
        ({}, [], "open", "Preorders are open."),
        ({"opens_at": timezone.now() + timedelta(days=1)}, [], "next", "is first"),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, [], "closed", "Preorders are closed."),
    ],
)
def test_the_marks_say_when_the_drop_is_no_longer_what_the_page_began_with(client, fields, taken, phase, words):
    drop = make.capsule(**fields)
    if taken:
        line.preorder(drop, taken, status="placed")

    answer = marks(client, drop)

    assert said(answer)[0] == phase
    assert words in answer.content.decode()


def test_marks_that_are_unchanged_are_a_304(client, drop, clock):
    first = marks(client, drop)
    clock.now += 5
    headers = {"If-None-Match": first["ETag"]}

    unchanged = client.get(reverse("capsule-marks", args=[drop.slug]), headers=headers)
    line.preorder(drop, [1], status="placed")
    clock.now += 5
    changed = client.get(reverse("capsule-marks", args=[drop.slug]), headers=headers)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, said(changed)[2]) == (200, "1 of 12 taken. No. 2 is next, €42.00.")


def test_a_drafts_marks_are_seen_by_its_maker_and_by_admins_only(client):
    draft = make.capsule(status="draft")
    answers = []
    for who in (None, make.maker_user(), make.maker_user(draft.maker), make.admin()):
        client.logout()
        if who:
            client.force_login(who)
        answer = marks(client, draft)
        answers.append((answer.status_code, answer.get("Cache-Control")))

    assert answers == [(404, None), (404, None), (200, "private, no-cache"), (200, "private, no-cache")]


def test_a_proxy_may_keep_the_marks_for_a_second(client, drop, clock):
    assert marks(client, drop)["Cache-Control"] == "public, max-age=1"


def test_a_crowd_shares_a_page_and_each_gets_a_form_of_their_own(client, drop, clock, django_assert_num_queries):
    first = client.get(drop.get_absolute_url())

    with django_assert_num_queries(0):
        rest = [client.get(drop.get_absolute_url()) for _ in range(5)]

    keys = [KEY.search(answer.content.decode())[1] for answer in (first, *rest)]
    assert len(set(keys)) == 6
    assert {answer["Cache-Control"] for answer in rest} == {"private, no-cache"}
    assert {tuple(sorted(answer.items())) for answer in rest} == {tuple(sorted(first.items()))}, "the same headers"
    assert not any(answer.has_header("ETag") for answer in rest)


def test_a_shared_page_is_right_again_after_a_second(client, drop, clock):
    client.get(drop.get_absolute_url())
    line.preorder(drop, [1], status="placed")

    within = client.get(drop.get_absolute_url()).content.decode()
    clock.now += 1
    after = client.get(drop.get_absolute_url()).content.decode()

    assert ("0 of 12 taken" in within, "1 of 12 taken" in after) == (True, True)


def test_two_who_order_from_a_shared_page_have_two_orders(client, drop, clock):
    variant, node = drop.variants.get(), drop.pickup_nodes.get()
    for name in ("Nora", "Els"):
        page = client.get(drop.get_absolute_url()).content.decode()
        form = {"variant": variant.pk, "quantity": 1, "pickup_node": node.pk, "name": name}
        form |= {"email": f"{name}@example.org", "idempotency_key": KEY.search(page)[1]}
        seen = re.search(rf'name="seen_{variant.pk}_1" value="(\d+)"', page)[1]
        client.post(drop.get_absolute_url(), form | {f"seen_{variant.pk}_1": seen})

    assert list(drop.preorders.order_by("pk").values_list("name", flat=True)) == ["Nora", "Els"]


@pytest.mark.parametrize("who", ["maker", "admin"])
def test_whoever_is_logged_in_sees_the_page_as_it_is(client, drop, clock, who):
    client.get(drop.get_absolute_url())
    line.preorder(drop, [1], status="placed")

    client.force_login(make.maker_user(drop.maker) if who == "maker" else make.admin())

    page = client.get(drop.get_absolute_url()).content.decode()
    assert "1 of 12 taken" in page
    assert "My workspace" in page


@pytest.mark.parametrize("phase", ["open", "sold out", "next", "closed"])
def test_in_every_phase_the_page_is_one_that_a_crowd_can_share(client, clock, phase, django_assert_num_queries):
    soon = timezone.now() + timedelta(days=1)
    drop = make.capsule(edition_size=1, minimum=1, **({"opens_at": soon} if phase == "next" else {}))
    if phase == "sold out":
        line.preorder(drop, [1], status="placed")
    if phase == "closed":
        Capsule.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    client.get(drop.get_absolute_url())

    with django_assert_num_queries(0):
        answer = client.get(drop.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

    assert "set-cookie" not in answer.headers
    assert f'data-phase="{phase}"' in gzip.decompress(answer.content).decode()
