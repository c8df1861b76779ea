"""The day list, its form, and a maker's own bookings, as pages."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from coop.models import Closure
from scheduling.models import Booking
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

TUESDAY = date(2027, 3, 2)


def at(hour, minute=0, *, day=2):
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def open_wheel(name="Wheel 2", **fields):
    return make.station(name, of=make.kind(needs_qualification=False), hour_minor=450, **fields)


def page_of(node, day=TUESDAY):
    return reverse("board-day", args=[node.slug, day])


def as_maker(client, maker=None):
    mia = make.maker_user(maker)
    client.force_login(mia)
    return mia


def typed(wheel, **fields):
    return {"station": wheel.slug, "start": "10:00", "length": "120", "title": "Mugs"} | fields


def test_the_board_opens_at_the_makers_own_node_on_its_own_today(client):
    auckland = make.node(time_zone="Pacific/Auckland")
    as_maker(client, make.maker(home=auckland))

    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        answer = client.get(reverse("board"))

    assert answer.url == page_of(auckland, date(2027, 3, 2))


def test_a_maker_books_from_the_page(client):
    wheel = open_wheel()
    mia = as_maker(client)

    answer = client.post(page_of(wheel.node), typed(wheel), follow=True)

    assert list(Booking.objects.values_list("station", "maker", "during", "title")) == [
        (wheel.pk, mia.maker_id, Range(at(10), at(12)), "Mugs")
    ]
    assert answer.redirect_chain == [(page_of(wheel.node), 302)]
    assert "Wheel 2 is booked: Tue 2 March, 10:00–12:00, €9.00." in answer.text


def test_the_form_begins_with_the_station_that_the_maker_booked_last(client):
    wheel = open_wheel("Wheel 2", at=open_wheel("Wheel 1").node)
    mia = as_maker(client)
    make.booking(wheel, during=Range(at(10), at(12)), maker=mia.maker)

    page = client.get(page_of(wheel.node)).text

    assert re.findall(r'<option value="([^"]+)" selected', page)[:1] == [wheel.slug]


def test_a_taken_hour_is_a_409_that_keeps_what_was_typed_and_offers_three_slots(client):
    wheel = open_wheel()
    make.booking(wheel, during=Range(at(11), at(13)))
    as_maker(client)

    answer = client.post(page_of(wheel.node), typed(wheel))

    assert answer.status_code == 409
    assert "<b>Wheel 2 is taken 11:00–13:00.</b>" in answer.text
    assert 'value="Mugs"' in answer.text
    assert 'value="10:00"' in answer.text
    assert [(offer["day"], offer["typed"]) for offer in answer.context["offers"]] == [
        (TUESDAY, {"start": "09:00", "start_which": 0, "length": 120}),
        (TUESDAY, {"start": "13:00", "start_which": 0, "length": 120}),
        (TUESDAY, {"start": "15:00", "start_which": 0, "length": 120}),
    ]


def test_an_offer_is_booked_by_sending_it(client):
    wheel = open_wheel()
    make.booking(wheel, during=Range(at(9), at(18)))
    as_maker(client)
    offer = client.post(page_of(wheel.node), typed(wheel)).context["offers"][0]

    client.post(page_of(wheel.node, offer["day"]), typed(wheel, **offer["typed"]))

    assert Booking.objects.filter(title="Mugs", during=Range(at(16, day=1), at(18, day=1))).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": "10:10"}, "begin and end every 30 min"),
        ({"start": ""}, "Fill in “Start”."),
        ({"start": "25:00"}, "Write the time as in 10:00."),
        ({"length": "7"}, "Choose one of the list."),
        ({"station": "nowhere"}, "Choose one of the list."),
    ],
)
def test_what_cannot_be_meant_is_a_422(client, fields, words):
    wheel = open_wheel()
    as_maker(client)

    answer = client.post(page_of(wheel.node), typed(wheel, **fields))

    assert answer.status_code == 422
    assert words in answer.text
    assert not Booking.objects.exists()


def berlin_by_night():
    return open_wheel(at=make.node(hours=[(6, 0, 24)], time_zone="Europe/Berlin"))


def test_row_21_the_page_says_that_a_skipped_time_does_not_exist(client):
    wheel = berlin_by_night()
    as_maker(client)

    answer = client.post(page_of(wheel.node, date(2027, 3, 28)), typed(wheel, start="02:30"))

    assert answer.status_code == 422
    assert "02:30 does not exist on 28 March 2027 in Europe/Berlin" in answer.text


def test_row_22_the_page_asks_which_of_two_equal_times_is_meant_and_books_it(client):
    wheel = berlin_by_night()
    as_maker(client)
    autumn = page_of(wheel.node, date(2027, 10, 31))

    with time_machine.travel(datetime(2027, 10, 1, tzinfo=UTC)):
        client.force_login(make.maker_user())
        asked = client.post(autumn, typed(wheel, start="02:30", length="30"))
        client.post(autumn, typed(wheel, start="02:30", length="30", start_which="1"))

    assert asked.status_code == 422
    assert "the first (CEST)" in asked.text
    assert "the second (CET)" in asked.text
    assert Booking.objects.get().during.lower == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_kiln_is_not_in_the_form_and_the_page_says_why(client):
    kiln = make.kiln("Big kiln")
    as_maker(client)

    page = client.get(page_of(kiln.node))
    answer = client.post(page_of(kiln.node), typed(kiln))

    assert "Shared by load: nobody books one alone." in page.text
    assert answer.status_code == 422


def test_others_bookings_say_taken_unless_they_have_a_title(client):
    wheel = open_wheel()
    mine = as_maker(client).maker
    make.booking(wheel, during=Range(at(9), at(10)), maker=mine)
    make.booking(wheel, during=Range(at(10), at(11)))
    make.booking(wheel, during=Range(at(11), at(12)), maker=make.maker("Ochre Lane"), title="Test tiles")
    make.booking(wheel, during=Range(at(12), at(13)), purpose="maintenance", title="new belt")

    lines = client.get(page_of(wheel.node)).context["list_kinds"][0].stations[0].lines

    assert [(line.look, line.what, line.detail) for line in lines] == [
        ("mine", "Booked", "yours"),
        ("held", "taken", ""),
        ("maker", "Test tiles", "Ochre Lane"),
        ("hatch", "Maintenance", "new belt"),
        ("free", "free", ""),
    ]
    client.force_login(make.admin())
    lines = client.get(page_of(wheel.node)).context["list_kinds"][0].stations[0].lines
    assert lines[1].detail == "Kiezel"


def test_the_day_shows_runs_and_firings_and_its_closure(client):
    node = make.node()
    step = make.step(make.run(make.capsule("Low Tide", status="closed")), status="planned")
    make.booking(open_wheel(at=node), during=Range(at(9), at(12)), purpose="step", step=step)
    make.firing(make.kiln("Big kiln", at=node), start=at(9, day=1))
    Closure.objects.create(node=node, days=Range(TUESDAY, date(2027, 3, 3)), reason="stocktaking")
    as_maker(client)

    text = client.get(page_of(node)).text

    assert "Low Tide, Formed" in text
    assert "0 of 100 l" in text
    assert "Closed: stocktaking." in text


def test_days_lead_to_other_days_and_nodes_to_other_nodes(client):
    node, other = open_wheel().node, make.node("Werkhof")
    as_maker(client)

    text = client.get(page_of(node)).text

    for address in (page_of(node, date(2027, 3, 3)), page_of(node, date(2027, 3, 9)), page_of(other)):
        assert f'href="{address}"' in text


def test_a_day_that_does_not_exist_is_a_404(client):
    wheel = open_wheel()
    as_maker(client)

    for day in ("2027-02-30", "9999-12-31", "0001-01-01"):
        assert client.get(f"/studio/board/{wheel.node.slug}/{day}/").status_code == 404


def test_desk_staff_see_the_board_and_book_nothing(client):
    wheel = open_wheel()
    client.force_login(make.desk_user(wheel.node))

    page = client.get(page_of(wheel.node))
    answer = client.post(page_of(wheel.node), typed(wheel))

    assert 'id="book"' not in page.text
    assert answer.status_code == 403


def test_the_pages_ask_the_database_as_often_for_three_bookings_as_for_one(client):
    mia, node = as_maker(client), make.node()

    def fill(hour):
        wheel = open_wheel(f"Wheel {hour}", at=node)
        step = make.step(make.run(make.capsule(maker=mia.maker, status="closed")), status="planned")
        make.booking(wheel, during=Range(at(9), at(10)), maker=mia.maker)
        make.booking(wheel, during=Range(at(10), at(11)), purpose="step", step=step, maker=mia.maker)
        firing = make.firing(make.kiln(at=node), start=at(9) + timedelta(hours=hour))
        make.share(firing, step=step, maker=mia.maker, litres=24)

    def queries():
        counted = []
        for address in (page_of(node), reverse("bookings")):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counted.append(len(asked))
        return counted

    fill(0)
    for_one = queries()
    fill(1)
    fill(2)

    assert queries() == for_one
    assert max(for_one) <= 14
