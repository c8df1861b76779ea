"""Booking from a calendar file: looked at first, then booked, through the same verb as on the board."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.actions.feeds import feed_of
from scheduling.calendar.reading import read_calendar
from scheduling.models import Booking
from tests import make
from tests.scheduling.ics import at, booked, calendar, event, looked, mia_of, said, wheel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_a_look_lists_what_fits_and_what_clashes_and_writes_nothing(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    make.booking(wheel, during=Range(at(14), at(15)))
    text = calendar(
        event(),
        event("20270302T140000", "20270302T160000", summary="Plates"),
        event("20270302T110000", "20270302T130000", summary="Bowls, over the mugs"),
        event("20270302T070000", "20270302T090000", summary="Early"),
    )

    answer = looked(client, text)

    assert not Booking.objects.filter(maker__people__email__contains="person", title="Mugs").exists()
    assert Booking.objects.count() == 1
    assert [(what, words.split(",")[0]) for what, _, words in said(answer)] == [
        ("Early", "Oosterkade is staffed 09:00–18:00 on Tue 2 March"),
        ("Mugs", "fits"),
        ("Bowls, over the mugs", "Wheel 2 is taken at that time"),
        ("Plates", "Wheel 2 is taken at that time"),
    ]
    assert "Book the one that fits, €9.00" in answer.text
    assert "Free instead:" in answer.text


def test_what_fits_is_booked_and_the_rest_is_still_listed(client):
    wheel = wheel_of()
    mia = mia_of(client, wheel.node)
    make.booking(wheel, during=Range(at(14), at(15)))
    text = calendar(
        event(),
        event("20270302T140000", "20270302T160000", summary="Plates"),
        event("20270303T100000", "20270303T120000", summary="Vases"),
    )
    look = looked(client, text, with_titles="on")

    answer = booked(client, look.context["form"].initial["text"], with_titles="on")

    mine = Booking.objects.filter(maker=mia.maker).order_by("during")
    assert list(mine.values_list("title", "during")) == [
        ("Mugs", Range(at(10), at(12))),
        ("Vases", Range(at(10, day=3), at(12, day=3))),
    ]
    assert "Booked: 2 events, €18.00." in answer.text
    assert said(answer)[1][2].startswith("Wheel 2 is taken")


def test_a_file_that_is_booked_twice_books_once(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    text = calendar(event())
    booked(client, text)

    answer = booked(client, text)

    assert said(answer) == [("Mugs", "Wheel 2", "before")]
    assert "Nothing was booked." in answer.text
    assert Booking.objects.count() == 1


def test_titles_stay_private_unless_their_maker_shows_them(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)

    booked(client, calendar(event(summary="Surprise for Jo")))

    assert Booking.objects.get().title == ""


@pytest.mark.parametrize(
    ("fields", "station"),
    [
        ({"location": "wheel 2, Oosterkade"}, "Wheel 2"),
        ({"location": "", "summary": "Throwing on Wheel 2"}, "Wheel 2"),
        ({"location": "Wheel 2", "summary": "not Wheel 1"}, "Wheel 2"),
        ({"location": "Wheel 12"}, "Wheel 12"),
        ({"location": "Wheel 20"}, ""),
        ({"location": "Wheel 1 or Wheel 2"}, ""),
        ({"location": "at home"}, ""),
    ],
)
def test_the_station_is_the_one_named_in_the_place_or_else_in_the_title(client, fields, station):
    node = make.node()
    mia_of(client, node)
    for name in ("Wheel 1", "Wheel 2", "Wheel 12"):
        wheel_of(name, at=node)

    assert said(looked(client, calendar(event(**fields))))[0][1] == station


def test_a_name_at_two_nodes_is_the_makers_own_unless_the_other_node_is_named(client):
    home, other = make.node("Oosterkade"), make.node("Spoorhal")
    mia_of(client, home)
    at_home, elsewhere = wheel_of("Wheel 2", at=home), wheel_of("Wheel 2", at=other)

    answer = looked(client, calendar(event(), event(summary="Plates", location="Wheel 2, Spoorhal")))

    assert [line.station for line in answer.context["outcome"].lines] == [at_home, elsewhere]


def test_events_that_name_no_station_take_the_one_chosen_for_the_file(client):
    node = make.node()
    mia_of(client, node)
    wheel, other = wheel_of("Wheel 2", at=node), wheel_of("Wheel 3", at=node)
    text = calendar(event(location=""), event("20270303T100000", "20270303T110000", location="Wheel 2"))

    without = looked(client, text)
    chosen = client.post(reverse("calendar-import"), {"text": text, "otherwise": other.slug, "act": "look"})

    assert said(without)[0] == ("Mugs", "", "It names no station. Choose one for the events that name none.")
    assert [line.station for line in chosen.context["outcome"].lines] == [other, wheel]


def test_an_event_that_repeats_is_taken_as_often_as_may_be_booked(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    weekly = event("20270105T100000", "20270105T120000", more=["RRULE:FREQ=WEEKLY", "EXDATE:20270309T100000"])
    moved = event(
        "20270317T100000", "20270317T120000", uid="Mugs20270105T100000", more=["RECURRENCE-ID:20270316T100000"]
    )

    answer = looked(client, calendar(weekly, moved))

    days = [line.event.start.date() for line in answer.context["outcome"].lines]
    assert days == [
        *(date(2027, 3, day) for day in (2, 17, 23, 30)),
        *(date(2027, 4, day) for day in (6, 13, 20, 27)),
    ]


def test_an_event_that_repeats_stays_at_its_hour_when_the_clocks_change(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    weekly = event("20270323T100000", "20270323T120000", zone="Europe/Amsterdam", more=["RRULE:FREQ=WEEKLY;COUNT=2"])

    booked(client, calendar(weekly))

    assert list(Booking.objects.order_by("during").values_list("during", flat=True)) == [
        Range(datetime(2027, 3, 23, 9, tzinfo=UTC), datetime(2027, 3, 23, 11, tzinfo=UTC)),
        Range(datetime(2027, 3, 30, 8, tzinfo=UTC), datetime(2027, 3, 30, 10, tzinfo=UTC)),
    ]


def test_an_event_that_repeated_until_a_day_in_the_past_is_left_out():
    ended = event("20010102T100000", "20010102T120000", more=["RRULE:FREQ=DAILY;UNTIL=20020101T000000Z"])

    assert read_calendar(calendar(ended), start=at(8), end=at(8, day=30)) == []


def test_what_is_over_is_counted_and_what_was_cancelled_is_not_there(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    over = [event(f"202702{day:02}T100000", f"202702{day:02}T120000") for day in (1, 2, 3)]

    answer = looked(client, calendar(*over, event(more=["STATUS:CANCELLED"])))

    assert "3 events of the file are over and left out." in answer.text
    assert "No event of this file is still to come." in answer.text


def test_our_own_calendar_is_read_as_booked_before(client):
    wheel = wheel_of()
    mia = mia_of(client, wheel.node)
    make.booking(wheel, during=Range(at(10), at(12)), maker=mia.maker)
    ours = client.get(reverse("calendar-feed", args=[feed_of(mia.maker).secret])).text

    assert said(looked(client, ours)) == [("Wheel 2: own work", "Wheel 2", "before")]
