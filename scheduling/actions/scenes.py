"""A node's stations, and what stands on them beside the steps that are to be placed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Prefetch, Q

from coop.models import Node
from scheduling import planner
from scheduling.models import Booking, Firing, LoadShare, Station

from .clock import Clock
from .standing import standing_on

UNLOADING = timedelta(minutes=planner.Program.unload_minutes)


@dataclass(frozen=True)
class Scene:
    """`held` is what stays, by station. Firings are `movable` where only pieces to place are in them, `joinable` where
    they stay and may take more, and `closed`.
    """

    node: Node
    clock: Clock
    stations: list[Station]
    held: dict[int, list[Booking]]
    movable: list[Firing]
    joinable: list[Firing]
    closed: list[Firing]
    to_place: set[int]
    standing: dict[int, list[planner.Standing]]

    @classmethod
    def of(cls, node: Node, clock: Clock, to_place: set[int]) -> "Scene":
        """With the steps `to_place` taken off the stations."""
        stations = list(
            Station.objects.in_service()
            .filter(node=node)
            .select_related("kind", "node")
            .prefetch_related("kind__changeovers")
        )
        bookings = list(_bookings_on(stations, clock, to_place))
        firings = [booking.firing for booking in bookings if booking.purpose == Booking.Purpose.FIRING]
        movable = [firing for firing in firings if _is_movable(firing, to_place)]
        others = [firing for firing in firings if firing not in movable]
        held: dict[int, list[Booking]] = {station.pk: [] for station in stations}
        for booking in bookings:
            if booking.step_id not in to_place and getattr(booking, "firing", None) not in movable:
                held[booking.station_id].append(booking)
        joinable = [firing for firing in others if _is_joinable(firing, clock, to_place)]
        closed = [firing for firing in others if firing not in joinable]
        return cls(
            node, clock, stations, held, movable, joinable, closed, to_place, standing_on(stations, clock, to_place)
        )

    def room_l(self, firing: Firing) -> Decimal:
        """The litres that are free, and those that are ours to move."""
        return _room_l(firing, self.to_place)


def hands_on(firing: Firing, clock: Clock) -> tuple[planner.Interval, planner.Interval]:
    """Loading and unloading, when the node's kiln technician has no hand free."""
    during = firing.booking.during
    return clock.interval(during.lower, firing.fires_at), clock.interval(during.upper - UNLOADING, during.upper)


def _bookings_on(stations: list[Station], clock: Clock, to_place: set[int]):
    """What lies ahead, and firings with pieces of ours wherever they lie."""
    shares = LoadShare.objects.live()
    ours = Q(firing__in=shares.filter(step__in=to_place).values("firing"))
    bookings = Booking.objects.live().filter(
        ours | Q(occupied__overlap=(clock.origin, clock.end)), station__in=stations
    )
    return bookings.select_related("firing__program").prefetch_related(Prefetch("firing__shares", shares))


def _is_movable(firing: Firing, to_place: set[int]) -> bool:
    """A run lit it, and only pieces that are to be placed are in it."""
    inside = [share.step_id for share in firing.shares.all()]
    return firing.opened_by_id is None and bool(inside) and all(step in to_place for step in inside)


def _is_joinable(firing: Firing, clock: Clock, to_place: set[int]) -> bool:
    """Whether pieces may still go into it: a maker may have opened it for others, or to fire alone."""
    return firing.booking.during.lower >= clock.origin and _room_l(firing, to_place) > 0


def _room_l(firing: Firing, to_place: set[int]) -> Decimal:
    ours = sum((share.litres for share in firing.shares.all() if share.step_id in to_place), Decimal(0))
    return ours + (firing.free_l if firing.shared else 0)
