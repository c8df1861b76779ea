"""When to collect an order, as an entry for its customer's calendar. Pure: words and moments in, a calendar out.

The entry says neither the pickup code nor the order's link: calendars are shared, and both open the order.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from scheduling.calendar.writing import on_the_clock
from scheduling.calendar.zones import zone_component

PRODUCT = "-//Coop//Pickups//EN"


@dataclass(frozen=True)
class Entry:
    """`when` is a whole day, or an opening of the desk from its first to its last minute."""

    uid: str
    when: date | tuple[datetime, datetime]
    zone: ZoneInfo
    summary: str
    description: str
    location: str
    written_at: datetime
    is_cancelled: bool = False
    """Nothing comes of it any more: a calendar that has it takes it out."""


def calendar_of(entry: Entry) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.written_at.astimezone(UTC))
    if isinstance(entry.when, tuple):
        start, end = entry.when
        calendar.add_component(zone_component(entry.zone.key, start.year - 1, end.year + 1))
        event.add("dtstart", on_the_clock(start, entry.zone))
        event.add("dtend", on_the_clock(end, entry.zone))
    else:
        event.add("dtstart", entry.when)
        event.add("dtend", entry.when + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    event.add("transp", "TRANSPARENT")
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    return calendar.to_ical()
