"""Somebody's calendar file, as events with times. Pure: text and a stretch of time in, events out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from coop.refusals import Refusal
from coop.times import RepeatedTime, SkippedTime, from_local

MOST_EVENTS = 500
MOST_REPEATED = 40
"""Rules that may have to be followed for thousands of years; a hostile one takes 0.2 s."""

MOST_TIMES = 100
"""Of one repeated event within the stretch."""

OLDEST = timedelta(days=10 * 366)
FOLLOWED = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
}
"""The parts that a rule may have. Others can be written so that no day ever fits, and the search for one is long."""

BROKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What the libraries raise on files that break the format: they check little before they use it."""

YEARS = range(1900, 2200)
"""Reckoning with the first and the last year of the calendar leaves it."""

A_DAY = timedelta(days=1)


class UnreadableFile(Refusal):
    """The words say what is wrong with the file."""

    status = 422


@dataclass(frozen=True)
class FileEvent:
    """An event of the file; without a zone its times are those of the node. `trouble` says why it cannot be booked."""

    summary: str
    location: str
    start: datetime | None = None
    end: datetime | None = None
    trouble: str = ""

    def at(self, zone: ZoneInfo) -> "FileEvent":
        """With its times as instants in UTC, those without a zone read on the clock of `zone`."""
        if self.trouble:
            return self
        try:
            return replace(self, start=_instant(self.start, zone), end=_instant(self.end, zone))
        except (SkippedTime, RepeatedTime) as trouble:
            return replace(self, trouble=str(trouble))


def read_calendar(text: str, *, start: datetime, end: datetime) -> list[FileEvent]:
    """The events of an iCalendar file in order, those that repeat once for each time between two instants."""
    events = _events(text)
    repeated = {str(event.get("UID", "")) for event in events if _repeats(event)}
    single = [event for event in events if str(event.get("UID", "")) not in repeated]
    found = [_read(event) for event in single]
    for uid in sorted(repeated):
        found += _times([event for event in events if str(event.get("UID", "")) == uid], start, end)
    return sorted(found, key=_by_time)


def _events(text: str) -> list[Component]:
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except BROKEN as error:
        raise UnreadableFile("This is no calendar file: calendars are saved with the ending .ics.") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise UnreadableFile("There is no event in this file.")
    if len(events) > MOST_EVENTS:
        raise UnreadableFile(f"The file has {len(events)} events; {MOST_EVENTS} are read at once. Save a shorter time.")
    if sum(map(_repeats, events)) > MOST_REPEATED:
        raise UnreadableFile(f"More than {MOST_REPEATED} events of this file repeat. Save them in several files.")
    return [event for event in events if str(event.get("STATUS", "")).upper() != "CANCELLED"]


def _repeats(event: Component) -> bool:
    return "RRULE" in event or "RDATE" in event


def _times(events: list[Component], start: datetime, end: datetime) -> Iterable[FileEvent]:
    """Each time of one repeated event, with its exceptions; or the event itself, with what is wrong with it."""
    first = replace(_read(events[0]), start=None, end=None)
    calendar = Calendar()
    for event in events:
        calendar.add_component(event)
    try:
        if _ended(events, start):
            return []
        trouble = first.trouble or _unfollowable(events, start)
        if trouble:
            return [replace(first, trouble=trouble)]
        # A day more on each side: floating times are nobody's instant yet.
        times = recurring_ical_events.of(calendar).between(start - A_DAY, end + A_DAY)
        return [_read(event) for event in islice(times, MOST_TIMES)]
    except BROKEN:
        return [replace(first, trouble="The rule by which it repeats cannot be read.")]


def _ended(events: list[Component], start: datetime) -> bool:
    """Whether its rules say that it was over before `start`, as most do in a calendar of many years."""
    until = [day for event in events for rule in _rules(event) for day in rule.get("UNTIL", [None])]
    dated = "RDATE" in events[0] or len(events) > 1
    return bool(until) and not dated and all(day and _day(day) < (start - A_DAY).date() for day in until)


def _unfollowable(events: list[Component], start: datetime) -> str:
    rules = [rule for event in events for rule in _rules(event)]
    if not all(map(_is_followed, rules)):
        return "It repeats by a rule that is not followed here: only by days, weeks, months and years."
    if min(_day(event.decoded("DTSTART")) for event in events) < (start - OLDEST).date():
        return "It began more than ten years ago; let it begin anew."
    return ""


def _is_followed(rule: dict) -> bool:
    parts = FOLLOWED.get(str(rule.get("FREQ", [""])[0]).upper())
    steps = rule.get("INTERVAL", [1])
    return parts is not None and {part for part in rule if part.startswith("BY")} <= parts and 1 <= steps[0] <= 1000


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _rules(event: Component) -> Iterator[dict]:
    rules = event.get("RRULE", [])
    yield from rules if isinstance(rules, list) else [rules]


def _read(event: Component) -> FileEvent:
    """An event as it stands, without asking yet whose clock its floating times follow."""
    read = FileEvent(_line(event, "SUMMARY") or "Without a title", _line(event, "LOCATION"))
    try:
        start, end = event.start, event.end
    except BROKEN:
        return replace(read, trouble="It does not say when it begins and ends.")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return replace(read, start=_midnight(start), trouble="It takes whole days and names no hours.")
    if start.year not in YEARS or end.year not in YEARS:
        return replace(read, trouble="Its year is not one to book in.")
    if start.tzinfo is None and (zone := event["DTSTART"].params.get("TZID")):
        return replace(read, start=start, trouble=f"Its time zone, “{zone}”, is not known.")
    if (start.tzinfo is None) != (end.tzinfo is None):
        return replace(read, start=start, trouble="Its end follows another clock than its start.")
    if end <= start:
        return replace(read, start=start, trouble="It does not end after it begins.")
    return replace(read, start=start, end=end)


def _line(event: Component, name: str) -> str:
    value = event.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(str(value).replace("\x00", "").split())[:200]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """In UTC. Where a zone's time comes twice, the first is meant, as RFC 5545 says."""
    if moment.tzinfo is None:
        return from_local(moment.date(), moment.time(), zone)
    if isinstance(moment.tzinfo, ZoneInfo):
        return from_local(moment.date(), moment.time(), moment.tzinfo, fold=0)
    return moment.astimezone(UTC)


def _by_time(event: FileEvent) -> tuple:
    return event.start is None, event.start.replace(tzinfo=None).isoformat() if event.start else "", event.summary
