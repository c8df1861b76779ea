from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from coop.models import Node
from scheduling.availability import Grid, free_stretches
from scheduling.models import Booking, Station

from .shapes import FreeOut, Moment, Problem, StationOut, station_shape

A_WEEK = timedelta(days=7)
MOST = timedelta(days=62)

stations = Router(tags=["Stations"])


@stations.get("", response=list[StationOut], summary="Stations in service", operation_id="list_stations")
def list_stations(request, node: str | None = None):
    """All of them, or those of one node by its slug."""
    found = Station.objects.in_service().select_related("kind", "node")
    return [station_shape(station) for station in (found.filter(node__slug=node) if node else found)]


@stations.get(
    "{slug}/free/",
    response={200: list[FreeOut], 404: Problem, 422: Problem},
    summary="When a station is free",
    operation_id="free_stretches",
)
def free(
    request,
    slug: str,
    start: Moment | None = None,
    end: Moment | None = None,
    minutes: int = Query(0, ge=0, le=24 * 60),
):
    """From `start` (now) until `end` (a week later, 62 days at most), stretches of at least `minutes` that nobody
    holds and in which somebody is there where the station needs that. Each begins and ends where a booking may.
    None for a kiln, which is never booked alone."""
    station = get_object_or_404(Station.objects.in_service().select_related("kind", "node"), slug=slug)
    now = timezone.now()
    opens = max(start or now, now)
    closes = min(end or opens + A_WEEK, opens + MOST, now + timedelta(days=station.kind.horizon_days))
    if closes <= opens or station.kind.use == station.kind.Use.LOAD:
        return []
    least = timedelta(minutes=max(minutes, station.kind.shortest_minutes))
    zone = station.node.zone
    grid = Grid(station.kind.slot_minutes, zone)
    found = filter(None, (grid.within(each, least) for each in _free(station, opens, closes)))
    return [{"start": first.astimezone(zone), "end": last.astimezone(zone)} for first, last in found]


def _free(station, opens, closes):
    setup, clearing = timedelta(minutes=station.setup_minutes), timedelta(minutes=station.clearing_minutes)
    prefetch_related_objects([station.node], *Node.HOURS)
    open_hours = station.node.staffed_between(opens, closes) if station.rules.staffed_only else [(opens, closes)]
    held = Booking.objects.live().filter(station=station).within(opens - setup, closes + clearing)
    occupied = [(booking.occupied.lower, booking.occupied.upper) for booking in held]
    return free_stretches(open_hours, occupied, setup=setup, clearing=clearing)
