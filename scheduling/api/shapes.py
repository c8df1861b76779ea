"""What goes over the wire. Times are ISO 8601 with an offset; money is in minor units of the euro."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from scheduling.models import Booking, Station
from scheduling.refusals import Slot

BOUNDS = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def in_our_time(moment: datetime) -> datetime:
    """Reckoning with the first and the last year of the calendar leaves it."""
    if not BOUNDS[0] <= moment <= BOUNDS[1]:
        raise ValueError("The time should lie between the years 2000 and 2200.")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(in_our_time)]


class StationOut(Schema):
    slug: str
    name: str
    kind: str
    node: str
    time_zone: str
    booked_alone: bool = Field(description="False for kilns: pieces join a firing there.")
    hour_minor: int
    slot_minutes: int
    shortest_minutes: int
    longest_minutes: int
    horizon_days: int
    staffed_only: bool


class FreeOut(Schema):
    """A stretch in which a booking may lie: from `start` until just before `end`."""

    start: datetime
    end: datetime


class SlotOut(FreeOut):
    station: str
    price_minor: int


class BookingOut(Schema):
    uid: UUID
    station: str
    node: str
    time_zone: str
    purpose: str
    title: str
    start: datetime
    end: datetime
    occupied_from: datetime
    occupied_until: datetime
    price_minor: int
    late_fee_minor: int
    sequence: int = Field(description="Counts the changes.")
    released_at: datetime | None
    release_reason: str


class Times(Schema):
    start: Moment
    end: Moment


class BookingIn(Times):
    station: str = Field(description="The station's slug.")
    title: Annotated[str, Field(max_length=80)] = ""


class MoveIn(Times):
    station: str | None = Field(None, description="Another station's slug, where it moves there.")
    sum_minor: int | None = Field(
        None, ge=0, description="The price there and what being late costs: with another sum, nothing is moved."
    )


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    alternatives: list[SlotOut] = []
    errors: list[dict] = []


def station_shape(station: Station) -> dict:
    kind, node = station.kind, station.node
    return {
        "slug": station.slug,
        "name": station.name,
        "kind": kind.name,
        "node": node.slug,
        "time_zone": node.time_zone,
        "booked_alone": kind.use == kind.Use.EXCLUSIVE,
        "hour_minor": station.hour_minor,
        "slot_minutes": kind.slot_minutes,
        "shortest_minutes": kind.shortest_minutes,
        "longest_minutes": kind.longest_minutes,
        "horizon_days": kind.horizon_days,
        "staffed_only": station.rules.staffed_only,
    }


def booking_shape(booking: Booking) -> dict:
    """Its times on the clock of its node."""
    station, node = booking.station, booking.station.node
    local = {
        "start": booking.during.lower,
        "end": booking.during.upper,
        "occupied_from": booking.occupied.lower,
        "occupied_until": booking.occupied.upper,
    }
    return {name: moment.astimezone(node.zone) for name, moment in local.items()} | {
        "uid": booking.uid,
        "station": station.slug,
        "node": node.slug,
        "time_zone": node.time_zone,
        "purpose": booking.purpose,
        "title": booking.title,
        "price_minor": booking.price_minor,
        "late_fee_minor": booking.late_fee_minor,
        "sequence": booking.sequence,
        "released_at": booking.released_at,
        "release_reason": booking.release_reason,
    }


def slot_shape(slot: Slot) -> dict:
    zone = slot.station.node.zone
    return {
        "station": slot.station.slug,
        "start": slot.start.astimezone(zone).isoformat(),
        "end": slot.end.astimezone(zone).isoformat(),
        "price_minor": slot.price_minor,
    }
