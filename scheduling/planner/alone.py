"""What no plan can be better than: every run as late as it would be if nobody else were in its way.

Work is counted in staffed minutes here, however it is divided into sessions, so that the bound holds for every
division; families, longest waits and room in kilns, which could only delay it, are left out.
"""

from dataclasses import replace
from math import ceil

from .exact.bounds import Bounds
from .firing import loads_to_join, loads_to_open
from .ground import Ground, bare_ground
from .obstacles import impossible
from .plan import Plan
from .problem import Interval, Problem, Run, Step
from .sharing import ends, on_one
from .spans import between


def bound_alone(plan: Plan) -> Bounds:
    """Whether the promises are kept as well as they can be; nothing is said about the other aims."""
    bounds = Bounds(plan.problem)
    bounds.note("unplaced", homeless_weight(plan), 0)
    bounds.note("lateness", plan.weighted_lateness, least_lateness(plan.problem))
    bounds.note("moves", plan.moves, 0)
    bounds.note("shifted", plan.shifted_minutes, 0)
    bounds.note("firings", plan.firings, 0)
    return bounds


def homeless_weight(plan: Plan) -> int:
    """Runs without a place that might have had one."""
    without = {obstacle.run for obstacle in plan.unplaced}
    return sum(
        run.weight
        for run in plan.problem.runs
        if run.key in without and not any(impossible(plan.problem, step) for step in run.steps)
    )


def least_lateness(problem: Problem) -> int:
    """The weighted minutes after their promises of all runs that can have a place."""
    ground, late = bare_ground(problem), 0
    for run in problem.runs:
        if run.due is not None and not any(impossible(problem, step) for step in run.steps):
            late += run.weight * max(0, earliest_finish(ground, run) - run.due)
    return late


def earliest_finish(ground: Ground, run: Run) -> int:
    """No sooner can all steps of `run` be done; its release where that is not known."""
    finish = ready = max(0, run.release)
    for step in run.steps:
        if step.pinned:
            ready = max(ready, step.pinned[1])
        end = (fired_by if step.is_firing else worked_by)(ground, step, ready)
        if end is None:
            return run.release
        finish, ready = end, end + step.min_wait_after
    return finish


def fired_by(ground: Ground, step: Step, ready: int) -> int | None:
    """When the first load is out that could have been waited for."""
    loads = (*loads_to_join(ground, step, ready), *loads_to_open(ground, step, ready))
    return min((load.end for load in loads), default=None)


def worked_by(ground: Ground, step: Step, ready: int) -> int | None:
    stations = [ground.problem.station[key] for key in step.stations]
    if step.minutes_on or not step.attended:
        pieces = ceil(step.pieces / len(stations)) if step.splits else step.pieces
        plain = replace(step, pieces=pieces, family="")
        stretches = (on_one(ground, station, plain, ready) for station in stations)
        return min((ends(sessions) for sessions in stretches if sessions), default=None)
    minutes = least_minutes(step)
    gaps = [list(between(ground.free[key], ground.barred[key], ready)) for key in step.stations]
    together = [[gap for each in gaps for gap in each]] if step.splits else gaps
    found = (earliest_sum(each, minutes) for each in together)
    return min((end for end in found if end is not None), default=None)


def least_minutes(step: Step) -> int:
    """Of somebody's time, set up as seldom as the longest session allows."""
    work = step.pieces * step.minutes_per_piece
    times = 1 if step.session_limit is None else max(1, ceil(work / (step.session_limit - step.setup_minutes)))
    return ceil(times * step.setup_minutes + work)


def earliest_sum(gaps: list[Interval], minutes: int) -> int | None:
    """The first minute at which so many have passed in these gaps, two at once counting twice."""
    edges = sorted([(gap.start, 1) for gap in gaps] + [(gap.end, -1) for gap in gaps])
    open_gaps = since = 0
    for moment, change in edges:
        passed = open_gaps * (moment - since)
        if open_gaps and passed >= minutes:
            return since + ceil(minutes / open_gaps)
        minutes, open_gaps, since = minutes - passed, open_gaps + change, moment
    return None
