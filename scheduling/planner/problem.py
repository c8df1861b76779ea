"""What is to be planned: stations, programs, loads and runs, as plain numbers.

Every time is a whole number of minutes since the problem's origin, which is the earliest moment that the
planner may touch (now, or the end of the frozen hours). Volumes are `Decimal` litres, as the rows keep them,
so that whole pieces times litres per piece are exact.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .sense import refuse_nonsense


class Objective(StrEnum):
    """What makes a plan good: kept promises, or an early end of everything."""

    PROMISES = "promises"
    MAKESPAN = "makespan"


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` until just before `end`."""

    start: int
    end: int

    def __post_init__(self):
        if self.end <= self.start:
            raise ValueError(f"an interval must end after it starts: {self.start}–{self.end}")

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Changeover:
    """How long it takes to make a station that worked on family `before` ready for family `after`."""

    before: str
    after: str
    minutes: int


@dataclass(frozen=True)
class Standing:
    """Work of a family that is locked where it stands; what it occupies is among its station's `busy`."""

    family: str
    during: Interval


@dataclass(frozen=True)
class Station:
    """One kiln, one tufting line; `capacity_l` and `peak_limit_c` only where it is shared by load.

    `open` are the stretches in which people may work on it, `busy` what others already occupy. What we book
    occupies it from `setup_minutes` before until `clearing_minutes` after; only the work itself must lie in
    `open`.

    Where the last session of a family before ours, by start and planned or `standing`, was of another family, the
    station is changed over: the minutes of `changeovers` (a pair that is not listed takes none) lie in `open`
    directly before the session's `during`, and its `occupied` begins that much earlier. Steps without a family
    and what else is `busy` change nothing. Before a standing session so many minutes are only kept clear.
    """

    key: str
    kind: str
    node: str = ""
    name: str = ""
    open: tuple[Interval, ...] = ()
    busy: tuple[Interval, ...] = ()
    capacity_l: Decimal | None = None
    peak_limit_c: int | None = None
    setup_minutes: int = 0
    clearing_minutes: int = 0
    changeovers: tuple[Changeover, ...] = ()
    standing: tuple[Standing, ...] = ()

    @cached_property
    def change_minutes(self) -> dict[tuple[str, str], int]:
        """Minutes by family before and family after."""
        return {(change.before, change.after): change.minutes for change in self.changeovers}


@dataclass(frozen=True)
class Program:
    """A firing curve; programs of one `family` may share a load that gets as hot as the hottest needs."""

    key: str
    family: str
    peak_c: int
    fire_minutes: int
    cool_minutes: int
    load_minutes: int = 30
    unload_minutes: int = 30

    def __post_init__(self):
        if min(self.load_minutes, self.fire_minutes, self.unload_minutes) <= 0 or self.cool_minutes < 0:
            raise ValueError(f"program {self.key} must load, fire and unload for some minutes")

    def serves(self, other: "Program") -> bool:
        """Whether pieces that need `other` come out right from a load of this program."""
        return self.family == other.family and self.peak_c >= other.peak_c


@dataclass(frozen=True)
class OpenLoad:
    """A firing already booked that pieces may still join until its loading starts.

    Its station and its technician are held for it, whether `busy` repeats that or not.
    """

    key: str
    station: str
    program: str
    loading: Interval
    firing: Interval
    cooled: int
    unloading: Interval
    free_l: Decimal


@dataclass(frozen=True)
class TechnicianBusy:
    """When the one kiln technician of a node has her hands full already."""

    node: str
    during: Interval


@dataclass(frozen=True)
class Step:
    """One operation of one run, on any one of `stations` (those of its kind that its maker may use).

    Without a program it is work. Attended work is split into sessions of whole pieces on one station, each
    with its own set-up, because the station is given back in between. Unattended work is one stretch whose
    set-up lies in staffed hours and whose rest may run into the night.

    A step that `splits` may have sessions on several of its stations, also at once; unattended work has one
    stretch on each then. A step with `minutes_on` is one session of all its pieces, which takes so many minutes on
    each station whatever its set-up and minutes per piece say.

    With a program it is a firing of `litres_per_piece`, split into loads of whole pieces.

    A `pinned` step begins on this station at this minute: the first of its parts does.

    After the step's last end the next step must wait `min_wait_after`, and every part of the next step must
    start within `max_wait_after` (None: it may wait for ever). No part of it ends after `end_by`.
    """

    key: str
    run: str
    name: str
    kind: str
    stations: tuple[str, ...]
    pieces: int
    setup_minutes: int = 0
    minutes_per_piece: Decimal | int = 0
    session_limit: int | None = 240
    attended: bool = True
    program: str | None = None
    litres_per_piece: Decimal = Decimal(0)
    min_wait_after: int = 0
    max_wait_after: int | None = None
    family: str = ""
    minutes_on: tuple[tuple[str, int], ...] = ()
    splits: bool = False
    pinned: tuple[str, int] | None = None
    end_by: int | None = None

    @property
    def is_firing(self) -> bool:
        return self.program is not None


@dataclass(frozen=True)
class Run:
    """A chain of steps; `due` is the promise, and None promises nothing.

    `start_by` is for a run under way whose last finished step allows only so long a wait.
    """

    key: str
    steps: tuple[Step, ...]
    release: int = 0
    due: int | None = None
    weight: int = 1
    name: str = ""
    start_by: int | None = None


@dataclass(frozen=True)
class Booked:
    """Where a step stands today, for counting what a new plan moves."""

    step: str
    station: str
    start: int


@dataclass(frozen=True)
class Problem:
    """Everything the planner may know. Starts lie on multiples of `slot_minutes`, ends before `horizon`."""

    horizon: int
    stations: tuple[Station, ...]
    runs: tuple[Run, ...]
    programs: tuple[Program, ...] = ()
    loads: tuple[OpenLoad, ...] = ()
    technician_busy: tuple[TechnicianBusy, ...] = ()
    booked: tuple[Booked, ...] = ()
    slot_minutes: int = 5
    objective: Objective = Objective.PROMISES

    def __post_init__(self):
        refuse_nonsense(self)

    @cached_property
    def station(self) -> dict[str, Station]:
        return {station.key: station for station in self.stations}

    @cached_property
    def program(self) -> dict[str, Program]:
        return {program.key: program for program in self.programs}

    @cached_property
    def step(self) -> dict[str, Step]:
        return {step.key: step for run in self.runs for step in run.steps}

    @cached_property
    def open_load(self) -> dict[str, OpenLoad]:
        return {load.key: load for load in self.loads}
