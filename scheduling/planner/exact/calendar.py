"""When work and firings may start, exactly to the minute, before the solver sees any of it."""

from collections.abc import Iterable
from functools import cached_property
from math import gcd

from ortools.sat.python import cp_model

from ..ground import bare_ground
from ..problem import Problem, Program, Station, Step
from ..spans import Spans, down, up

Ranges = list[tuple[int, int]]
"""First and last minute of starts that lie on the grid."""


class Calendar:
    """What `problem` leaves open, and its minutes as the solver's whole units.

    A unit is a slot, or less where unloading takes no whole slots, so that every end is a whole unit.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self.slot = problem.slot_minutes
        self.ground = bare_ground(problem)

    @cached_property
    def unit(self) -> int:
        used = {step.program for step in self.problem.step.values() if step.program}
        return gcd(self.slot, *(self.problem.program[key].unload_minutes for key in used))

    @property
    def horizon(self) -> int:
        return self.last(self.problem.horizon)

    def first(self, minute: int) -> int:
        """The unit that begins at `minute` or soon after; also so many whole units as cover these minutes."""
        return -(-minute // self.unit)

    def last(self, minute: int) -> int:
        return minute // self.unit

    def apart(self, station: Station, minutes: int = 0) -> int:
        """Units from the start of `minutes` of work to that of the next on the same station, at least."""
        return self.first(minutes + station.clearing_minutes + station.setup_minutes)

    def domain(self, ranges: Iterable[tuple[int, int]]) -> cp_model.Domain:
        """The same starts in units; where a unit is less than a slot, only those on the grid."""
        if self.unit == self.slot:
            return cp_model.Domain.from_intervals([[a // self.unit, b // self.unit] for a, b in ranges])
        return cp_model.Domain.from_values(
            [minute // self.unit for a, b in ranges for minute in range(a, b + 1, self.slot)]
        )

    def work_starts(self, step: Step, station: Station, minutes: int, ready: int, change: int = 0) -> Ranges:
        """Where `minutes` of `step` may begin on `station`, what they attend to in staffed hours, and a changeover
        in the same hours before them."""
        head = minutes if step.attended else max(self.slot, step.setup_minutes)
        last = self.problem.horizon - station.clearing_minutes
        last = last if step.end_by is None else min(last, step.end_by)
        ranges = self._staffed(station, head, max(ready, station.setup_minutes + change), last - minutes, change)
        return without(ranges, self.ground.barred[station.key], minutes, self.slot, change)

    def loading_starts(self, kiln: Station, program: Program, ready: int) -> Ranges:
        whole = program.load_minutes + program.fire_minutes + program.cool_minutes + program.unload_minutes
        last = self.problem.horizon - kiln.clearing_minutes - whole
        ranges = self._staffed(kiln, program.load_minutes, max(ready, kiln.setup_minutes), last)
        ranges = without(ranges, self.ground.barred[kiln.key], whole, self.slot)
        return without(ranges, self.ground.hands[kiln.node], program.load_minutes, self.slot)

    def unloading_starts(self, kiln: Station, program: Program, ready: int) -> Ranges:
        minutes = program.unload_minutes
        hot = program.load_minutes + program.fire_minutes + program.cool_minutes
        last = self.problem.horizon - kiln.clearing_minutes - minutes
        ranges = self._staffed(kiln, minutes, max(ready, kiln.setup_minutes) + hot, last)
        ranges = without(ranges, self.ground.barred[kiln.key], minutes, self.slot)
        return without(ranges, self.ground.hands[kiln.node], minutes, self.slot)

    def _staffed(self, station: Station, head: int, first: int, last: int, before: int = 0) -> Ranges:
        """Starts from `first` to `last` with `head` minutes, and so many before them, within one staffed window."""
        ranges = [
            (up(max(window.start + before, first), self.slot), down(min(window.end - head, last), self.slot))
            for window in self.ground.free[station.key]
        ]
        return [(a, b) for a, b in ranges if a <= b]


def without(ranges: Ranges, bars: Spans, minutes: int, slot: int, change: int = 0) -> Ranges:
    """The starts from which `minutes`, and `change` before them, touch none of `bars`."""
    for bar in bars:
        before, after = down(bar.start - minutes, slot), up(bar.end + change, slot)
        pieces = [piece for a, b in ranges for piece in ((a, min(b, before)), (max(a, after), b))]
        ranges = [(a, b) for a, b in pieces if a <= b]
    return ranges
