"""The first time that is free, over all stations of a kind; and a chain of them, each after the one before."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from coop.times import Stretch

from .actions.firing import shares_cost
from .actions.firing_checks import busy_hands, price_of_firing
from .availability import Grid, free_stretches
from .firing_refusals import Loading
from .loading import loadings
from .models import Booking, Firing, Program, Station, StationKind
from .refusals import Slot

LOOK_AHEAD = timedelta(days=45)
"""How far after the earliest day a time is looked for; a kind's own horizon may be nearer."""


@dataclass(frozen=True)
class Leg:
    """A part of a chain: so long on a kind of station, or a firing of a program; then a wait."""

    kind: StationKind
    minutes: int = 0
    program: Program | None = None
    wait_minutes: int = 0
    litres: Decimal = Decimal(0)
    pieces: int = 0


@dataclass(frozen=True)
class Joining:
    """A place in a firing that is open to others. It costs a share, as the firing stands now."""

    firing: Firing
    price_minor: int

    @property
    def station(self) -> Station:
        return self.firing.booking.station

    @property
    def start(self) -> datetime:
        return self.firing.booking.during.lower

    @property
    def end(self) -> datetime:
        return self.firing.booking.during.upper

    @property
    def opens_at(self) -> datetime:
        return self.firing.opens_at


class NothingFree(Exception):
    """No station of the kind is free for long enough as far as may be booked; `kind` says which."""

    def __init__(self, kind: StationKind):
        self.kind = kind
        super().__init__(f"No {kind} is free for that in the weeks ahead. Try a shorter time or a later day.")


class Search:
    """What a node holds from a moment on, read once."""

    def __init__(self, node, earliest: datetime):
        now = timezone.now()
        self.node, self.earliest = node, max(earliest, now)
        self.until = self.earliest + LOOK_AHEAD
        self.staffed = node.staffed_between(self.earliest, self.until)
        self.stations = list(node.stations.in_service().select_related("kind").order_by("name"))
        for station in self.stations:
            station.node = node
        self.occupied: dict[int, list[Stretch]] = defaultdict(list)
        setup = max((timedelta(minutes=each.setup_minutes) for each in self.stations), default=timedelta())
        clearing = max((timedelta(minutes=each.clearing_minutes) for each in self.stations), default=timedelta())
        held = Booking.objects.live().filter(station__in=self.stations)
        held = held.within(self.earliest - setup, self.until + clearing)
        for station, stretch in held.order_by("occupied").values_list("station", "occupied"):
            self.occupied[station].append((stretch.lower, stretch.upper))
        self.busy = busy_hands(node, self.earliest, self.until)
        company = Firing.objects.looking_for_company(now).filter(booking__station__in=self.stations)
        self.company = list(company.select_related("program", "booking__station").prefetch_related("shares"))

    def horizon(self, kind: StationKind) -> datetime:
        return min(self.until, timezone.now() + timedelta(days=kind.horizon_days))

    def slots(self, kind: StationKind, minutes: int, ready: datetime | None = None, count: int = 6) -> list[Slot]:
        """The first free slots of a length over all stations of a kind, the earliest first, none overlapping another
        of its station."""
        length, since = timedelta(minutes=minutes), ready or self.earliest
        grid, found = Grid(kind.slot_minutes, self.node.zone), []
        for station in self.of_kind(kind):
            free = free_stretches(
                self.staffed if station.rules.staffed_only else [(self.earliest, self.until)],
                self.occupied[station.pk],
                setup=timedelta(minutes=station.setup_minutes),
                clearing=timedelta(minutes=station.clearing_minutes),
            )
            found += _first(station, free, grid, length, since, self.horizon(kind), count)
        return sorted(found, key=lambda slot: (slot.start, slot.price_minor, slot.station.name))[:count]

    def firings(self, program: Program, ready: datetime | None = None, count: int = 6) -> list[Loading]:
        """The first firings of a program that could be opened, one a day and kiln at most."""
        since, found = ready or self.earliest, []
        for kiln in self.of_kind(program.kind):
            if kiln.capacity_l is None or (kiln.peak_limit_c is not None and kiln.peak_limit_c < program.peak_c):
                continue
            found += self._loadings(kiln, program, since, count)
        return sorted(found, key=lambda loading: (loading.start, loading.price_minor, loading.station.name))[:count]

    def _loadings(self, kiln: Station, program: Program, since: datetime, count: int) -> list[Loading]:
        grid = Grid(kiln.kind.slot_minutes, self.node.zone)
        others = [stretch for where, stretch in self.busy if where != kiln.pk]
        hands = [
            (max(opens, since), closes) for opens, closes in free_stretches(self.staffed, others) if closes > since
        ]
        chosen: list[Loading] = []
        for times in loadings(program, hands, self.occupied[kiln.pk], kiln, grid):
            if times.loads_at > self.horizon(kiln.kind) or len(chosen) == count:
                break
            if not chosen or times.loads_at - chosen[-1].start >= timedelta(hours=12):
                chosen.append(Loading(kiln, times, price_of_firing(kiln, program)))
        return chosen

    def of_kind(self, kind: StationKind) -> list[Station]:
        return [station for station in self.stations if station.kind_id == kind.pk]

    def chain(self, legs: list[Leg]) -> list[Slot | Loading | Joining]:
        """Each leg as early as the one before allows; of firings that end no later, an open one is joined.

        Raises NothingFree.
        """
        ready, found = self.earliest, []
        for leg in legs:
            first = self.company_for(leg, ready) or self.first(leg, ready)
            if first is None:
                raise NothingFree(leg.kind)
            found.append(first)
            ready = first.end + timedelta(minutes=leg.wait_minutes)
            if isinstance(first, Joining):
                continue
            self.occupied[first.station.pk] = sorted(
                [*self.occupied[first.station.pk], first.station.occupied_by(first.start, first.end)]
            )
        return found

    def company_for(self, leg: Leg, ready: datetime) -> Joining | None:
        """The first open firing with room that takes the leg's pieces; None where an own one would end sooner."""
        if leg.program is None:
            return None
        possible = (
            each
            for each in self.company
            if each.booking.during.lower >= ready and each.free_l >= leg.litres and each.program.takes(leg.program)
        )
        soonest = min(possible, key=lambda each: (each.booking.during.upper, each.pk), default=None)
        own = self.first(leg, ready)
        if soonest is None or (own and own.end < soonest.booking.during.upper):
            return None
        return Joining(soonest, shares_cost(soonest, leg.litres)[None])

    def first(self, leg: Leg, ready: datetime) -> Slot | Loading | None:
        """The first free time of a station, or the first firing that could be opened."""
        if leg.program is None:
            return next(iter(self.slots(leg.kind, leg.minutes, ready, 1)), None)
        roomy = (each for each in self.firings(leg.program, ready) if each.station.capacity_l >= leg.litres)
        return next(roomy, None)


def _first(station, free, grid, length, since, until, count) -> list[Slot]:
    slots: list[Slot] = []
    for opens, closes in free:
        for start in grid.starts_in((max(opens, since), closes), length):
            if start > until or len(slots) == count:
                return slots
            if not slots or start >= slots[-1].end:
                slots.append(Slot(station, start, start + length))
    return slots
