"""Bookings where the clocks change."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coop.times import RepeatedTime, SkippedTime, from_local
from scheduling.actions.booking import book
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BERLIN = ZoneInfo("Europe/Berlin")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def at(hour, minute=0, *, day=2, month=3, zone=AMSTERDAM, year=2027):
    return from_local(date(year, month, day), time(hour, minute), zone)


def open_kind(**fields):
    return make.kind(needs_qualification=False, **fields)


def booked(station, start, end, *, by=None, maker=None, **fields):
    person = by or make.maker_user(maker)
    return book(station, maker=person.maker, start=start, end=end, by=person, **fields)


def berlin_by_night():
    return make.station(
        of=open_kind(horizon_days=400), at=make.node(hours=[(6, 0, 24)], time_zone="Europe/Berlin"), hour_minor=600
    )


def test_row_21_a_time_that_the_clocks_skip_does_not_exist():
    with pytest.raises(SkippedTime, match="02:30 does not exist on 28 March 2027 in Europe/Berlin"):
        at(2, 30, day=28, zone=BERLIN)


def test_row_22_a_time_that_comes_twice_is_asked_about_and_each_can_be_booked():
    with pytest.raises(RepeatedTime):
        at(2, 30, day=31, month=10, zone=BERLIN)
    wheel = berlin_by_night()
    first, second = (from_local(date(2027, 10, 31), time(2, 30), BERLIN, fold=fold) for fold in (0, 1))

    booked(wheel, first, first + timedelta(minutes=30))
    booked(wheel, second, second + timedelta(minutes=30))

    assert second - first == timedelta(hours=1)


def test_row_23_hours_are_hours_when_the_clocks_change():
    wheel = berlin_by_night()

    spring = booked(wheel, at(1, day=28, zone=BERLIN), at(4, day=28, zone=BERLIN))
    autumn = booked(wheel, at(1, day=31, month=10, zone=BERLIN), at(4, day=31, month=10, zone=BERLIN))

    assert [(each.minutes, each.price_minor) for each in (spring, autumn)] == [(120, 1200), (240, 2400)]
