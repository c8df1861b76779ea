"""Lengths of time and days as a timetable says them. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

HOUR = 60
DAY = 24 * HOUR


def length_in_words(minutes: float) -> str:
    """90 → “1½ hours”, 530 → “9 hours”, 10080 → “7 days”: rounded as people round."""
    minutes = round(minutes)
    if minutes < 90:
        return _counted(minutes, "minute")
    if minutes < 2 * DAY:
        return _halves(minutes / HOUR, "hour")
    return _halves(minutes / DAY, "day")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _halves(count: float, unit: str) -> str:
    """In halves up to ten, then whole."""
    whole, half = divmod(round(count * 2), 2) if count < 10 else (round(count), 0)
    figure = f"{whole}½" if half else f"{whole:,}"
    return f"{figure} {unit}" if (whole, half) == (1, 0) else f"{figure} {unit}s"


def hours_of(minutes: float) -> str:
    """1290 → “21½ h”: short, for columns."""
    whole, half = divmod(round(minutes / 30), 2)
    return f"{whole:,}½ h" if half else f"{whole:,} h"


def days_in_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """“16–19 February”, “27 February”, “30 November to 2 December”, on the clock of `zone`."""
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    if first == last:
        return f"{first:%-d %B}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last:%-d %B}"
    return f"{first:%-d %B} to {last:%-d %B}"


class Countdown(NamedTuple):
    days: int
    hours: int
    minutes: int


def countdown(now: datetime, until: datetime) -> Countdown:
    minutes = max(0, int((until - now) / timedelta(minutes=1)))
    return Countdown(minutes // DAY, minutes % DAY // HOUR, minutes % HOUR)
