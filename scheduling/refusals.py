"""What the workshop's rules answer to a booking or to the floor. Each carries what its page needs to help further."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coop.phrases import day_words, length_words
from coop.refusals import Refusal

from .models import Booking, Station


@dataclass(frozen=True)
class Slot:
    """A free stretch of a station that may be booked instead."""

    station: Station
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return round((self.end - self.start).total_seconds() / 60)

    @property
    def price_minor(self) -> int:
        return self.station.price_of(self.minutes)


class BookingRefused(Refusal):
    """A booking that is not made; `alternatives` are the nearest slots that are free."""

    def __init__(self, words: str, alternatives: Sequence[Slot] = ()):
        super().__init__(words)
        self.alternatives = list(alternatives)


class StationTaken(BookingRefused):
    def __init__(self, station: Station, alternatives: list[Slot]):
        super().__init__(
            f"{station} is taken at that time, or while it is set up and cleared. "
            "Nothing was booked, and what you typed is kept.",
            alternatives,
        )


class NotStaffed(BookingRefused):
    """Nobody is there for all of it; the words say when somebody is."""


class InThePast(BookingRefused):
    status = 422


class NotBookable(BookingRefused):
    """The station takes no bookings by hand: it is retired, or it is a kiln, which is shared by firings."""


class NotQualified(BookingRefused):
    """The words say how to become qualified."""


class NotActive(BookingRefused):
    """The maker's membership is not active."""


class OffGrid(BookingRefused):
    status = 422


class TooShort(BookingRefused):
    status = 422


class TooLong(BookingRefused):
    status = 422


class TooFarAhead(BookingRefused):
    status = 422


class InTheWay(Refusal):
    """Maintenance asked for where others have booked; `bookings` are theirs."""

    def __init__(self, station: Station, bookings: list[Booking], zone):
        self.bookings = bookings
        named = "; ".join(held_words(booking, zone) for booking in bookings)
        super().__init__(f"{station} is held then: {named}. Agree with them first, or take another time.")


class CannotCancel(Refusal):
    """The booking is over, released already, or belongs to a run's plan."""


class NotYet(Refusal):
    """A step that another one must come before."""


def held_words(booking: Booking, zone) -> str:
    """ "Kiezel, Thu 26 November 14:00 for 2 h"."""
    start = booking.during.lower.astimezone(zone)
    who = booking.maker or booking.get_purpose_display()
    return f"{who}, {day_words(start.date(), start.date())} {start:%H:%M} for {length_words(booking.minutes)}"
