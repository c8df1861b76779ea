"""Appointments written as iCalendar. Pure: the same appointments give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from .zones import zone_component

PRODUCT = "-//Coop//Station time//EN"
ASK_AGAIN = timedelta(minutes=15)
YEARS_AHEAD = 5
"""For which a zone is written out: some programs keep the first that they read under its name, and ask no more."""


@dataclass(frozen=True)
class Appointment:
    """What stands in somebody's calendar; `changed_at` and `sequence` tell its versions apart."""

    uid: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    summary: str
    description: str
    location: str
    url: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    busy: bool = True
    """Whether its maker is kept by it: a kiln fires alone."""


def feed(name: str, appointments: Sequence[Appointment]) -> bytes:
    """A whole calendar that programs fetch again and again."""
    calendar = _published(appointments)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    return calendar.to_ical()


def collection(appointments: Sequence[Appointment]) -> bytes:
    """Several appointments for a calendar that exists."""
    return _published(appointments).to_ical()


def _published(appointments: Sequence[Appointment]) -> Calendar:
    calendar = _calendar(appointments)
    calendar.add("method", "PUBLISH")
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return calendar


def invitation(appointment: Appointment, *, organizer: str, attendee: str) -> bytes:
    """One appointment as a letter carries it: METHOD:REQUEST while it stands, METHOD:CANCEL once it does not."""
    calendar = _calendar([appointment])
    calendar.add("method", method_of(appointment))
    event = _event(appointment)
    event.add("organizer", _person(organizer, CN="Coop"))
    event.add("attendee", _person(attendee, PARTSTAT="ACCEPTED", ROLE="REQ-PARTICIPANT", RSVP="FALSE"))
    calendar.add_component(event)
    return calendar.to_ical()


def method_of(appointment: Appointment) -> str:
    return "CANCEL" if appointment.cancelled else "REQUEST"


def _calendar(appointments: Sequence[Appointment]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for key in sorted({appointment.zone.key for appointment in appointments}):
        there = [appointment for appointment in appointments if appointment.zone.key == key]
        first, last = min(each.start for each in there), max(each.end for each in there)
        calendar.add_component(zone_component(key, first.year - 1, last.year + YEARS_AHEAD))
    return calendar


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC))
    event.add("last-modified", appointment.changed_at.astimezone(UTC))
    event.add("dtstart", on_the_clock(appointment.start, appointment.zone))
    event.add("dtend", on_the_clock(appointment.end, appointment.zone))
    event.add("summary", appointment.summary)
    event.add("description", appointment.description)
    event.add("location", appointment.location)
    event.add("url", appointment.url)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if appointment.busy and not appointment.cancelled else "TRANSPARENT")
    return event


def on_the_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment with its zone; in UTC where it is the second of two equal local times, which a zone cannot say."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _person(address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    for name, value in parameters.items():
        person.params[name] = vText(value)
    return person
