"""Which families stand on a node's stations beside the steps that are to be placed."""

from collections import defaultdict
from datetime import timedelta

from scheduling import planner
from scheduling.models import Booking, Station

from .clock import Clock

LOOK_BACK = timedelta(weeks=8)
"""Who worked on a station before that has left nothing to change from."""


def standing_on(stations: list[Station], clock: Clock, to_place: set[int]) -> dict[int, list[planner.Standing]]:
    """By station, the sessions of a family that stay: those of the plan's time, and those before it."""
    coloured = [station for station in stations if station.kind.changeovers.all()]
    standing: dict[int, list[planner.Standing]] = defaultdict(list)
    if not coloured:
        return standing
    booked = Booking.objects.live().filter(station__in=coloured, purpose=Booking.Purpose.STEP)
    booked = booked.within(clock.origin - LOOK_BACK, clock.end).exclude(step__operation__family="")
    booked = booked.exclude(step__in=to_place)
    for booking in booked.select_related("step__operation").order_by("during"):
        during = clock.interval(booking.during.lower, booking.during.upper)
        standing[booking.station_id].append(planner.Standing(booking.step.operation.family, during))
    return standing
