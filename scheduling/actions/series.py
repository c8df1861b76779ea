"""Bookings that repeat on the node's clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from coop.actions.journal import record
from coop.models import Maker, User
from coop.times import RepeatedTime, SkippedTime, from_local
from scheduling.models import Booking, Series, Station
from scheduling.recurring import days_of
from scheduling.refusals import BookingRefused, Clash, NotStaffed, SeriesClashes, Slot, StationTaken
from scheduling.signals import series_booked

from .booking_checks import check_rules
from .holding import booking_by_hand, hold, locked
from .nearest import nearest_slots


@dataclass(frozen=True)
class SeriesDay:
    """A day of a series: its booking, or why it cannot be had and the nearest time at which it could."""

    day: date
    booking: Booking | None
    refusal: Exception | None = None
    nearest: Slot | None = None
    note: str = ""
    """What the clocks do to its hour."""

    @property
    def why(self) -> str:
        return "taken" if isinstance(self.refusal, StationTaken) else str(self.refusal)

    @property
    def instead(self) -> str:
        """The day and its nearest time, as a page sends them back."""
        return f"{self.day} {self.nearest.start.isoformat()}" if self.nearest else ""


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
    instead: Mapping[date, datetime] | None = None,
) -> tuple[list[Booking], list[Clash]]:
    """Book the same local hour each week or month; the bookings, and the days that were left out.

    A day named in `instead` begins then. Where a day cannot be had, nothing is booked and SeriesClashes names it,
    unless `skip_clashes` books the rest.
    """
    series = Series(maker=maker, every=every, first_day=first_day, start_minute=start_minute)
    series.station, series.minutes, series.times = locked(station), minutes, times
    series.save()
    days = [_book_day(series, day, (instead or {}).get(day), title=title, by=by) for day in _days(series)]
    booked = [each.booking for each in days if each.booking]
    clashes = [Clash(each.day, each.refusal) for each in days if each.refusal]
    if clashes and not (skip_clashes and booked):
        raise SeriesClashes(station, clashes, len(booked))

    record(by, "booked", series, days=[booking.local_day.isoformat() for booking in booked])
    series_booked.send(sender=Series, series=series, bookings=booked)
    return booked, clashes


@transaction.atomic
def look_at_series(
    station: Station,
    *,
    maker: Maker,
    first_day: date,
    start_minute: int,
    minutes: int,
    every: str,
    times: int,
    by: User,
) -> list[SeriesDay]:
    """What booking it would say of each day. It is booked and taken back, so that limits count as they will."""
    with transaction.atomic():
        series = Series(maker=maker, every=every, first_day=first_day, start_minute=start_minute)
        series.station, series.minutes, series.times = locked(station), minutes, times
        series.save()
        days = [_with_nearest(series, _book_day(series, day, by=by)) for day in _days(series)]
        transaction.set_rollback(True)
    return days


def _days(series: Series) -> list[date]:
    return days_of(series.first_day, series.every, series.times)


def _book_day(series: Series, day: date, start: datetime | None = None, *, title: str = "", by: User) -> SeriesDay:
    zone, at = series.station.node.zone, time(*divmod(series.start_minute, 60))
    try:
        # Where the hour comes twice, the first is meant, as an alarm clock would ring.
        start = start or from_local(day, at, zone, fold=0)
        booking = _held(series, start, start + timedelta(minutes=series.minutes), title, by)
    except (BookingRefused, SkippedTime) as refused:
        return SeriesDay(day, None, refused)
    return SeriesDay(day, booking, note=_twice(day, at, zone))


def _held(series: Series, start: datetime, end: datetime, title: str, by: User) -> Booking:
    check_rules(series.station, series.maker, start, end)
    booking = booking_by_hand(series.station, series.maker, start, end, title=title, by=by, series=series)
    if not hold(booking):
        raise StationTaken(series.station, [])
    return booking


def _twice(day: date, at: time, zone: ZoneInfo) -> str:
    try:
        from_local(day, at, zone)
    except RepeatedTime:
        return f"{at:%H:%M} comes twice that day: the first is meant."
    return ""


def _with_nearest(series: Series, looked: SeriesDay) -> SeriesDay:
    """With the nearest time at which the same station is free, where another time would help."""
    if not isinstance(looked.refusal, StationTaken | NotStaffed):
        return looked
    start = from_local(looked.day, time(*divmod(series.start_minute, 60)), series.station.node.zone, fold=0)
    slots = nearest_slots(series.station, start, start + timedelta(minutes=series.minutes), count=6)
    return replace(looked, nearest=next((slot for slot in slots if slot.station == series.station), None))
