"""What contradicts itself is no problem: it is refused before anybody plans it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .problem import Problem, Run, Station, Step


def refuse_nonsense(problem: Problem) -> None:
    """Raise ValueError with the first thing that cannot be meant."""
    for what, rows in (("station", problem.stations), ("run", problem.runs), ("program", problem.programs)):
        refuse_twins(what, [row.key for row in rows])
    refuse_twins("step", [step.key for run in problem.runs for step in run.steps])
    refuse_twins("load", [load.key for load in problem.loads])
    for station in problem.stations:
        refuse_contradicting_station(station)
    for run in problem.runs:
        for step in run.steps:
            refuse_contradicting_step(problem, run, step)
            refuse_contradicting_wishes(problem, step)
    for load in problem.loads:
        if load.station not in problem.station or load.program not in problem.program:
            raise ValueError(f"load {load.key} names a station or program that the problem lacks")


def refuse_twins(what: str, keys: Iterable[str]) -> None:
    """A key names one thing only."""
    if twins := sorted(key for key, times in Counter(keys).items() if times > 1):
        raise ValueError(f"more than one {what} is called {', '.join(twins)}")


def refuse_contradicting_station(station: Station) -> None:
    refuse_twins(
        f"changeover of station {station.key}", [f"{each.before} to {each.after}" for each in station.changeovers]
    )
    if any(each.before == each.after or each.minutes < 0 for each in station.changeovers):
        raise ValueError(f"station {station.key} changes a family into itself, or in negative time")
    if station.changeovers and station.capacity_l is not None:
        raise ValueError(f"station {station.key} is shared by load and has changeovers")


def refuse_contradicting_step(problem: Problem, run: Run, step: Step) -> None:
    if step.run != run.key:
        raise ValueError(f"step {step.key} stands in run {run.key} and names {step.run}")
    if step.pieces < 1:
        raise ValueError(f"step {step.key} has no pieces")
    if strangers := [key for key in step.stations if key not in problem.station]:
        raise ValueError(f"step {step.key} names unknown stations {strangers}")
    if any(problem.station[key].kind != step.kind for key in step.stations):
        raise ValueError(f"step {step.key} needs a {step.kind} and names other stations")
    if step.is_firing and (step.program not in problem.program or step.litres_per_piece <= 0):
        raise ValueError(f"step {step.key} needs a known program and some litres")


def refuse_contradicting_wishes(problem: Problem, step: Step) -> None:
    if step.minutes_on:
        if step.is_firing or step.splits:
            raise ValueError(f"step {step.key} has a station's own minutes and is fired or split")
        if sorted(key for key, _ in step.minutes_on) != sorted(step.stations):
            raise ValueError(f"step {step.key} must have minutes on each of its stations, and on no other")
        if any(minutes <= 0 for _, minutes in step.minutes_on):
            raise ValueError(f"step {step.key} takes no minutes on a station")
    if step.pinned is not None:
        station, minute = step.pinned
        if station not in step.stations:
            raise ValueError(f"step {step.key} is pinned to {station}, which it may not use")
        if minute < 0 or minute % problem.slot_minutes:
            raise ValueError(f"step {step.key} is pinned off the {problem.slot_minutes}-minute grid")
