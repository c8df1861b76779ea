"""Storms on real threads: one winner an hour, one plan a run, and proof that the tests would notice otherwise."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection

from fulfillment.models import Notice
from scheduling.actions import booking as booking_verbs
from scheduling.actions.booking import book
from scheduling.models import Booking, LoadShare, Station
from scheduling.refusals import StationTaken
from tests import make
from tests.scheduling.storms import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]

MAKERS, HOURS = 8, 40
MORNING = datetime(2027, 3, 2, 8, tzinfo=UTC)


def storm():
    """Eight makers ask for the same forty hours, hour by hour at the same instant; all their answers."""
    wheel = make.station(
        of=make.kind(needs_qualification=False), at=make.node(hours=[(day, 0, 24) for day in range(7)])
    )
    people = [make.maker_user() for _ in range(MAKERS)]
    each_hour = Barrier(MAKERS, timeout=60)

    def ask_for_every_hour(which):
        answers = []
        for hour in range(HOURS):
            start = MORNING + timedelta(hours=hour)
            each_hour.wait()
            try:
                maker = people[which].maker
                answers.append(book(wheel, maker=maker, start=start, end=start + timedelta(hours=1), by=people[which]))
            except StationTaken as refused:
                answers.append(refused)
        return answers

    return [answer for answers in at_once(MAKERS, ask_for_every_hour) for answer in answers]


def test_row_24_eight_makers_ask_for_forty_hours_and_each_hour_has_one_holder():
    answers = storm()

    assert Booking.objects.live().count() == HOURS
    assert Counter(type(each) for each in answers) == {
        Booking: HOURS,
        StationTaken: HOURS * (MAKERS - 1),
    }
    refusals = [each for each in answers if isinstance(each, StationTaken)]
    assert all(len(refusal.alternatives) == 3 for refusal in refusals)


ONE_AT_A_TIME = next(each for each in Booking._meta.constraints if each.name == "station_serves_one_booking_at_a_time")


def test_without_the_constraint_a_look_before_the_write_books_an_hour_twice():
    """What the storm above would show if only a look at the calendar guarded it."""

    def look_and_write(booking):
        booking.occupied = booking.during
        if Booking.objects.live().filter(station=booking.station).within(*booked_span(booking)).exists():
            raise StationTaken(booking.station, [])
        booking.save()

    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, ONE_AT_A_TIME)
    try:
        with (
            patch.object(
                booking_verbs,
                "locked",
                lambda station: Station.objects.select_related("kind", "node").get(pk=station.pk),
            ),
            patch.object(booking_verbs, "claim", look_and_write),
        ):
            storm()
        booked = Booking.objects.count()
    finally:
        Notice.objects.all().delete()
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, ONE_AT_A_TIME)

    assert booked > HOURS


def booked_span(booking):
    return booking.during.lower, booking.during.upper


def test_shares_taken_at_once_never_overfill_a_firing():
    firing = make.firing(start=MORNING, capacity_l=100)
    maker = make.maker()

    answers = at_once(8, lambda which: make.share(firing, maker=maker, litres=30))

    firing.refresh_from_db()
    assert Counter(type(each) for each in answers) == {LoadShare: 3, IntegrityError: 5}
    assert firing.taken_l == 90
