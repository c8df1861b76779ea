"""Times and bookings as the cases of the workshop's calendar name them."""

from datetime import date, time
from zoneinfo import ZoneInfo

from coop.times import from_local
from scheduling.actions.booking import book
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BERLIN = ZoneInfo("Europe/Berlin")


def at(hour, minute=0, *, day=2, month=3, zone=AMSTERDAM, year=2027):
    """A local time, on Tuesday 2 March 2027 in Amsterdam unless told otherwise."""
    return from_local(date(year, month, day), time(hour, minute), zone)


def open_kind(name=None, **fields):
    """A kind that nobody needs a qualification for."""
    return make.kind(name, needs_qualification=False, **fields)


def booked(station, start, end, *, by=None, maker=None, **fields):
    person = by or make.maker_user(maker)
    return book(station, maker=maker or person.maker, start=start, end=end, by=person, **fields)
