"""A maker's private calendar, read back by a library that did not write it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from coop.models import Entry
from coop.times import from_local
from scheduling.actions.booking import book
from scheduling.actions.cancelling import cancel
from scheduling.actions.feeds import feed_of, reset_feed
from scheduling.actions.moving import move
from scheduling.calendar.zones import changes
from scheduling.models import CalendarFeed
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

BERLIN = ZoneInfo("Europe/Berlin")


def at(hour, minute=0, *, day=2):
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def wheel_of(name="Wheel 2", **fields):
    return make.station(name, of=make.kind(needs_qualification=False, horizon_days=400), hour_minor=450, **fields)


def fetched(client, maker, **headers):
    return client.get(reverse("calendar-feed", args=[feed_of(maker).secret]), headers=headers)


def events(client, maker) -> dict:
    """The feed's events by what they say, as vobject reads them."""
    read = vobject.readOne(fetched(client, maker).text)
    return {event.summary.value: event for event in getattr(read, "vevent_list", [])}


def instants(event) -> tuple[datetime, datetime]:
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def test_a_calendar_shows_a_booking_with_its_place_its_zone_and_its_version(client):
    node = make.node("Oosterkade", street="Kade 1")
    mia, wheel = make.maker_user(), wheel_of(at=node, setup_minutes=10, clearing_minutes=20)
    booking = book(wheel, maker=mia.maker, start=at(10), end=at(12), by=mia, title="Mugs, tall; 1 of 2")

    event = events(client, mia.maker)["Wheel 2: Mugs, tall; 1 of 2"]

    assert event.uid.value == f"{booking.uid}@testserver"
    assert instants(event) == (at(10), at(12))
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Amsterdam"]
    assert event.location.value == "Wheel 2, Oosterkade, Kade 1, 3011 AA Rotterdam"
    assert event.description.value == "With set-up and clearing 09:50–12:20, Rotterdam time (CET). €9.00."
    assert event.url.value == f"http://testserver{reverse('board-day', args=[node.slug, date(2027, 3, 2)])}"
    assert (event.status.value, event.sequence.value, event.transp.value) == ("CONFIRMED", "0", "OPAQUE")


def test_a_moved_booking_keeps_its_uid_and_counts_its_changes(client):
    mia, wheel = make.maker_user(), wheel_of()
    booking = book(wheel, maker=mia.maker, start=at(10), end=at(12), by=mia, title="Mugs")
    before = events(client, mia.maker)["Wheel 2: Mugs"]

    with time_machine.travel(at(9)):
        move(booking, start=at(14), end=at(17), by=mia)
        after = events(client, mia.maker)["Wheel 2: Mugs"]

    assert after.uid.value == before.uid.value
    assert instants(after) == (at(14), at(17))
    assert int(after.sequence.value) > int(before.sequence.value)
    booking.refresh_from_db()
    assert after.last_modified.value == booking.changed_at.replace(microsecond=0)


def test_a_cancelled_booking_stays_for_sixty_days_and_says_so(client):
    mia, wheel = make.maker_user(), wheel_of()
    booking = book(wheel, maker=mia.maker, start=at(10), end=at(12), by=mia, title="Mugs")
    cancel(booking, by=mia)

    event = events(client, mia.maker)["Wheel 2: Mugs"]
    with time_machine.travel(at(10) + timedelta(days=61)):
        later = events(client, mia.maker)

    assert (event.status.value, event.sequence.value, event.transp.value) == ("CANCELLED", "1", "TRANSPARENT")
    assert later == {}


def test_runs_and_firings_are_in_it_and_the_door_has_its_own_half_hour(client):
    maker = make.maker()
    step = make.step(make.run(make.capsule("Low Tide", maker=maker, status="closed")), status="planned")
    make.booking(wheel_of(), during=Range(at(9), at(10)), purpose="step", step=step, maker=maker)
    kiln = make.kiln("Big kiln")
    firing = make.firing(kiln, start=at(9, day=3), program=make.program(kiln.kind, "bisque 04"))
    share = make.share(firing, maker=maker, pieces=6, litres=24)
    make.booking(wheel_of(), during=Range(at(9), at(10)), title="Not mine")

    found = events(client, maker)

    assert {summary: instants(event) for summary, event in found.items()} == {
        "Wheel 2: Formed, Low Tide": (at(9), at(10)),
        "Big kiln: bisque 04": (at(9, day=3), at(8, day=4)),
        "Big kiln: door opens": (at(8, day=4), at(8, 30, day=4)),
    }
    assert found["Big kiln: bisque 04"].description.value == (
        "6 pieces, 24 l. Loaded by 09:30, the door opens Thu 4 March, 08:00."
    )
    share.released_at = make.now()
    share.save()
    left = events(client, maker)["Big kiln: bisque 04"]
    assert (left.status.value, left.sequence.value) == ("CANCELLED", "1")


def test_an_unchanged_calendar_is_not_sent_again(client):
    mia, wheel = make.maker_user(), wheel_of()
    first = fetched(client, mia.maker)

    unchanged = fetched(client, mia.maker, if_none_match=first["ETag"])
    book(wheel, maker=mia.maker, start=at(10), end=at(12), by=mia)
    changed = fetched(client, mia.maker, if_none_match=first["ETag"])

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_reset_address_is_dead_and_a_guessed_one_never_lived(client):
    mia = make.maker_user()
    old = reverse("calendar-feed", args=[feed_of(mia.maker).secret])

    reset_feed(mia.maker, by=mia)

    assert client.get(old).status_code == 404
    assert fetched(client, mia.maker).status_code == 200
    assert client.get(reverse("calendar-feed", args=["guessed"])).status_code == 404
    assert Entry.objects.get().verb == "reset the calendar's address"


def test_who_has_left_has_no_calendar(client):
    maker = make.maker()
    maker.become("left", left_at=make.now())

    assert fetched(client, maker).status_code == 404


def test_the_page_makes_the_address_once_and_resets_it(client):
    mia = make.maker_user()
    client.force_login(mia)

    first = client.get(reverse("calendar")).text
    again = client.get(reverse("calendar")).text
    secret = CalendarFeed.objects.get().secret
    client.post(reverse("calendar-reset"))

    for page in (first, again):
        assert f"http://testserver/calendar/{secret}.ics" in page
        assert f'href="webcal://testserver/calendar/{secret}.ics"' in page
    assert CalendarFeed.objects.get().secret != secret


def berlin_by_night():
    return wheel_of(at=make.node(hours=[(day, 0, 24) for day in range(7)], time_zone="Europe/Berlin"))


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 2), (date(2027, 10, 31), 4)])
def test_row_23_hours_over_a_change_of_the_clocks_round_trip(client, day, hours):
    mia, wheel = make.maker_user(), berlin_by_night()
    start, end = (from_local(day, time(hour), BERLIN) for hour in (1, 4))
    book(wheel, maker=mia.maker, start=start, end=end, by=mia, title="Night")

    event = events(client, mia.maker)["Wheel 2: Night"]

    assert instants(event) == (start, end)
    assert end - start == timedelta(hours=hours)
    assert [event.dtstart.value.replace(tzinfo=None), event.dtend.value.replace(tzinfo=None)] == [
        datetime.combine(day, time(hour)) for hour in (1, 4)
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_row_23_every_half_hour_around_every_change_of_the_clocks_round_trips(client, zone):
    node, maker = make.node(hours=[], time_zone=zone), make.maker()
    wheel, expected = wheel_of(at=node), []
    for change in changes(ZoneInfo(zone), datetime(2027, 3, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)):
        for half_hours in range(-6, 6):
            start = change + half_hours * timedelta(minutes=30)
            expected.append((start, start + timedelta(minutes=30)))
            make.booking(wheel, during=Range(*expected[-1]), maker=maker)

    read = vobject.readOne(fetched(client, maker).text)

    assert len(expected) == 4 * 12
    assert sorted(map(instants, read.vevent_list)) == expected


def test_a_calendar_asks_the_database_as_often_for_three_as_for_one(client):
    maker, node = make.maker(), make.node()

    def fill(hour):
        step = make.step(make.run(make.capsule(maker=maker, status="closed")), status="planned")
        make.booking(wheel_of(f"Wheel {hour}", at=node), during=Range(at(hour), at(hour + 1)), maker=maker)
        make.booking(
            wheel_of(f"Wheel {hour} b", at=node), during=Range(at(9), at(10)), purpose="step", step=step, maker=maker
        )
        make.share(make.firing(make.kiln(at=node), start=at(hour)), step=step, maker=maker)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            fetched(client, maker)
        return len(asked)

    fill(9)
    queries()
    for_one = queries()
    fill(10)
    fill(11)

    assert queries() == for_one == 4
