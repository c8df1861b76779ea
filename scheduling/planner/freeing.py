"""A few runs of a plan freed and all others kept where they stand: a smaller problem, and the way back from it."""

from collections.abc import Iterator
from dataclasses import replace

from .changing import with_changeovers
from .plan import Load, Plan, Share
from .problem import OpenLoad, Problem, Standing, Station

KEPT = "kept:"


class Freed:
    """The runs named in `free` may go anywhere; what the others hold is busy, and their loads may be joined."""

    def __init__(self, plan: Plan, free: set[str]):
        self.plan, self.whole = plan, plan.problem
        self.runs = tuple(run for run in self.whole.runs if run.key in free)
        self.steps = {step.key for run in self.runs for step in run.steps}
        self.kept = [session for session in plan.sessions if session.step not in self.steps]
        self.mine = [session for session in plan.sessions if session.step in self.steps]
        self.problem = self._problem()
        self.base = self._base()

    def _problem(self) -> Problem:
        return replace(
            self.whole,
            stations=tuple(self._station(station) for station in self.whole.stations),
            runs=self.runs,
            loads=(*(self._shrunk(load) for load in self.whole.loads), *self._kept_loads()),
            booked=tuple(was for was in self.whole.booked if was.step in self.steps),
        )

    def _station(self, station: Station) -> Station:
        here = [session for session in self.kept if session.station == station.key]
        standing = [
            Standing(family, session.during)
            for session in here
            if station.changeovers and (family := self.whole.step[session.step].family)
        ]
        return replace(
            station,
            busy=(*station.busy, *(session.occupied for session in here)),
            standing=(*station.standing, *standing),
        )

    def _shrunk(self, booked: OpenLoad) -> OpenLoad:
        """A booked load without the room that kept runs take in it."""
        taken = sum(share.litres for load in self.plan.loads if load.joins == booked.key for share in self._kept(load))
        return replace(booked, free_l=booked.free_l - taken)

    def _kept_loads(self) -> Iterator[OpenLoad]:
        for load in self.plan.loads:
            if load.joins is None and (kept := self._kept(load)):
                yield OpenLoad(
                    key=self._key(load),
                    station=load.station,
                    program=load.program,
                    loading=load.loading,
                    firing=load.firing,
                    cooled=load.cooled,
                    unloading=load.unloading,
                    free_l=self.whole.station[load.station].capacity_l - sum(share.litres for share in kept),
                )

    def _base(self) -> Plan:
        """The freed runs as they stand today, in the smaller problem."""
        loads = []
        for load in self.plan.loads:
            if mine := tuple(share for share in load.members if share.step in self.steps):
                joins = load.joins or (self._key(load) if self._kept(load) else None)
                loads.append(replace(load, members=mine, joins=joins))
        unplaced = tuple(each for each in self.plan.unplaced if any(run.key == each.run for run in self.runs))
        return Plan(self.problem, tuple(self.mine), tuple(loads), unplaced)

    def back(self, found: Plan) -> Plan:
        """A plan of the freed runs together with what was kept."""
        shares = {load.joins: load.members for load in found.loads if load.joins}
        loads = [load for load in found.loads if load.joins is None]
        for load in self.plan.loads:
            if kept := self._kept(load):
                loads.append(replace(load, members=(*kept, *shares.pop(load.joins or self._key(load), ()))))
        loads += [load for load in found.loads if load.joins in shares]
        sessions = sorted((*self.kept, *found.sessions), key=lambda each: (each.start, each.station, each.step))
        homeless = {run.key for run in self.runs}
        return Plan(
            self.whole,
            sessions=with_changeovers(self.whole, sessions),
            loads=tuple(sorted(loads, key=lambda load: (load.start, load.station))),
            unplaced=(*(each for each in self.plan.unplaced if each.run not in homeless), *found.unplaced),
        )

    def _kept(self, load: Load) -> tuple[Share, ...]:
        return tuple(share for share in load.members if share.step not in self.steps)

    def _key(self, load: Load) -> str:
        return f"{KEPT}{load.station}@{load.start}"
