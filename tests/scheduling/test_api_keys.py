"""Keys: what a program comes in with."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from coop.actions.keys import revoke_key
from coop.models import ApiKey, Entry
from scheduling.models import Booking
from tests import make
from tests.scheduling.program import Program, at, wheel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_without_a_key_or_with_a_dead_one_nobody_comes_in(client):
    wheel, program = wheel_of(), Program(client)
    revoked, gone = Program(client), Program(client)
    revoke_key(revoked.key, by=revoked.person)
    gone.person.is_active = False
    gone.person.save()
    program.text, guessed = "", program.text[:-1]
    strangers = [program, revoked, gone]

    client.force_login(program.person)
    answers = [stranger.ask("GET", "bookings/") for stranger in strangers]
    program.text = guessed
    answers.append(program.book(wheel, at(10), at(12)))

    assert [(answer.status_code, answer["WWW-Authenticate"]) for answer in answers] == [(401, "Bearer")] * 4
    assert not Booking.objects.exists()


def test_an_admin_without_a_studio_reads_and_cancels_and_books_nothing(client):
    wheel, admin = wheel_of(), Program(client, make.admin())
    theirs = make.booking(wheel, during=Range(at(10), at(12)))

    assert admin.book(wheel, at(13), at(14)).status_code == 403
    assert admin.ask("DELETE", f"bookings/{theirs.uid}/").json()["release_reason"] == "cancelled"


def test_a_key_is_kept_as_a_digest_and_its_use_is_noted_once_an_hour(client):
    program = Program(client)

    program.ask("GET", "bookings/")
    with CaptureQueriesContext(connection) as asked:
        program.ask("GET", "bookings/")

    key = ApiKey.objects.get()
    assert program.text not in str(vars(key))
    assert key.last_used_at == make.now()
    assert len([query for query in asked if "coop_apikey" in query["sql"]]) == 2
    assert len(asked) <= 4


def test_the_description_names_every_path_and_asks_each_for_a_key(client):
    described = client.get("/api/openapi.json").json()

    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert {operation["operationId"] for operation in operations} == {
        "list_stations",
        "free_stretches",
        "list_bookings",
        "book",
        "get_booking",
        "move",
        "cancel",
    }
    assert all(operation["security"] == [{"Key": []}] for operation in operations)
    assert client.get("/api/docs").status_code == 404


def test_a_key_is_made_shown_once_and_revoked_on_its_page(client):
    mia = make.maker_user()
    client.force_login(mia)

    shown = client.post(reverse("keys"), {"name": "dashboard"}, follow=True)
    key = ApiKey.objects.get()
    again = client.get(reverse("keys")).text
    client.post(reverse("key-revoke", args=[key.pk]))

    text = shown.context["text"]
    assert ApiKey.objects.that_is(text) is None
    assert text.startswith("coop_")
    assert text in shown.text
    assert text not in again
    assert "revoked" in client.get(reverse("keys")).text
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == ["made a key", "revoked a key"]
