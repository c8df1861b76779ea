"""What the workshop's rules answer to a booking or to the floor. Each carries what its page needs to help further."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from coop.money import format_minor
from coop.phrases import count_words, day_words, length_words
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


class Offer(Protocol):
    """What may be booked instead, as pages show it: a free slot, or the loading of a kiln."""

    @property
    def station(self) -> Station: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def minutes(self) -> int: ...
    @property
    def price_minor(self) -> int: ...


class BookingRefused(Refusal):
    """A booking that is not made; `alternatives` are the nearest that are free."""

    stands = True
    """Whether asking again for the same would be refused again."""

    def __init__(self, words: str, alternatives: Sequence[Offer] = ()):
        super().__init__(words)
        self.alternatives = list(alternatives)


class StationTaken(BookingRefused):
    def __init__(self, station: Station, alternatives: list[Slot]):
        super().__init__(
            f"{station} is taken at that time, or while it is set up and cleared. Nothing was booked.",
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


class LimitReached(BookingRefused):
    """A maker holds as much as the rules allow; `limit` and `used` are bookings or minutes."""

    def __init__(self, words: str, *, limit: int, used: int):
        super().__init__(words)
        self.limit, self.used = limit, used


class OverDayLimit(LimitReached):
    """So many bookings of a local day, missed ones counted."""


class OverFutureLimit(LimitReached):
    """So many minutes held ahead."""


class OverPrimeLimit(LimitReached):
    """So many prime minutes of a local week."""


class OnlyAdmins(BookingRefused):
    """Setting a rule aside is for admins."""


@dataclass(frozen=True)
class Clash:
    """A day of a series that cannot be had, and why."""

    day: date
    refusal: Exception

    def __str__(self):
        why = "it is taken." if isinstance(self.refusal, StationTaken) else self.refusal
        return f"{day_words(self.day, self.day)}: {why}"


class SeriesClashes(BookingRefused):
    """A series of which some days cannot be had; `free` others can."""

    def __init__(self, station: Station, clashes: list[Clash], free: int):
        self.clashes, self.free = clashes, free
        named = " ".join(str(clash) for clash in clashes)
        days = f"{len(clashes)} of {len(clashes) + free} days"
        super().__init__(f"{station} cannot be had on {days}. Nothing was booked. {named}")


class IsFree(BookingRefused):
    """Nobody needs to wait for it."""


class AlreadyWaiting(BookingRefused):
    """The maker is on the waiting list for that stretch."""


class OfferOver(Refusal):
    """An offer that was taken back, or not taken in time."""


class NotYetOpen(Refusal):
    """Check-in opens later, at `opens_at`."""

    def __init__(self, booking: Booking, opens_at: datetime):
        self.opens_at = opens_at
        local = opens_at.astimezone(booking.station.node.zone)
        super().__init__(f"Check-in for {booking.station} opens at {local:%H:%M}.")


class Missed(Refusal):
    """Nobody checked in in time: the booking was released."""


class StillBooked(Refusal):
    """A station is not retired while somebody holds it."""

    def __init__(self, station: Station, count: int):
        held = count_words(count, "booking lies", "bookings lie")
        super().__init__(f"{station} stays in service: {held} ahead. Cancel them, or hold it for maintenance first.")


class CannotUndo(Refusal):
    """The 10 seconds are over, or there is nothing to undo."""


class InTheWay(Refusal):
    """Maintenance asked for where others have booked; `bookings` are theirs."""

    def __init__(self, station: Station, bookings: list[Booking], zone):
        self.bookings = bookings
        named = "; ".join(held_words(booking, zone) for booking in bookings)
        super().__init__(f"{station} is held then: {named}. Agree with them first, or take another time.")


class CannotCancel(Refusal):
    """The booking is over, released already, or belongs to a run's plan."""


class TooLate(CannotCancel):
    """The station's rules let nobody give it back so late; `deadline` was the last moment."""

    def __init__(self, booking: Booking, deadline: datetime):
        self.deadline = deadline
        local = deadline.astimezone(booking.station.node.zone)
        super().__init__(
            f"{booking.station} could be given back until {day_words(local.date(), local.date())}, {local:%H:%M}. "
            "Ask an admin of the co-op, who may still do it."
        )


class CostsMore(CannotCancel):
    """Giving it back costs `fee_minor` by now, more than the page said."""

    def __init__(self, giving_back: str, fee_minor: int):
        self.fee_minor = fee_minor
        super().__init__(f"{giving_back} costs {format_minor(fee_minor)} by now. Nothing is done yet: look at the sum.")


class MoveCosts(BookingRefused):
    """A move that costs another sum than its maker has seen: the new price, and what giving time back late costs."""

    stands = False

    def __init__(self, price_minor: int, fee_minor: int):
        self.price_minor, self.fee_minor = price_minor, fee_minor
        late = f", and {format_minor(fee_minor)} because it is late for a change" if fee_minor else ""
        super().__init__(
            f"There it costs {format_minor(price_minor)}{late}. Nothing is moved yet: look at it, then move."
        )

    @property
    def sum_minor(self) -> int:
        return self.price_minor + self.fee_minor


class NotYet(Refusal):
    """A step that another one must come before."""


def held_words(booking: Booking, zone) -> str:
    """ "Kiezel, Thu 26 November 14:00 for 2 h"."""
    start = booking.during.lower.astimezone(zone)
    who = booking.maker or booking.get_purpose_display()
    return f"{who}, {day_words(start.date(), start.date())} {start:%H:%M} for {length_words(booking.minutes)}"
