"""The node API: what the board does, through the same verbs, with a key."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import Range

from scheduling.models import Booking
from tests import make
from tests.scheduling.program import Program, at, wheel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_a_program_books_as_its_user(client):
    wheel, program = wheel_of(setup_minutes=10), Program(client)

    answer = program.book(wheel, at(10), at(12), title="Mugs")

    booking = Booking.objects.get()
    assert (booking.maker, booking.booked_by, booking.during) == (
        program.person.maker,
        program.person,
        Range(at(10), at(12)),
    )
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "uid": str(booking.uid),
            "station": wheel.slug,
            "node": wheel.node.slug,
            "time_zone": "Europe/Amsterdam",
            "purpose": "maker",
            "title": "Mugs",
            "start": "2027-03-02T10:00:00+01:00",
            "end": "2027-03-02T12:00:00+01:00",
            "occupied_from": "2027-03-02T09:50:00+01:00",
            "occupied_until": "2027-03-02T12:00:00+01:00",
            "price_minor": 900,
            "late_fee_minor": 0,
            "sequence": 0,
            "released_at": None,
            "release_reason": "",
        },
    )


def test_a_taken_hour_is_a_problem_with_alternatives(client):
    wheel, program = wheel_of(), Program(client)
    make.booking(wheel, during=Range(at(11), at(13)))

    answer = program.book(wheel, at(10), at(12))

    problem = answer.json()
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["type"], problem["title"]) == ("urn:coop:problem:station-taken", "Station taken")
    assert problem["alternatives"][0] == {
        "station": wheel.slug,
        "start": "2027-03-02T09:00:00+01:00",
        "end": "2027-03-02T11:00:00+01:00",
        "price_minor": 900,
    }
    assert len(problem["alternatives"]) == 3


def test_an_alternative_is_booked_as_it_is_said(client):
    wheel, program = wheel_of(), Program(client)
    make.booking(wheel, during=Range(at(11), at(13)))
    slot = program.book(wheel, at(10), at(12)).json()["alternatives"][0]

    answer = program.ask("POST", "bookings/", {name: slot[name] for name in ("station", "start", "end")})

    assert answer.status_code == 201


def test_a_program_lists_moves_and_cancels_its_users_bookings(client):
    wheel, program = wheel_of(), Program(client)
    uid = program.book(wheel, at(10), at(12)).json()["uid"]
    make.booking(wheel, during=Range(at(13), at(14)))

    listed = program.ask("GET", "bookings/").json()
    moved = program.ask(
        "POST", f"bookings/{uid}/move/", {"start": at(14).isoformat(), "end": at(17).isoformat()}
    ).json()
    cancelled = program.ask("DELETE", f"bookings/{uid}/").json()
    again = program.ask("DELETE", f"bookings/{uid}/")

    assert [each["uid"] for each in listed] == [uid]
    assert (moved["start"], moved["price_minor"]) == ("2027-03-02T14:00:00+01:00", 1350)
    assert moved["sequence"] > listed[0]["sequence"]
    assert cancelled["release_reason"] == "cancelled"
    assert program.ask("GET", "bookings/").json() == []
    assert program.ask("GET", f"bookings/{uid}/").json() == cancelled
    assert (again.status_code, again.json()["type"]) == (409, "urn:coop:problem:cannot-cancel")


def test_a_program_that_says_what_it_would_pay_is_charged_no_more(client, march):
    rules = {"cancel_hours": 48, "late_cancel": "charge", "late_percent": 50}
    wheel, program = wheel_of(**rules), Program(client)
    booking = make.booking(wheel, during=Range(at(10), at(12)), maker=program.person.maker, price_minor=900, **rules)
    later = {"start": at(14).isoformat(), "end": at(16).isoformat(), "sum_minor": 900}
    march.shift(timedelta(minutes=1))

    unmoved = program.ask("POST", f"bookings/{booking.uid}/move/", later)
    kept = program.ask("DELETE", f"bookings/{booking.uid}/", most_minor=0)
    cancelled = program.ask("DELETE", f"bookings/{booking.uid}/", most_minor=450)

    assert [(each.status_code, each.json()["type"]) for each in (unmoved, kept)] == [
        (409, "urn:coop:problem:move-costs"),
        (409, "urn:coop:problem:costs-more"),
    ]
    assert cancelled.json()["late_fee_minor"] == 450


def test_a_program_reads_when_a_station_is_free(client):
    wheel, program = wheel_of(clearing_minutes=30), Program(client)
    make.booking(wheel, during=Range(at(11), at(13)), occupied=Range(at(11), at(13, 30)))

    answer = program.ask(
        "GET", f"stations/{wheel.slug}/free/", start=at(1).isoformat(), end=at(23).isoformat(), minutes=60
    )

    assert answer.json() == [
        {"start": "2027-03-02T09:00:00+01:00", "end": "2027-03-02T10:30:00+01:00"},
        {"start": "2027-03-02T13:30:00+01:00", "end": "2027-03-02T18:00:00+01:00"},
    ]


def test_free_stretches_begin_and_end_on_the_kinds_grid_so_that_each_can_be_booked(client):
    program, wheel = Program(client), wheel_of(clearing_minutes=10)
    make.booking(wheel, during=Range(at(11), at(13)), occupied=Range(at(11), at(13, 10)))
    asked = {"start": at(9, 7).isoformat(), "end": at(17, 50).isoformat()}

    found = program.ask("GET", f"stations/{wheel.slug}/free/", **asked).json()

    assert [(each["start"][11:16], each["end"][11:16]) for each in found] == [("09:30", "10:30"), ("13:30", "17:30")]
    for each in found:
        start, end = (datetime.fromisoformat(each[name]) for name in ("start", "end"))
        assert program.book(wheel, start, end).status_code == 201


def test_stations_say_their_rules_and_kilns_that_nobody_books_them_alone(client):
    program, node = Program(client), make.node()
    wheel_of(at=node)
    kiln = make.kiln("Big kiln", at=node)
    wheel_of(at=make.node())

    found = program.ask("GET", "stations/", node=node.slug).json()

    assert {each["name"]: each["booked_alone"] for each in found} == {"Wheel 2": True, "Big kiln": False}
    assert program.ask("GET", f"stations/{kiln.slug}/free/").json() == []


def test_anothers_booking_is_a_404_and_a_kiln_is_refused(client):
    program, kiln = Program(client), make.kiln("Big kiln")
    theirs = make.booking(wheel_of(), during=Range(at(10), at(12)))

    for method, path, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "move/", {"start": at(13).isoformat(), "end": at(14).isoformat()}),
    ):
        assert program.ask(method, f"bookings/{theirs.uid}/{path}", body).status_code == 404
    assert program.book(kiln, at(10), at(12)).json()["type"] == "urn:coop:problem:not-bookable"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.asked.station"),
        ({"start": "2027-03-02T10:00:00"}, "body.asked.start"),
        ({"start": "tomorrow"}, "body.asked.start"),
        ({"title": "x" * 81}, "body.asked.title"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "body.asked.start"),
        ({"end": "9999-12-31T23:59:59Z"}, "body.asked.end"),
    ],
)
def test_what_cannot_be_read_is_a_422_that_says_where(client, body, where):
    wheel, program = wheel_of(), Program(client)
    fine = {"station": wheel.slug, "start": at(10).isoformat(), "end": at(12).isoformat()} if body else {}

    answer = program.ask("POST", "bookings/", fine | body)

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:coop:problem:unreadable-request")
    assert where in [error["where"] for error in answer.json()["errors"]]
    assert not Booking.objects.exists()


def test_lists_ask_the_database_as_often_for_three_as_for_one(client):
    program, node = Program(client), make.node()

    def queries():
        counted = []
        for path in ("stations/", "bookings/"):
            with CaptureQueriesContext(connection) as asked:
                program.ask("GET", path)
            counted.append(len(asked))
        return counted

    def fill(hour):
        make.booking(
            wheel_of(f"Wheel {hour}", at=node), during=Range(at(hour), at(hour + 1)), maker=program.person.maker
        )

    fill(10)
    queries()
    for_one = queries()
    fill(11)
    fill(12)

    assert queries() == for_one == [3, 3]
