from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capsules.actions.closing import close
from capsules.actions.preordering import cancel
from capsules.actions.running import approve
from capsules.actions.waiting import join, leave
from capsules.models import Capsule, Waiting
from capsules.refusals import ListClosed, PiecesLeft
from coop.actions.journal import CUSTOMER
from coop.models import Entry
from tests import make

from .ordering import order

pytestmark = pytest.mark.django_db


def sold_out():
    capsule = make.capsule(edition_size=1, minimum=1)
    capsule.placed = order(capsule)
    return capsule


def test_somebody_waits_and_leaves_with_one_click(client):
    capsule = sold_out()

    joined = client.post(reverse("waiting-join", args=[capsule.slug]), {"email": "nora@example.org"}, follow=True)
    page = reverse("waiting-leave", args=[Waiting.objects.get().secret])
    left = client.post(page, follow=True)

    assert "No. 1 in line" in joined.content.decode()
    assert "You have left the list" in left.content.decode()
    assert Waiting.objects.get().left_at is not None


def test_asked_twice_somebody_waits_once_and_the_link_is_shown_to_the_first_only(client):
    capsule = sold_out()
    first = join(capsule, email="nora@example.org")

    assert join(capsule, email=" NORA@example.org ") is None
    assert list(Waiting.objects.all()) == [first]


def test_who_left_is_forgotten_and_may_come_back():
    capsule = sold_out()
    left = join(capsule, email="nora@example.org")
    leave(left)

    left.refresh_from_db()
    assert left.email == ""
    assert join(capsule, email="nora@example.org").left_at is None


def test_left_twice_is_journalled_once():
    waiting = join(sold_out(), email="nora@example.org")

    leave(waiting), leave(waiting)

    assert Entry.objects.filter(verb="left the waiting list of").count() == 1


def test_there_is_no_waiting_while_pieces_are_free(client):
    capsule = sold_out()
    cancel(capsule.placed, by=CUSTOMER)

    with pytest.raises(PiecesLeft):
        join(capsule, email="nora@example.org")
    answer = client.post(reverse("waiting-join", args=[capsule.slug]), {"email": "nora@example.org"})

    assert answer.status_code == 409
    assert "There is no need to wait: 1 piece can be preordered now." in answer.content.decode()


def test_after_the_close_nobody_joins():
    capsule = sold_out()
    Capsule.objects.update(closes_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(ListClosed):
        join(capsule, email="nora@example.org")


def test_an_address_that_is_none_is_kept_in_the_form(client):
    answer = client.post(reverse("waiting-join", args=[sold_out().slug]), {"email": "nora@"})

    assert answer.status_code == 422
    assert 'value="nora@"' in answer.content.decode()


def test_a_guessed_link_is_unknown(client):
    assert client.get(reverse("waiting-leave", args=["guessed"])).status_code == 404


def test_a_drop_that_sold_out_early_takes_names_until_its_run_is_approved():
    capsule = sold_out()
    run = close(capsule)
    join(capsule, email="nora@example.org")

    approve(run, by=make.admin())

    with pytest.raises(ListClosed):
        join(capsule, email="els@example.org")
