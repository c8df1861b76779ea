"""What somebody thinks of doing, applied to a problem: the problem that the planner would have then."""

from dataclasses import dataclass, replace

from .problem import Interval, Problem, Run, Station


@dataclass(frozen=True)
class Pin:
    """A step is put on this station at this minute."""

    step: str
    station: str
    start: int


@dataclass(frozen=True)
class Out:
    """A station cannot be used before `until`; what was to be joined in it before that is not fired."""

    station: str
    until: int


@dataclass(frozen=True)
class Shift:
    """Somebody is at a node for a stretch in which nobody would be."""

    node: str
    during: Interval


Change = Pin | Out | Shift


def changed(problem: Problem, change: Change) -> Problem:
    """The problem after `change`; a ValueError where it names what the problem lacks."""
    match change:
        case Pin(step, station, start):
            return _pinned(problem, step, station, start)
        case Out(station, until):
            return _without(problem, station, until)
        case Shift(node, during):
            stations = (_staffed(each, during) if each.node == node else each for each in problem.stations)
            return replace(problem, stations=tuple(stations))


def _pinned(problem: Problem, step: str, station: str, start: int) -> Problem:
    if step not in problem.step:
        raise ValueError(f"step {step} may not move")

    def with_pin(run: Run) -> Run:
        steps = (replace(each, pinned=(station, start)) if each.key == step else each for each in run.steps)
        return replace(run, steps=tuple(steps))

    return replace(problem, runs=tuple(with_pin(run) for run in problem.runs))


def _without(problem: Problem, station: str, until: int) -> Problem:
    if station not in problem.station:
        raise ValueError(f"there is no station {station}")
    if until <= 0:
        return problem
    out = Interval(-problem.station[station].setup_minutes, until)
    stations = (replace(each, busy=(*each.busy, out)) if each.key == station else each for each in problem.stations)
    loads = (each for each in problem.loads if each.station != station or each.loading.start >= until)
    return replace(problem, stations=tuple(stations), loads=tuple(loads))


def _staffed(station: Station, during: Interval) -> Station:
    return replace(station, open=(*station.open, during))
