"""The free slots nearest to a time that could not be had."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from coop.models import Node
from scheduling.availability import Grid, free_stretches, nearest_free
from scheduling.models import Booking, Station
from scheduling.refusals import Slot

LOOK_AROUND = [timedelta(days=days) for days in (1, 3, 7)]
"""How far before and after the asked time to look. What a nearer look finds is never farther than what it leaves out,
so the next one is needed only where too little was found."""


def nearest_slots(
    station: Station, start: datetime, end: datetime, count: int = 3, *, besides: Booking | None = None
) -> list[Slot]:
    """The free slots of the same length nearest to `start`, on this station or an equal one of its node.

    The booking `besides` is not in the way: it is the one that is moved.
    """
    equals = Station.objects.in_service().filter(node=station.node, kind=station.kind)
    stations = list(equals.select_related("kind"))
    prefetch_related_objects([station.node], *Node.HOURS)
    held = Booking.objects.live().exclude(pk=besides.pk if besides else None)
    slots: list[Slot] = []
    for around in LOOK_AROUND:
        found = _slots_around(stations, station, start, end, around, held, count)
        slots = sorted(found, key=lambda slot: (abs(slot.start - start), slot.station.pk != station.pk, slot.start))
        if len(slots) >= count:
            break
    return slots[:count]


def _slots_around(stations, asked: Station, start: datetime, end: datetime, around: timedelta, held, count: int):
    now, node = timezone.now(), asked.node
    opens = max(start - around, now)
    closes = min(end + around, now + timedelta(days=asked.kind.horizon_days))
    if opens >= closes:
        return []
    staffed, occupied = node.staffed_between(opens, closes), _occupied(held, stations, opens, closes)
    return [
        Slot(station, moment, moment + (end - start))
        for station in stations
        for moment in nearest_free(
            free_stretches(
                staffed if station.rules.staffed_only else [(opens, closes)],
                occupied[station.pk],
                setup=timedelta(minutes=station.setup_minutes),
                clearing=timedelta(minutes=station.clearing_minutes),
            ),
            start=start,
            length=end - start,
            grid=Grid(station.kind.slot_minutes, node.zone),
            not_before=now,
            count=count,
        )
    ]


def _occupied(held, stations: Sequence[Station], opens: datetime, closes: datetime) -> dict[int, list]:
    """What is occupied of each station, and just outside, where set-up and clearing would reach."""
    setup, clearing = (
        timedelta(minutes=max((getattr(station, name) for station in stations), default=0))
        for name in ("setup_minutes", "clearing_minutes")
    )
    occupied: dict[int, list] = {station.pk: [] for station in stations}
    held = held.filter(station__in=stations).within(opens - setup, closes + clearing).order_by()
    for pk, *stretch in held.values_list("station_id", "occupied__startswith", "occupied__endswith"):
        occupied[pk].append(tuple(stretch))
    return occupied
