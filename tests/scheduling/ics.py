"""Calendar files as other calendars write them, and the page that reads them."""

from datetime import UTC, datetime
from itertools import chain

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make


def at(hour, minute=0, *, day=2):
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def wheel_of(name="Wheel 2", **fields):
    return make.station(name, of=make.kind(needs_qualification=False), hour_minor=450, **fields)


def event(
    start="20270302T100000", end="20270302T120000", *, summary="Mugs", location="Wheel 2", uid="", zone="", more=()
):
    """Lines of one VEVENT; without a zone its times float."""
    name = f";TZID={zone}" if zone else ""
    lines = [f"UID:{uid or summary + start}", f"DTSTART{name}:{start}", f"DTEND{name}:{end}"]
    return ["BEGIN:VEVENT", *lines, f"SUMMARY:{summary}", f"LOCATION:{location}", *more, "END:VEVENT"]


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", *chain.from_iterable(events), "END:VCALENDAR"]
    return "\r\n".join(lines) + "\r\n"


def mia_of(client, node=None):
    mia = make.maker_user(make.maker(home=node) if node else None)
    client.force_login(mia)
    return mia


def looked(client, text, **fields):
    file = SimpleUploadedFile("studio.ics", text.encode() if isinstance(text, str) else text)
    return client.post(reverse("calendar-import"), {"file": file, "act": "look"} | fields)


def booked(client, text, **fields):
    return client.post(reverse("calendar-import"), {"text": text, "act": "book"} | fields)


def said(answer):
    """(event, station, what came of it) of each line."""
    return [
        (line.event.summary, str(line.station or ""), line.refusal or ("before" if line.booked_before else "fits"))
        for line in answer.context["outcome"].lines
    ]
