"""How a plan fares when things last longer than booked: the same plan, pushed to the right a few hundred times.

Nobody comes before the booked time. Each part waits for the step before it, for what stands before it at its
station, for staffed hours and, at a kiln, for the technician and everything that shares its load. All replays
are worked out at once: each array holds one minute, or one factor, a replay.

Needs numpy, so only the worker imports it.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from .noise import Noise
from .plan import Load, Plan, Session
from .problem import Interval
from .working_time import Hands, WorkingTime

TIMES = 500
EXPECTED, BY = 50, 90
"""The quantiles that are promised: as likely sooner as later, and 9 in 10."""


@dataclass(frozen=True)
class Outlook:
    """When a run's pieces are ready, in minutes from the problem's origin."""

    expected: int
    by: int


def replay(plan: Plan, noise: Noise, *, times: int = TIMES, seed: int = 1) -> dict[str, Outlook]:
    """The outlook of each placed run, shelf included."""
    chance = np.random.default_rng(seed)
    ends = Replays(plan, noise, times, chance).finish()
    return {run: _outlook(end + chance.choice(noise.to_the_shelf, times)) for run, end in ends.items()}


def _outlook(ends: np.ndarray) -> Outlook:
    expected, by = np.percentile(ends, [EXPECTED, BY])
    return Outlook(expected=round(expected), by=round(by))


class Replays:
    def __init__(self, plan: Plan, noise: Noise, times: int, chance: np.random.Generator):
        self.plan, self.problem, self.noise, self.times, self.chance = plan, plan.problem, noise, times, chance
        self.before = {
            later.key: earlier
            for run in plan.problem.runs
            for earlier, later in zip(run.steps, run.steps[1:], strict=False)
        }
        self.ends: dict[str, np.ndarray] = {}
        self.station_free: dict[str, np.ndarray] = {}
        self.joined = {load.joins for load in plan.loads}
        self.hands = {node: Hands(busy, times) for node, busy in self._technicians().items()}
        self.factors = cache(self._factors)
        self.hours, self.gaps = cache(self._hours), cache(self._gaps)

    def finish(self) -> dict[str, np.ndarray]:
        """When the last step of each placed run is done, in each replay."""
        parts: list[Session | Load] = [*self.plan.sessions, *self.plan.loads]
        for part in sorted(parts, key=lambda part: (part.start, part.station)):
            if isinstance(part, Session):
                self._work(part)
            else:
                self._fire(part)
        released = {run.key: np.full(self.times, run.release) for run in self.problem.runs}
        return {
            run.key: np.maximum.reduce([self.ends[step.key] for step in run.steps] or [released[run.key]])
            for run in self.problem.runs
            if run.key in self.plan.finish
        }

    def _work(self, session: Session) -> None:
        step, hours = self.problem.step[session.step], self.hours(session.station)
        ready = self._ready(session, [step.key])
        minutes = session.during.minutes * self.factors(step.key)
        if step.attended:
            absent = self.chance.random(self.times) < self.noise.no_show
            start = np.where(absent, hours.next_opening(ready), hours.first(ready))
            end = hours.after(start, minutes)
        else:
            start = self.gaps(session.station).fitting(hours.first(ready), minutes)
            end = start + minutes
        self._occupy(session, [step.key], end)

    def _fire(self, load: Load) -> None:
        steps = [share.step for share in load.members]
        program = self.problem.program[load.program]
        ready, hours = self._ready(load, steps), self.hours(load.station)
        hands = self.hands[self.problem.station[load.station].node]
        minutes = (load.cooled - load.firing.start) * self.factors(steps[0])

        # A firing of somebody else begins without us where we come late; the pieces then take the next free one.
        late = np.full(self.times, True) if load.joins is None else ready > load.start
        start = np.full(self.times, float(load.start))
        if late.any():
            least = program.load_minutes + minutes + program.unload_minutes
            free = self.gaps(load.station).fitting(hours.first(ready), least)
            start = np.where(late, hands.free(hours, free, program.load_minutes), start)
        opens = self._fired_again(start + program.load_minutes + minutes, minutes, program, hours, hands)
        opens = np.maximum(opens, load.unloading.start)
        late |= opens > load.unloading.start
        unload = np.where(late, hands.free(hours, opens, program.unload_minutes), opens)
        hands.take(start, program.load_minutes)
        hands.take(unload, program.unload_minutes)
        self._occupy(load, steps, unload + program.unload_minutes)

    def _fired_again(self, opens, minutes, program, hours, hands) -> np.ndarray:
        """When the kiln may be opened for good: what came out wrong is loaded and fired once more."""
        wrong = self.chance.random(self.times) < self.noise.re_fired
        if not wrong.any():
            return opens
        by_hand = program.unload_minutes + program.load_minutes
        return np.where(wrong, hands.free(hours, opens, by_hand) + by_hand + minutes, opens)

    def _ready(self, part: Session | Load, steps: list[str]) -> np.ndarray:
        """When a part may begin: as booked, or as late as what it waits for."""
        waits = [np.full(self.times, float(part.start))]
        for key in steps:
            if earlier := self.before.get(key):
                waits.append(self.ends[earlier.key] + earlier.min_wait_after)
        if part.station in self.station_free and not _joins(part):
            waits.append(self.station_free[part.station] + (part.start - part.occupied.start))
        return np.maximum.reduce(waits)

    def _occupy(self, part: Session | Load, steps: list[str], end: np.ndarray) -> None:
        for key in steps:
            self.ends[key] = np.maximum(self.ends[key], end) if key in self.ends else end
        if not _joins(part):
            self.station_free[part.station] = end + (part.occupied.end - part.end)

    def _factors(self, step_key: str) -> np.ndarray:
        """One factor for all sessions of a step: who is slow in the morning is slow in the afternoon."""
        step = self.problem.step[step_key]
        spread = self.noise.of(step.kind, fired=step.is_firing, attended=step.attended)
        return np.exp(self.chance.normal(spread.mean, spread.deviation, self.times))

    def _hours(self, station_key: str) -> WorkingTime:
        """When somebody may work there: staffed, and nobody else holds it."""
        station = self.problem.station[station_key]
        return WorkingTime(station.open, self._taken(station_key), self.problem.horizon)

    def _gaps(self, station_key: str) -> WorkingTime:
        """When nobody else holds it, day or night."""
        whole = [Interval(0, self.problem.horizon)]
        return WorkingTime(whole, self._taken(station_key), self.problem.horizon)

    def _taken(self, station_key: str) -> list[Interval]:
        """What others hold with what lies around it, without the loads that this plan joins."""
        station = self.problem.station[station_key]
        open_loads = [
            Interval(load.loading.start - station.setup_minutes, load.unloading.end + station.clearing_minutes)
            for load in self.problem.loads
            if load.station == station_key
        ]
        return [*station.busy, *open_loads]

    def _technicians(self) -> dict[str, list[Interval]]:
        busy: dict[str, list[Interval]] = defaultdict(list, {station.node: [] for station in self.problem.stations})
        for held in self.problem.technician_busy:
            busy[held.node].append(held.during)
        for load in self.problem.loads:
            if load.key not in self.joined:
                busy[self.problem.station[load.station].node] += [load.loading, load.unloading]
        return busy


def _joins(part: Session | Load) -> bool:
    """Whether somebody else's firing takes it along, so that nothing of its own is booked."""
    return isinstance(part, Load) and part.joins is not None
