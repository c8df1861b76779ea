"""What the planner answers: sessions, loads, and why a run has no place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from .problem import Booked, Interval, Objective, Problem


class Cause(StrEnum):
    """Why a run has no place."""

    NO_STATION = "no station of the kind"
    PIECE_TOO_LARGE = "a piece is larger than any kiln"
    NOT_HOT_ENOUGH = "no kiln is hot enough"
    NO_LONG_ENOUGH_WINDOW = "no staffed hours are long enough"
    HORIZON_TOO_SHORT = "no free time before the plan ends"
    WAIT_NOT_MET = "no shift meets the longest wait"
    PIN_NOT_FREE = "the place chosen for a step is not free"


@dataclass(frozen=True)
class Session:
    """A stretch of one step on one station; `pieces` are made in it."""

    step: str
    station: str
    during: Interval
    occupied: Interval
    pieces: int

    @property
    def start(self) -> int:
        return self.during.start

    @property
    def end(self) -> int:
        return self.during.end


class Share(NamedTuple):
    """The pieces of one step in a load, and the litres they take."""

    step: str
    pieces: int
    litres: Decimal


@dataclass(frozen=True)
class Load:
    """One firing: loading (attended), firing, cooling until `cooled`, unloading (attended).

    `joins` is the key of the `OpenLoad` whose free litres it takes; nothing new is booked then, only shares.
    """

    station: str
    program: str
    loading: Interval
    firing: Interval
    cooled: int
    unloading: Interval
    occupied: Interval
    members: tuple[Share, ...]
    joins: str | None = None

    @property
    def start(self) -> int:
        return self.loading.start

    @property
    def end(self) -> int:
        return self.unloading.end

    @property
    def during(self) -> Interval:
        return Interval(self.start, self.end)

    @property
    def litres(self) -> Decimal:
        return sum((share.litres for share in self.members), Decimal(0))


@dataclass(frozen=True)
class Obstacle:
    """A run that has no place, the step that it fails at, and why, in the workshop's words."""

    run: str
    step: str
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Plan:
    """An answer to `problem`: each run is wholly placed or wholly in `unplaced`."""

    problem: Problem = field(repr=False, compare=False)
    sessions: tuple[Session, ...] = ()
    loads: tuple[Load, ...] = ()
    unplaced: tuple[Obstacle, ...] = ()

    @cached_property
    def parts(self) -> dict[str, tuple[Session | Load, ...]]:
        """Each placed step's sessions or loads, by start."""
        parts: dict[str, list[Session | Load]] = {}
        for step, part in self._step_parts():
            parts.setdefault(step, []).append(part)
        return {step: tuple(sorted(found, key=lambda part: (part.start, part.end))) for step, found in parts.items()}

    def _step_parts(self) -> Iterator[tuple[str, Session | Load]]:
        for session in self.sessions:
            yield session.step, session
        for load in self.loads:
            for share in load.members:
                yield share.step, load

    @cached_property
    def finish(self) -> dict[str, int]:
        """When the last step of each placed run is done; a run with no steps left is done at its release."""
        ends = {step: max(part.end for part in parts) for step, parts in self.parts.items()}
        return {
            run.key: max((ends[step.key] for step in run.steps), default=run.release)
            for run in self.problem.runs
            if all(step.key in ends for step in run.steps)
        }

    @cached_property
    def lateness(self) -> dict[str, int]:
        """Minutes after the promise, for each placed run that has one; 0 is kept."""
        return {
            run.key: max(0, self.finish[run.key] - run.due)
            for run in self.problem.runs
            if run.due is not None and run.key in self.finish
        }

    @property
    def weighted_lateness(self) -> int:
        return sum(run.weight * self.lateness.get(run.key, 0) for run in self.problem.runs)

    @property
    def unplaced_weight(self) -> int:
        homeless = {obstacle.run for obstacle in self.unplaced}
        return sum(run.weight for run in self.problem.runs if run.key in homeless)

    @cached_property
    def moved(self) -> tuple[Booked, ...]:
        """Bookings of today that stand on another station or at another time in this plan."""
        standing = {(step, part.station, part.start) for step, part in self._step_parts()}
        return tuple(was for was in self.problem.booked if (was.step, was.station, was.start) not in standing)

    @property
    def moves(self) -> int:
        return len(self.moved)

    @property
    def shifted_minutes(self) -> int:
        """How far the steps booked today begin from where they began."""
        was = {}
        for booked in self.problem.booked:
            was[booked.step] = min(booked.start, was.get(booked.step, booked.start))
        return sum(abs(self.parts[step][0].start - start) for step, start in was.items() if step in self.parts)

    @property
    def firings(self) -> int:
        """Kilns lit by this plan; joining a load that is already booked costs none."""
        return sum(load.joins is None for load in self.loads)

    @property
    def sum_of_finish(self) -> int:
        return sum(self.finish.values())

    @property
    def makespan(self) -> int:
        """When everything is done."""
        return max(self.finish.values(), default=0)

    @property
    def objectives(self) -> tuple[int, ...]:
        """What makes one plan better than another, strictly in this order; smaller is better."""
        if self.problem.objective is Objective.MAKESPAN:
            return (self.unplaced_weight, self.makespan)
        return (
            self.unplaced_weight,
            self.weighted_lateness,
            self.moves,
            self.shifted_minutes,
            self.firings,
            self.sum_of_finish,
        )
