"""What a booking by hand must satisfy before the database is asked whether the station is free."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from coop.models import Maker
from coop.phrases import day_words, length_words
from coop.times import minute_of_day
from scheduling.availability import Grid
from scheduling.models import Booking, Qualification, Station, StationKind
from scheduling.refusals import (
    InThePast,
    NotActive,
    NotBookable,
    NotQualified,
    NotStaffed,
    OffGrid,
    TooFarAhead,
    TooLong,
    TooShort,
)

from .limits import check_limits
from .nearest import nearest_slots

__all__ = ["check_limits", "check_maker", "check_rules", "nearest_slots"]


def check_rules(
    station: Station,
    maker: Maker,
    start: datetime,
    end: datetime,
    *,
    besides: Booking | None = None,
    begun: bool = False,
    overridden: bool = False,
    limits: bool = True,
    lock: bool = True,
) -> None:
    """Everything but whether the station is free.

    `besides` is the booking that is being moved, `begun` that its start lies behind us. An admin may have
    `overridden` lengths, horizon, staffed hours and limits; qualifications and membership hold all the same.
    """
    check_bookable(station)
    check_shape(station, start, end, lengths=not overridden)
    if not begun:
        check_moment(station, start, horizon=not overridden)
    check_maker(station, maker, start)
    if overridden:
        return
    if station.rules.staffed_only:
        check_staffed(station, start, end)
    if limits:
        check_limits(station, maker, start, end, besides=besides, lock=lock)


def check_bookable(station: Station) -> None:
    if station.retired_at:
        raise NotBookable(f"{station} is retired and takes no bookings.")
    if station.kind.use == StationKind.Use.LOAD:
        raise NotBookable(f"{station} is shared by load: pieces join a firing there, nobody books it alone.")


def check_shape(station: Station, start: datetime, end: datetime, *, lengths: bool = True) -> None:
    """The kind's grid and lengths."""
    kind = station.kind
    minutes, grid = (end - start) / timedelta(minutes=1), Grid(kind.slot_minutes, station.node.zone)
    if not grid.has(start) or minutes % kind.slot_minutes:
        raise OffGrid(f"Bookings of {station} begin and end every {length_words(kind.slot_minutes)}.")
    if minutes < (kind.shortest_minutes if lengths else kind.slot_minutes):
        raise TooShort(f"{station} is booked for {length_words(kind.shortest_minutes)} at least.")
    if lengths and minutes > kind.longest_minutes:
        raise TooLong(f"{station} is booked for {length_words(kind.longest_minutes)} at most.")


def check_moment(station: Station, start: datetime, *, horizon: bool = True) -> None:
    now, kind = timezone.now(), station.kind
    if start < now:
        raise InThePast("That time is over. Choose a later one.")
    last = now + timedelta(days=kind.horizon_days)
    if horizon and start > last:
        until = last.astimezone(station.node.zone).date()
        raise TooFarAhead(
            f"{station} is booked {kind.horizon_days} days ahead at most, until {day_words(until, until)}."
        )


def check_maker(station: Station, maker: Maker, start: datetime) -> None:
    """An active member, qualified for the kind on the node's local day of the booking."""
    if maker.status != Maker.Status.ACTIVE:
        raise NotActive(f"The membership of {maker} is {maker.get_status_display()}. Ask the co-op to activate it.")
    kind, day = station.kind, start.astimezone(station.node.zone).date()
    if kind.needs_qualification and not is_qualified(maker, kind, day):
        how = kind.how_to_qualify or "Ask the co-op for an introduction."
        raise NotQualified(f"{maker} is not qualified for {station} ({kind}) on {day_words(day, day)}. {how}")


def is_qualified(maker: Maker, kind: StationKind, day: date) -> bool:
    ends = Qualification.objects.filter(maker=maker, kind=kind).order_by().values_list("valid_until", flat=True)
    return any(last is None or day <= last for last in ends)


def check_staffed(station: Station, start: datetime, end: datetime) -> None:
    """The whole work in staffed hours; set-up and clearing may lie outside."""
    if not station.node.is_staffed(start, end):
        raise NotStaffed(_when_staffed(station, start), nearest_slots(station, start, end))


def _when_staffed(station: Station, start: datetime) -> str:
    node, zone = station.node, station.node.zone
    day = start.astimezone(zone).date()
    for closure in node.closures.all():
        if closure.days.lower <= day < closure.days.upper:
            return f"{node} is closed on {day_words(day, day)}: {closure.reason}."
    hours = node.staffed_between(minute_of_day(day, 0, zone), minute_of_day(day + timedelta(days=1), 0, zone))
    if not hours:
        return f"Nobody is at {node} on {day_words(day, day)}."
    spans = ", ".join(f"{opens.astimezone(zone):%H:%M}–{closes.astimezone(zone):%H:%M}" for opens, closes in hours)
    return f"{node} is staffed {spans} on {day_words(day, day)}, and the whole booking must lie within."
