"""Days, hours and counts as our pages say them. Pure: data in, words out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

A_YEAR_APART = 300
"""Days from which on a date without its year could be taken for another."""


def day_words(day: date, today: date) -> str:
    """ "Thu 12 March", with the year where it could be mistaken."""
    words = f"{day:%a} {day.day} {day:%B}"
    return f"{words} {day.year}" if abs((day - today).days) > A_YEAR_APART else words


def short_day_words(day: date) -> str:
    """ "Thu 12 Mar", for lists."""
    return f"{day:%a} {day.day} {day:%b}"


def moment_words(moment: datetime, today: date) -> str:
    """ "Thu 12 March, 18:00"."""
    return f"{day_words(moment.date(), today)}, {moment:%H:%M}"


def span_words(start: datetime, end: datetime, today: date) -> str:
    """ "Thu 12 March, 14:00–16:00", or with both days where it crosses midnight."""
    if start.date() == end.date():
        return f"{moment_words(start, today)}–{end:%H:%M}"
    return f"{moment_words(start, today)} – {moment_words(end, today)}"


def zone_words(city: str, zone: ZoneInfo, moment: datetime) -> str:
    """ "Rotterdam time (CET)"; zones without letters of their own show their offset."""
    name = moment.astimezone(zone).strftime("%Z")
    return f"{city} time ({name if name.isalpha() else 'UTC' + name.replace('-', '−')})"


def length_words(minutes: int) -> str:
    """ "2 h 30 min", "45 min", "16 h"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part
        for part in (
            f"{hours} h" if hours else "",
            f"{rest} min" if rest or not hours else "",
        )
        if part
    )


def count_words(count: int, one: str, many: str) -> str:
    """ "1 piece", "12 pieces", "no pieces"."""
    return f"{count or 'no'} {one if count == 1 else many}"


def mass_words(grams: int) -> str:
    """ "640 g", "1.15 kg", "5 kg"."""
    if grams < 1000:
        return f"{grams} g"
    kilograms, rest = divmod(grams, 1000)
    return f"{kilograms}.{rest:03}".rstrip("0").rstrip(".") + " kg"


def machine_moment(moment: datetime) -> str:
    """For the datetime attribute of <time>."""
    return moment.isoformat(timespec="minutes")
