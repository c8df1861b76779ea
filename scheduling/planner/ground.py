"""What is held so far while a plan grows: stations, technicians' hands, sessions and loads.

A ground never changes: holding something gives the next ground, so that going back is keeping the old one.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from .plan import Load, Session, Share
from .problem import Interval, OpenLoad, Problem, Station
from .spans import Spans, merged


@dataclass(frozen=True)
class Ground:
    """`free` are the staffed windows, `barred` the minutes no work may touch, both by station."""

    problem: Problem
    free: dict[str, Spans]
    barred: dict[str, Spans]
    hands: dict[str, Spans]
    sessions: tuple[Session, ...]
    loads: dict[tuple[str, int], Load]

    def with_session(self, session: Session) -> "Ground":
        station = self.problem.station[session.station]
        return replace(self, barred=self._barring(station, session.occupied), sessions=(*self.sessions, session))

    def with_share(self, load: Load, share: Share) -> "Ground":
        """`share` put into `load`, which is held now if it was not."""
        place = (load.station, load.start)
        loads = {**self.loads, place: replace(load, members=(*load.members, share))}
        if place in self.loads:
            return replace(self, loads=loads)
        station = self.problem.station[load.station]
        held = merged([*self.hands[station.node], load.loading, load.unloading])
        hands = {**self.hands, station.node: held}
        return replace(self, loads=loads, hands=hands, barred=self._barring(station, load.occupied))

    def room_l(self, load: Load) -> Decimal:
        """The litres that still fit into `load`."""
        whole = (
            self.problem.open_load[load.joins].free_l if load.joins else self.problem.station[load.station].capacity_l
        )
        return whole - load.litres

    def first_start(self, station: Station, ready: int) -> int:
        """When work on `station` may begin so that setting it up begins within the plan."""
        return max(ready, station.setup_minutes)

    def last_end(self, station: Station) -> int:
        """When work on `station` must be over so that clearing ends within the plan."""
        return self.problem.horizon - station.clearing_minutes

    def _barring(self, station: Station, occupied: Interval) -> dict[str, Spans]:
        return {**self.barred, station.key: merged([*self.barred[station.key], bar(station, occupied)])}


def bare_ground(problem: Problem) -> Ground:
    """The ground before anything is planned: what others hold, and the loads that may be joined."""
    loads = [as_load(problem, load) for load in problem.loads]
    barred = {station.key: [bar(station, busy) for busy in station.busy] for station in problem.stations}
    hands: dict[str, list[Interval]] = {station.node: [] for station in problem.stations}
    for busy in problem.technician_busy:
        hands.setdefault(busy.node, []).append(busy.during)
    for load in loads:
        station = problem.station[load.station]
        barred[station.key].append(bar(station, load.occupied))
        hands[station.node] += [load.loading, load.unloading]
    return Ground(
        problem=problem,
        free={station.key: merged(station.open) for station in problem.stations},
        barred={key: merged(intervals) for key, intervals in barred.items()},
        hands={node: merged(intervals) for node, intervals in hands.items()},
        sessions=(),
        loads={(load.station, load.start): load for load in loads},
    )


def bar(station: Station, occupied: Interval) -> Interval:
    """The minutes that work on `station` must keep clear of so that its own buffers do not touch `occupied`."""
    return Interval(occupied.start - station.clearing_minutes, occupied.end + station.setup_minutes)


def around(station: Station, during: Interval) -> Interval:
    """What `during` occupies of `station`."""
    return Interval(during.start - station.setup_minutes, during.end + station.clearing_minutes)


def as_load(problem: Problem, booked: OpenLoad) -> Load:
    """A load that is already booked, with none of our pieces in it yet."""
    return Load(
        station=booked.station,
        program=booked.program,
        loading=booked.loading,
        firing=booked.firing,
        cooled=booked.cooled,
        unloading=booked.unloading,
        occupied=around(problem.station[booked.station], Interval(booked.loading.start, booked.unloading.end)),
        members=(),
        joins=booked.key,
    )


@dataclass(frozen=True)
class Placement:
    """One step placed: its sessions or loads, and the ground that holds them."""

    ground: Ground
    parts: tuple[Session | Load, ...]

    @property
    def start(self) -> int:
        return min(part.start for part in self.parts)

    @property
    def last_start(self) -> int:
        return max(part.start for part in self.parts)

    @property
    def end(self) -> int:
        return max(part.end for part in self.parts)
