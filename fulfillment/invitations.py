"""What letters about station time carry for their reader's calendar. Its entries are those of the maker's own feed."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from scheduling.calendar import writing
from scheduling.calendar.appointments import appointment_of, firing_appointments
from scheduling.calendar.writing import Appointment
from scheduling.models import Booking

from .firing_facts import share_of

FILE = "station-time.ics"
OWN_SHARE = ("firing_opened", "firing_joined", "firing_left")
"""Letters to those whose own pieces go in or out; the opener's calendar does not change with others'."""


def attach_invitation(message: EmailMultiAlternatives, notice) -> None:
    """Where the letter is about a maker's own booking: the booking as it is now, which calendars enter or take out.

    Twice, as is the custom: beside the text for programs that show invitations, and as a file for the others.
    """
    found = written(notice)
    if found is None:
        return
    method, content = found
    message.attach_alternative(content, f"text/calendar; method={method}")
    message.attach(FILE, content, "application/ics")


def written(notice) -> tuple[str, str] | None:
    """The method and the calendar of one booking, or of a whole series, which no single invitation can carry."""
    booking = notice.booking
    if notice.kind in OWN_SHARE:
        return _invited(firing_appointments(share_of(notice))[0], notice)
    if booking is None or booking.purpose != Booking.Purpose.MAKER:
        return None
    if notice.kind == "booking_series":
        series = Booking.objects.live().filter(series=booking.series_id).select_related("station__node")
        return "PUBLISH", writing.collection([appointment_of(each) for each in series]).decode()
    return _invited(appointment_of(booking), notice)


def _invited(appointment: Appointment, notice) -> tuple[str, str]:
    organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    content = writing.invitation(appointment, organizer=organizer, attendee=notice.to)
    return writing.method_of(appointment), content.decode()
