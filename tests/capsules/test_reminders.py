"""“Tell me when it opens”: asked once, told once, left with one click."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from capsules import signals
from capsules.actions.reminding import ask, leave, tell
from capsules.models import Capsule, Reminder
from capsules.refusals import ListClosed, OpenAlready
from capsules.tasks import sweep_openings
from coop.models import Entry
from tests import make

from .ordering import heard
from .racing import race

pytestmark = pytest.mark.django_db


def upcoming(**fields):
    opens = timezone.now() + timedelta(days=2)
    return make.capsule(opens_at=opens, closes_at=opens + timedelta(days=7), **fields)


def open_it(capsule):
    """As time does."""
    Capsule.objects.filter(pk=capsule.pk).update(opens_at=timezone.now() - timedelta(seconds=1))


def test_somebody_asks_on_the_page_and_leaves_with_one_click(client):
    drop = upcoming()
    assert (
        f'action="{reverse("reminder-join", args=[drop.slug])}"' in client.get(drop.get_absolute_url()).content.decode()
    )

    asked = client.post(reverse("reminder-join", args=[drop.slug]), {"email": "nora@example.org"}, follow=True)
    link = reverse("reminder", args=[Reminder.objects.get().secret])
    left = client.post(link, follow=True)

    assert "We will tell you" in asked.content.decode()
    assert "We will not write" in left.content.decode()
    assert Reminder.objects.get().left_at is not None


def test_asked_twice_it_is_asked_once_and_the_link_is_shown_to_the_first_only(client):
    drop = upcoming()
    first = ask(drop, email="nora@example.org")

    answer = client.post(reverse("reminder-join", args=[drop.slug]), {"email": " NORA@example.org "}, follow=True)

    assert list(Reminder.objects.all()) == [first]
    assert "We write to this address already when it opens." in answer.content.decode()
    assert first.secret not in answer.content.decode()


def test_who_left_is_forgotten_and_may_ask_again():
    drop = upcoming()
    left = ask(drop, email="nora@example.org")
    leave(left)

    left.refresh_from_db()
    assert left.email == ""
    assert ask(drop, email="nora@example.org").left_at is None


def test_left_twice_is_journalled_once():
    reminder = ask(upcoming(), email="nora@example.org")

    leave(reminder), leave(reminder)

    assert Entry.objects.filter(verb="no longer asks for the opening of").count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({}, OpenAlready), ({"status": "closed"}, ListClosed)],
    ids=["open", "closed"],
)
def test_there_is_nothing_to_wait_for_once_it_has_opened(client, fields, refusal):
    drop = make.capsule(**fields)

    with pytest.raises(refusal) as refused:
        ask(drop, email="nora@example.org")
    answer = client.post(reverse("reminder-join", args=[drop.slug]), {"email": "nora@example.org"})

    assert answer.status_code == 409
    assert str(refused.value) in answer.content.decode()
    assert not Reminder.objects.exists()


def test_an_address_that_is_none_is_kept_in_the_form(client):
    answer = client.post(reverse("reminder-join", args=[upcoming().slug]), {"email": "nora@"})

    assert answer.status_code == 422
    assert 'value="nora@"' in answer.content.decode()


def test_everybody_who_asked_is_told_once_when_it_opens():
    drop, other = upcoming(), upcoming()
    nora, gone = ask(drop, email="nora@example.org"), ask(drop, email="gone@example.org")
    els = ask(drop, email="els@example.org")
    ask(other, email="nora@example.org")
    leave(gone)

    with heard(signals.drop_opened) as said:
        sweep_openings()
        assert said == []
        open_it(drop)
        sweep_openings()
        sweep_openings()

    assert said == [(signals.drop_opened, drop)]
    assert set(Reminder.objects.exclude(told_at=None)) == {nora, els}


def test_the_page_of_somebody_who_was_told_leads_to_the_drop(client):
    drop = upcoming()
    reminder = ask(drop, email="nora@example.org")
    open_it(drop)
    tell(drop)

    page = client.get(reverse("reminder", args=[reminder.secret])).content.decode()

    assert "It has opened" in page
    assert f'href="{drop.get_absolute_url()}"' in page


@time_machine.travel(datetime(2027, 6, 1, 12, tzinfo=UTC), tick=False)
def test_the_opening_is_said_in_the_nodes_zone(client):
    lisbon = make.node("Marvila", city="Lisbon", time_zone="Europe/Lisbon")
    opens = datetime(2027, 6, 3, 17, tzinfo=UTC)
    drop = make.capsule(maker=make.maker(home=lisbon), opens_at=opens, closes_at=opens + timedelta(days=7))
    link = reverse("reminder", args=[Reminder.objects.create(capsule=drop, email="nora@example.org").secret])

    page = " ".join(client.get(link).content.decode().split())

    assert 'opens <time datetime="2027-06-03T18:00+01:00">Thu 3 June, 18:00</time>, Lisbon time (WEST).' in page


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_same_address_at_once_one_is_written():
    drop = upcoming()

    answers = race([partial(ask, drop, email="nora@example.org")] * 8)

    assert [answer for answer in answers if answer] == [Reminder.objects.get()]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_owe_nobody_two_mails():
    drop = upcoming()
    for number in range(20):
        ask(drop, email=f"customer{number}@example.org")
    open_it(drop)

    assert sum(race([partial(tell, drop)] * 6)) == 20


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_has_told_nobody():
    drop = upcoming()
    reminder = ask(drop, email="nora@example.org")
    open_it(drop)

    def die(**kwargs):
        raise ConnectionError("pulled out")

    signals.drop_opened.connect(die)
    try:
        with pytest.raises(ConnectionError):
            tell(drop)
    finally:
        signals.drop_opened.disconnect(die)
    connection.close()

    reminder.refresh_from_db()
    assert reminder.told_at is None
    assert tell(drop) == 1
