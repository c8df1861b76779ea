"""Taking an answer: all of it is done at once, or nothing where anything changed since."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from coop.models import Entry, ExtraHours
from scheduling.actions.accepting import PlanChanged, accept
from scheduling.actions.answering import answer
from scheduling.actions.booking import book
from scheduling.actions.what_ifs import AlreadyDecided, ask_for_outage, ask_for_run, ask_for_shift, ask_for_step
from scheduling.models import Booking, Firing, NodePlan, WhatIf
from tests import make
from tests.scheduling.drops import closed_drop
from tests.scheduling.potting import Pottery
from tests.scheduling.wondering import amsterdam, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def ada():
    return make.admin()


@pytest.fixture
def pottery():
    made = Pottery(pieces=6)
    planned(made)
    return made


def answered(what_if):
    answer(what_if)
    what_if.refresh_from_db()
    assert what_if.status == "answered", what_if.reason
    return what_if


def kiln_out(pottery, by):
    return answered(ask_for_outage(pottery.kiln, until=amsterdam(5, 9), reason="new coils", by=by))


def standing():
    return list(Booking.objects.live().order_by("pk").values_list("pk", "station", "during"))


def test_a_kiln_that_is_out_is_held_for_maintenance_and_its_firing_moves(pottery, ada):
    what_if = accept(kiln_out(pottery, ada), by=ada)

    assert (what_if.status, what_if.decided_by) == ("accepted", ada)
    maintenance = Booking.objects.get(purpose="maintenance")
    assert (maintenance.station, maintenance.title) == (pottery.kiln, "new coils")
    assert maintenance.during == Range(amsterdam(1, 8), amsterdam(5, 9))
    firing = Firing.objects.live().get()
    assert firing.booking.during.lower == amsterdam(5, 9)
    assert firing.booking.uid == pottery.held.uid
    pottery.run.refresh_from_db()
    assert (pottery.run.status, pottery.run.expected_at) == ("planned", amsterdam(6, 9, 30))
    order = NodePlan.objects.get()
    assert (order.status, order.by, order.reason) == ("written", ada, "Big kiln is out until Fri 5 March, 09:00")
    assert Entry.objects.filter(by=ada, verb="accepted").exists()


def test_makers_on_a_station_that_is_out_are_displaced(pottery, ada):
    theirs = Range(amsterdam(2, 14), amsterdam(2, 16))
    booking = make.booking(pottery.wheel, during=theirs, maker=make.maker("Grofgoed"))

    accept(answered(ask_for_outage(pottery.wheel, until=amsterdam(2, 18), by=ada)), by=ada)

    booking.refresh_from_db()
    assert booking.release_reason == Booking.Release.DISPLACED


def test_a_dragged_step_is_moved(pottery, ada):
    what_if = answered(ask_for_step(pottery.thrown, station=pottery.wheel, start=amsterdam(4, 9), by=ada))

    accept(what_if, by=ada)

    (session,) = pottery.thrown.bookings.filter(released_at=None)
    assert session.during == Range(amsterdam(4, 9), amsterdam(4, 12))
    assert Firing.objects.live().get().booking.during.lower == amsterdam(5, 12)


def test_a_saturday_shift_is_added_and_used(ada):
    pottery = Pottery(pieces=6, hours=[(weekday, 9, 18) for weekday in range(5)])
    planned(pottery, day=3)
    late = Range(amsterdam(8, 9), amsterdam(9, 9, 30))
    Booking.objects.filter(pk=pottery.held.pk).update(during=late, occupied=late)
    times = {"fires_at": late.lower + timedelta(minutes=30), "opens_at": late.lower + timedelta(minutes=1340)}
    Firing.objects.filter(booking=pottery.held).update(**times)

    what_if = answered(ask_for_shift(pottery.node, day=date(2027, 3, 6), opens_minute=540, closes_minute=840, by=ada))
    accept(what_if, by=ada)

    extra = ExtraHours.objects.get()
    assert (extra.node, extra.day, extra.hours) == (pottery.node, date(2027, 3, 6), "9:00–14:00")
    assert Firing.objects.live().get().booking.during.upper <= amsterdam(6, 14)


def test_a_run_is_approved_and_the_worker_is_asked_to_plan_it(ada):
    run = closed_drop(2)

    accept(answered(ask_for_run(run, by=ada)), by=ada)

    run.refresh_from_db()
    assert run.status == "approved"
    assert NodePlan.objects.live().get().node == run.capsule.made_at


def test_a_booking_that_came_in_between_wins_and_nothing_is_lost(pottery, ada, client):
    what_if = answered(ask_for_step(pottery.thrown, station=pottery.wheel, start=amsterdam(4, 9), by=ada))
    mia = make.maker_user(pottery.maker)
    book(pottery.wheel, maker=pottery.maker, start=amsterdam(4, 10), end=amsterdam(4, 11), by=mia)
    before = standing()
    client.force_login(ada)

    refused = client.post(reverse("what-if-accept", args=[what_if.pk]))

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "The plan changed meanwhile. Nothing was written: ask again" in page
    assert "“Thrown” of run" in page
    assert standing() == before
    what_if.refresh_from_db()
    assert what_if.status == WhatIf.Status.OUTDATED


@pytest.mark.parametrize("what", ["hours", "program", "step begun", "time gone by"])
def test_whatever_the_answer_rests_on_must_be_as_it_was(pottery, ada, march, what):
    what_if = kiln_out(pottery, ada)
    match what:
        case "hours":
            pottery.node.staffed_hours.filter(weekday=4).update(opens_minute=600)
        case "program":
            type(pottery.bisque).objects.filter(pk=pottery.bisque.pk).update(fire_minutes=600)
        case "step begun":
            pottery.thrown.become("started", started_at=amsterdam(1, 8))
        case "time gone by":
            march.shift(timedelta(days=4, hours=3))

    with pytest.raises(PlanChanged):
        accept(what_if, by=ada)
    assert not Booking.objects.filter(purpose="maintenance").exists()


def test_an_answer_is_taken_once(pottery, ada):
    what_if = kiln_out(pottery, ada)
    accept(what_if, by=ada)

    with pytest.raises(AlreadyDecided):
        accept(what_if, by=ada)
    assert Booking.objects.filter(purpose="maintenance").count() == 1
