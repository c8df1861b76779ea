"""A time zone as calendars carry it. Pure."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Each instant in (start, end] from which on the zone's clock differs otherwise from UTC than just before."""
    before = start
    while before < end:
        after = min(before + A_DAY, end)
        if _offset(zone, before) != _offset(zone, after):
            yield _change_between(zone, before, after)
        before = after


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """To the minute, where `before` is a whole one: no zone of this century changes its clock between two."""
    minutes = range(1, (after - before) // A_MINUTE + 1)
    changed = bisect_left(
        minutes, True, key=lambda each: _offset(zone, before + each * A_MINUTE) != _offset(zone, before)
    )
    return before + minutes[changed] * A_MINUTE


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset()


@cache
def zone_component(key: str, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE with every change of the clock from one year to another written out.

    Written by hand and not by `Timezone.from_tzinfo`, which says the onset of summer time an hour late: RFC 5545
    wants it as the clock showed it before the change.
    """
    zone = ZoneInfo(key)
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", key)
    component.add_component(_onset(zone, start, _offset(zone, start)))
    for change in changes(zone, start, end):
        component.add_component(_onset(zone, change, _offset(zone, change - A_MINUTE)))
    return component


def _onset(zone: ZoneInfo, moment: datetime, offset_before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    local = moment.astimezone(zone)
    onset = TimezoneDaylight() if local.dst() else TimezoneStandard()
    onset.add("dtstart", (moment.astimezone(UTC) + offset_before).replace(tzinfo=None))
    onset.add("tzoffsetfrom", offset_before)
    onset.add("tzoffsetto", local.utcoffset())
    onset.add("tzname", local.tzname())
    return onset
