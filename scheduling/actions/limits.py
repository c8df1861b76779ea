"""How much of a kind of station one maker may hold. Counted under the maker's lock, which follows the station's."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from coop.models import Maker
from coop.phrases import count_words, day_words, length_words
from coop.times import Stretch, minute_of_day
from scheduling.models import Booking, Firing, Station
from scheduling.prime import prime_minutes_of_weeks
from scheduling.refusals import OverDayLimit, OverFutureLimit, OverPrimeLimit

from .holding import locked_maker


def check_limits(
    station: Station,
    maker: Maker,
    start: datetime,
    end: datetime,
    *,
    besides: Booking | None = None,
    lock: bool = True,
) -> None:
    """The limits that bite on `station`, with what the maker holds already but for the booking `besides`."""
    rules = station.rules
    if rules.per_day is None and rules.future_minutes is None and rules.prime_minutes_a_week is None:
        return
    if lock:
        locked_maker(maker)
    theirs = Booking.objects.filter(maker=maker, purpose=Booking.Purpose.MAKER)
    if besides is not None:
        theirs = theirs.exclude(pk=besides.pk)
    if rules.per_day is not None:
        _check_day(station, maker, theirs, start, rules.per_day)
    if rules.future_minutes is not None:
        _check_future(station, maker, theirs, start, end, rules.future_minutes)
    if rules.prime_minutes_a_week is not None:
        _check_prime(station, maker, besides, start, end, rules.prime_minutes_a_week)


def check_firings_of_day(kiln: Station, maker: Maker, start: datetime, *, lock: bool = True) -> None:
    """A kiln's limit of a day counts the firings that a maker opens; joining one takes nothing from anybody."""
    limit = kiln.rules.per_day
    if limit is None:
        return
    if lock:
        locked_maker(maker)
    kilns = Station.objects.filter(pk=kiln.pk)
    if kiln.per_day is None:
        kilns = Station.objects.filter(kind=kiln.kind_id, node=kiln.node_id)
    day, span = _day_of(kiln, start)
    loaded_then = {"booking__during__startswith__gte": span[0], "booking__during__startswith__lt": span[1]}
    used = Firing.objects.live().filter(opened_by=maker, booking__station__in=kilns, **loaded_then).count()
    if used >= limit:
        raise OverDayLimit(
            f"{maker} has opened {count_words(used, 'firing', 'firings')} in {_scope(kiln, 'per_day')} on "
            f"{day_words(day, day)}, and {limit} a day is the most. Joining another is always possible.",
            limit=limit,
            used=used,
        )


def under_one_limit(station: Station, rule: str) -> Q:
    """The bookings that a limit counts together: the station's where it has its own, else its kind's at the node."""
    if getattr(station, rule) is not None:
        return Q(station=station)
    return Q(station__kind=station.kind_id, station__node=station.node_id)


def _check_day(station, maker, theirs, start, limit) -> None:
    day, span = _day_of(station, start)
    counted = theirs.filter(Q(released_at=None) | Q(release_reason=Booking.Release.MISSED))
    counted = counted.filter(under_one_limit(station, "per_day"))
    used = counted.filter(during__startswith__gte=span[0], during__startswith__lt=span[1]).count()
    if used >= limit:
        held = count_words(used, "booking", "bookings")
        raise OverDayLimit(
            f"{maker} has {held} of {_scope(station, 'per_day')} on {day_words(day, day)}, "
            f"and {limit} a day is the most. Missed ones count.",
            limit=limit,
            used=used,
        )


def _day_of(station: Station, start: datetime) -> tuple[date, Stretch]:
    """The local day of a start, and from when until when it lasts."""
    zone = station.node.zone
    day = start.astimezone(zone).date()
    return day, (minute_of_day(day, 0, zone), minute_of_day(day + timedelta(days=1), 0, zone))


def _check_future(station, maker, theirs, start, end, limit) -> None:
    now = timezone.now()
    ahead = theirs.live().filter(under_one_limit(station, "future_minutes"), during__endswith__gt=now)
    used = sum(_minutes(max(held.lower, now), held.upper) for held in ahead.values_list("during", flat=True))
    if used + _minutes(max(start, now), end) > limit:
        raise OverFutureLimit(
            f"{maker} holds {length_words(used)} of {_scope(station, 'future_minutes')} ahead, "
            f"and {length_words(limit)} is the most. Use or cancel some first.",
            limit=limit,
            used=used,
        )


def _check_prime(station, maker, besides, start, end, limit) -> None:
    for week, used, added in prime_minutes_of_weeks(station.node, maker, start, end, besides=besides):
        if added and used + added > limit:
            raise OverPrimeLimit(
                f"{maker} holds {length_words(used)} of the prime hours in the week of {day_words(week, week)}, "
                f"and {length_words(limit)} is the most. Other hours are open.",
                limit=limit,
                used=used,
            )


def _scope(station: Station, rule: str) -> str:
    return f"{station}" if getattr(station, rule) is not None else f"stations of the kind {station.kind}"


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start) / timedelta(minutes=1))
