"""What approving a run would do to the plan: its steps, its end, and what it would move. From kept answers alone."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from capsules.models import Run
from coop.phrases import length_words
from scheduling.models import WhatIf

from .what_if import Answered

Status = WhatIf.Status
SHOWN = [Status.WANTED, Status.THINKING, Status.ANSWERED, Status.IMPOSSIBLE]


@dataclass(frozen=True)
class StepDrawn:
    """A step on its station; `bars` are (x, width) of 100 over the preview's days."""

    name: str
    group: str
    stations: str
    start: datetime
    end: datetime
    bars: list[tuple[float, float]]


@dataclass(frozen=True)
class Quoted:
    """The run's end in one of the two plans, or why it has no place in it."""

    ends: datetime | None
    late_minutes: int
    reason: str

    @property
    def is_late(self) -> bool:
        return self.late_minutes > 0

    @property
    def late(self) -> str:
        return length_words(self.late_minutes)


class RunPreview:
    def __init__(self, run: Run, row: WhatIf):
        self.run, self.row = run, row
        self.answer = Answered(row)

    @cached_property
    def locked(self) -> Quoted:
        return _quoted(self.row.result["locked"])

    @cached_property
    def moving(self) -> Quoted:
        return _quoted(self.row.result["quote"])

    @property
    def shown(self) -> dict:
        """The plan that needs nobody else to move, where there is one that is in time; else the other."""
        locked, moving = self.row.result["locked"], self.row.result["quote"]
        takes_locked = "ends" in locked and (not locked["late_minutes"] or "ends" not in moving)
        return locked if takes_locked else moving

    @cached_property
    def axis(self) -> tuple[datetime, datetime]:
        """From when it was thought out until the promise, or the end where that is later."""
        ends = [self.run.due_at, *(quoted.ends for quoted in (self.locked, self.moving) if quoted.ends)]
        return datetime.fromisoformat(self.row.result["now"]), max(ends)

    @property
    def due_x(self) -> float:
        return self._x(self.run.due_at)

    @property
    def end_x(self) -> float | None:
        return self._x(datetime.fromisoformat(self.shown["ends"])) if "ends" in self.shown else None

    @cached_property
    def steps(self) -> list[StepDrawn]:
        return [self._drawn(step) for step in self.shown.get("steps", [])]

    def _drawn(self, kept: dict) -> StepDrawn:
        parts = [tuple(datetime.fromisoformat(moment) for moment in part) for part in kept["parts"]]
        bars = [(self._x(start), max(0.6, round(self._x(end) - self._x(start), 1))) for start, end in parts]
        name = f"{kept['name']}, {kept['litres']} l" if kept["litres"] else kept["name"]
        if len(parts) > 1:
            name = f"{name}, {len(parts)} sessions"
        return StepDrawn(name, kept["group"], " and ".join(kept["stations"]), parts[0][0], parts[-1][1], bars)

    def _x(self, moment: datetime) -> float:
        start, end = self.axis
        return round((moment - start) / (end - start) * 100, 1)


def previews_of(runs: list[Run]) -> dict[int, RunPreview]:
    """The latest answer about each run, or the question while there is none: one query."""
    rows = WhatIf.objects.filter(run__in=runs, status__in=SHOWN).select_related("node").order_by("asked_at", "pk")
    found: dict[int, WhatIf] = {}
    for row in rows:
        if row.result or row.run_id not in found or not found[row.run_id].result:
            found[row.run_id] = row
    return {run.pk: RunPreview(run, found[run.pk]) for run in runs if run.pk in found}


def _quoted(kept: dict) -> Quoted:
    if "ends" not in kept:
        return Quoted(None, 0, kept["reason"])
    return Quoted(datetime.fromisoformat(kept["ends"]), kept["late_minutes"], "")
