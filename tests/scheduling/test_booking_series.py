"""Bookings that repeat on the node's clock."""

from datetime import UTC, date, timedelta

import pytest

from coop.times import SkippedTime
from scheduling.actions.cancelling import cancel
from scheduling.actions.series import book_series
from scheduling.models import Booking, Series
from scheduling.refusals import NotQualified, NotStaffed, SeriesClashes, StationTaken, TooFarAhead
from scheduling.signals import booking_made, series_booked
from tests import make
from tests.scheduling.agenda import BERLIN, at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

WEDNESDAY = date(2027, 3, 3)


def series(station, *, first_day=WEDNESDAY, start_minute=9 * 60, times=8, by=None, **fields):
    person = by or make.maker_user()
    asked = {"minutes": 120, "every": "week", "skip_clashes": False, "maker": person.maker} | fields
    return book_series(station, first_day=first_day, start_minute=start_minute, times=times, by=person, **asked)


def berlin(**fields):
    kind = open_kind(horizon_days=400, **fields)
    return make.station(
        "Wheel 1",
        of=kind,
        at=make.node(hours=[(day, 0, 24) for day in range(7)], time_zone="Europe/Berlin"),
        hour_minor=600,
    )


def taken_third():
    wheel = berlin()
    booked(wheel, at(10, day=17, zone=BERLIN), at(11, day=17, zone=BERLIN))
    return wheel


def test_row_9_a_series_with_a_taken_date_is_refused_whole_and_says_which():
    wheel = taken_third()

    with pytest.raises(SeriesClashes) as refused:
        series(wheel)

    assert [(clash.day, type(clash.refusal)) for clash in refused.value.clashes] == [(date(2027, 3, 17), StationTaken)]
    assert refused.value.free == 7
    assert str(refused.value) == "Wheel 1 cannot be had on 1 of 8 days. Nothing was booked. Wed 17 March: it is taken."
    assert (Booking.objects.count(), Series.objects.count()) == (1, 0)


def test_row_9_the_other_seven_are_booked_when_asked_for(heard):
    heard.to(made=booking_made, series=series_booked)
    wheel = taken_third()
    heard["made"].clear()

    bookings, clashes = series(wheel, skip_clashes=True)

    assert [each.local_day.day for each in bookings] == [3, 10, 24, 31, 7, 14, 21]
    assert [clash.day for clash in clashes] == [date(2027, 3, 17)]
    assert {each.series for each in bookings} == {Series.objects.get()}
    assert heard == {"made": [], "series": [{"series": Series.objects.get(), "bookings": bookings}]}


def test_row_10_a_weekly_series_stays_at_nine_over_the_change_of_the_clocks():
    bookings, _ = series(berlin())

    assert {f"{each.during.lower.astimezone(BERLIN):%a %H:%M}" for each in bookings} == {"Wed 09:00"}
    assert [each.during.lower.astimezone(UTC).hour for each in bookings] == [8, 8, 8, 8, 7, 7, 7, 7]


def test_row_11_a_monthly_series_on_the_31st_meets_months_that_have_one(march):
    march.move_to(at(9, month=1, day=4))

    bookings, _ = series(berlin(), first_day=date(2027, 1, 31), times=7, every="month")

    assert [(each.local_day.month, each.local_day.day) for each in bookings] == [
        (month, 31) for month in (1, 3, 5, 7, 8, 10, 12)
    ]


def test_a_day_on_which_the_clocks_skip_the_hour_is_named(march):
    sunday = {"first_day": date(2027, 3, 21), "start_minute": 150, "times": 2}

    with pytest.raises(SeriesClashes) as refused:
        series(berlin(), **sunday)

    assert [type(clash.refusal) for clash in refused.value.clashes] == [SkippedTime]
    assert "Sun 28 March: 02:30 does not exist on 28 March 2027 in Europe/Berlin" in str(refused.value)


def test_of_an_hour_that_comes_twice_a_series_takes_the_first():
    bookings, _ = series(berlin(), first_day=date(2027, 10, 24), start_minute=150, minutes=30, times=2)

    assert [each.during.lower.astimezone(UTC).hour for each in bookings] == [0, 0]


def test_each_day_of_a_series_keeps_to_the_rules():
    wheel = make.station(of=open_kind(horizon_days=12), at=make.node(hours=[(2, 9, 18)]))

    with pytest.raises(SeriesClashes) as refused:
        series(wheel, times=3)
    assert [type(clash.refusal) for clash in refused.value.clashes] == [TooFarAhead]

    with pytest.raises(SeriesClashes) as refused:
        series(wheel, first_day=WEDNESDAY + timedelta(days=1), times=2, skip_clashes=True)
    assert [type(clash.refusal) for clash in refused.value.clashes] == [NotStaffed, NotStaffed]


def test_a_qualification_that_ends_in_between_ends_the_series():
    kind, ida = make.kind(), make.maker_user()
    make.qualify(ida.maker, kind, until=date(2027, 3, 10))

    bookings, clashes = series(make.station(of=kind), by=ida, times=4, skip_clashes=True)

    assert [each.local_day.day for each in bookings] == [3, 10]
    assert [type(clash.refusal) for clash in clashes] == [NotQualified, NotQualified]


def test_each_booking_of_a_series_costs_what_its_station_says_when_it_is_given_back_late(march):
    wheel, ida = berlin(cancel_hours=24, late_cancel="charge", late_percent=50), make.maker_user()
    first, second = series(wheel, times=2, by=ida)[0]

    march.move_to(first.during.lower - timedelta(hours=1))

    assert (cancel(first, by=ida), cancel(second, by=ida)) == (600, 0)
