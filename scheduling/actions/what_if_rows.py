"""A question put to fresh rows: the problem of today, and the one that there would be."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from coop.times import minute_of_day
from scheduling import planner
from scheduling.models import Station, WhatIf
from scheduling.planner.changes import Out, Pin, Shift, changed

from .clock import Clock
from .problem_from_rows import Rows, rows_of_node


@dataclass(frozen=True)
class Asked:
    """`rows` are what is booked today, `problem` what the planner would have to solve."""

    rows: Rows
    problem: planner.Problem

    @property
    def fingerprint(self) -> str:
        """Two readings with the same one rest on the same hours, bookings, runs and programs."""
        return sha256(repr(self.problem).encode()).hexdigest()


def read(what_if: WhatIf, *, now: datetime, movable: bool = True) -> Asked:
    """`movable` False leaves everybody else where they are: only what has no place is planned.

    Raises ValueError where the step or the station of the question is not there any more.
    """
    figures, node = what_if.figures, what_if.node
    match what_if.kind:
        case WhatIf.Kind.STEP:
            rows = rows_of_node(node, now=now)
            start = Clock(rows.origin).minute(datetime.fromisoformat(figures["start"]))
            return Asked(rows, changed(rows.problem, Pin(str(figures["step"]), str(figures["station"]), start)))
        case WhatIf.Kind.OUT:
            until = datetime.fromisoformat(figures["until"])
            rows = rows_of_node(node, now=now, out=(Station(pk=figures["station"]), until))
            out = Out(str(figures["station"]), Clock(rows.origin).minute_after(until))
            return Asked(rows, changed(rows.problem, out))
        case WhatIf.Kind.SHIFT:
            rows = rows_of_node(node, now=now)
            return Asked(rows, changed(rows.problem, Shift(str(node.pk), shift_of(what_if, Clock(rows.origin)))))
        case _:
            rows = rows_of_node(node, now=now, extra_runs=[what_if.run], movable=movable)
            return Asked(rows, rows.problem)


def shift_of(what_if: WhatIf, clock: Clock) -> planner.Interval:
    figures, zone = what_if.figures, what_if.node.zone
    day = date.fromisoformat(figures["day"])
    opens, closes = (minute_of_day(day, figures[name], zone) for name in ("opens_minute", "closes_minute"))
    return clock.interval(opens, closes)
