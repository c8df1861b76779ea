"""Bookings that repeat on the node's clock."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from coop.actions.journal import record
from coop.models import Maker, User
from coop.times import SkippedTime, from_local
from scheduling.models import Booking, Series, Station
from scheduling.recurring import days_of
from scheduling.refusals import BookingRefused, Clash, SeriesClashes, StationTaken
from scheduling.signals import series_booked

from .booking_checks import check_rules
from .holding import hold, keep_terms, locked


@transaction.atomic
def book_series(
    station: Station,
    *,
    maker: Maker,
    first_day: date,
    start_minute: int,
    minutes: int,
    every: str,
    times: int,
    skip_clashes: bool,
    by: User,
    title: str = "",
) -> tuple[list[Booking], list[Clash]]:
    """Book the same local hour each week or month; the bookings, and the days that were left out.

    Where a day cannot be had, nothing is booked and SeriesClashes names it, unless `skip_clashes` books the rest.
    """
    station = locked(station)
    series = Series.objects.create(
        station=station,
        maker=maker,
        every=every,
        first_day=first_day,
        start_minute=start_minute,
        minutes=minutes,
        times=times,
    )
    booked, clashes = [], []
    for day in days_of(first_day, every, times):
        try:
            booked.append(_book_day(series, day, title=title, by=by))
        except (BookingRefused, SkippedTime) as refused:
            clashes.append(Clash(day, refused))
    if clashes and not (skip_clashes and booked):
        raise SeriesClashes(station, clashes, len(booked))

    record(by, "booked", series, days=[booking.local_day.isoformat() for booking in booked])
    series_booked.send(sender=Series, series=series, bookings=booked)
    return booked, clashes


def _book_day(series: Series, day: date, *, title: str, by: User) -> Booking:
    station = series.station
    # Where the hour comes twice, the first is meant, as an alarm clock would ring.
    start = from_local(day, time(*divmod(series.start_minute, 60)), station.node.zone, fold=0)
    end: datetime = start + timedelta(minutes=series.minutes)
    check_rules(station, series.maker, start, end)
    booking = Booking(station=station, maker=series.maker, series=series, title=title, booked_by=by)
    booking.purpose, booking.during = Booking.Purpose.MAKER, DateTimeTZRange(start, end)
    booking.price_minor = station.price_of(booking.minutes)
    keep_terms(booking)
    if not hold(booking):
        raise StationTaken(station, [])
    return booking
