"""Kilns, programs and makers for tests of firings, in March 2027 in Amsterdam."""

from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from coop.times import from_local
from scheduling.actions.firing import join_firing, open_firing
from tests import make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(hour, minute=0, *, day=2, month=3):
    return from_local(date(2027, month, day), time(hour, minute), AMSTERDAM)


def kiln_for_all(**fields):
    return make.kiln(of=make.kiln_kind(needs_qualification=False), **fields)


def nine_and_thirteen(kiln, **fields):
    """A program that fires for 9 h and cools for 13 h."""
    return make.program(kiln.kind, fire_minutes=9 * 60, cool_minutes=13 * 60, **fields)


def opened(kiln, *, start=None, program=None, litres=40, pieces=10, by=None, **fields):
    person = by or make.maker_user()
    return open_firing(
        kiln,
        maker=person.maker,
        program=program or nine_and_thirteen(kiln),
        start=start or at(10),
        litres=Decimal(litres),
        pieces=pieces,
        by=person,
        **fields,
    )


def joined(firing, litres, *, pieces=4, by=None, **fields):
    person = by or make.maker_user()
    return join_firing(firing, maker=person.maker, litres=Decimal(litres), pieces=pieces, by=person, **fields)
