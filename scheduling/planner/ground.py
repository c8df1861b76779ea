"""What is held so far while a plan grows: stations, technicians' hands, sessions and loads.

A ground never changes: holding something gives the next ground, so that going back is keeping the old one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from .changing import Room, around, has_families, line_of, rooms_between, with_changeovers
from .plan import Load, Plan, Session, Share
from .problem import Interval, OpenLoad, Problem, Run, Station, Step
from .spans import Spans, merged


@dataclass(frozen=True)
class Ground:
    """`free` are the staffed windows, `barred` the minutes no work may touch, both by station.

    Work of a family on a station with changeovers is not in `barred`: how far it keeps others away is up to them.
    """

    problem: Problem
    free: dict[str, Spans]
    barred: dict[str, Spans]
    hands: dict[str, Spans]
    sessions: tuple[Session, ...]
    loads: dict[tuple[str, int], Load]

    def with_session(self, session: Session) -> "Ground":
        if has_families(self.problem, session):
            there = [each for each in self.sessions if each.station == session.station]
            elsewhere = (each for each in self.sessions if each.station != session.station)
            return replace(self, sessions=(*elsewhere, *with_changeovers(self.problem, [*there, session])))
        station = self.problem.station[session.station]
        return replace(self, barred=self._barring(station, session.occupied), sessions=(*self.sessions, session))

    def rooms(self, station: Station, step: Step, ready: int) -> Iterable[Room]:
        """Where `step` may be worked on at `station` from `ready` on, in the order of time."""
        free, barred, until = self.free[station.key], self.barred[station.key], self.last_end(station)
        everywhere = Room(free, barred, self.first_start(station, ready), until)
        if not station.changeovers:
            return [everywhere]
        line = line_of(self.problem, station, self.sessions)
        if step.family:
            return rooms_between(station, line, step.family, windows=free, taken=barred, ready=ready, until=until)
        ours = [bar(station, stop.session.occupied) for stop in line if stop.session]
        return [replace(everywhere, taken=merged([*barred, *ours]))]

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

    def without(self, run: Run) -> "Ground":
        """Nothing of `run` that was placed before its turn; the minutes that it held stay unused."""
        keys = {step.key for step in run.steps}
        sessions = [session for session in self.sessions if session.step not in keys]
        loads = {
            place: replace(load, members=tuple(share for share in load.members if share.step not in keys))
            for place, load in self.loads.items()
        }
        return replace(self, sessions=with_changeovers(self.problem, sessions), loads=loads)

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


def ground_of(plan: Plan) -> Ground:
    """The ground that holds everything in `plan`."""
    ground = bare_ground(plan.problem)
    for session in plan.sessions:
        ground = ground.with_session(session)
    for load in plan.loads:
        for share in load.members:
            there = ground.loads.get((load.station, load.start), replace(load, members=()))
            ground = ground.with_share(there, share)
    return ground


def bar(station: Station, occupied: Interval) -> Interval:
    """The minutes that work on `station` must keep clear of so that its own buffers do not touch `occupied`."""
    return Interval(occupied.start - station.clearing_minutes, occupied.end + station.setup_minutes)


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
