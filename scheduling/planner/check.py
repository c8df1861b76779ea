"""Every rule of a plan, checked from scratch: what this says nothing about may be booked.

It shares no code with what makes plans, so that the two must be wrong in the same way for a fault to pass.
"""

from collections import defaultdict
from collections.abc import Iterator

from .check_family import changes, each_change_is_attended, standing_work_keeps_room_for_its_change
from .check_firing import each_firing_is_right, joined_loads_hold, one_technician_per_node
from .check_work import each_session_is_right, each_step_is_divided_as_it_may_be
from .plan import Load, Plan, Session
from .problem import Interval, Problem, Run


def check(problem: Problem, plan: Plan) -> list[str]:
    """The rules that `plan` breaks, in words; an empty list is a plan that may be booked."""
    if strangers := list(what_nobody_asked_for(problem, plan)):
        return strangers
    return [violation for rule in RULES for violation in rule(problem, plan)]


def what_nobody_asked_for(problem: Problem, plan: Plan) -> Iterator[str]:
    """Names that the problem does not know; no other rule makes sense before these are right."""
    for part in (*plan.sessions, *plan.loads):
        if part.station not in problem.station:
            yield f"station {part.station} is planned and does not exist"
    for step in [session.step for session in plan.sessions] + [m.step for load in plan.loads for m in load.members]:
        if step not in problem.step:
            yield f"step {step} is planned and does not exist"
    for load in plan.loads:
        if load.program not in problem.program:
            yield f"program {load.program} is fired and does not exist"
        if load.joins is not None and load.joins not in problem.open_load:
            yield f"load {load.joins} is joined and is not open"
    runs = {run.key for run in problem.runs}
    for obstacle in plan.unplaced:
        if obstacle.run not in runs:
            yield f"run {obstacle.run} has no place and does not exist"


def each_run_is_whole_or_explained(problem: Problem, plan: Plan) -> Iterator[str]:
    pieces = pieces_by_step(plan)
    for obstacle in plan.unplaced:
        if not obstacle.reason.strip():
            yield f"run {obstacle.run} has no place and no reason"
    for run in problem.runs:
        explained = sum(obstacle.run == run.key for obstacle in plan.unplaced)
        if explained > 1:
            yield f"run {run.key} is unplaced {explained} times"
        for step in run.steps:
            planned = pieces.get(step.key, 0)
            if explained and planned:
                yield f"run {run.key} has no place, and yet its step {step.key} is planned"
            if not explained and planned != step.pieces:
                yield f"step {step.key} plans {planned} of {step.pieces} pieces"


def everything_is_on_the_grid_and_within_the_plan(problem: Problem, plan: Plan) -> Iterator[str]:
    changing = changes(problem, plan)
    for part in (*plan.sessions, *plan.loads):
        label = f"{part.station} at {part.start}"
        station = problem.station[part.station]
        change = changing.get(part) if isinstance(part, Session) else None
        before = change.minutes if change else 0
        expected = Interval(part.start - before - station.setup_minutes, part.end + station.clearing_minutes)
        if part.occupied != expected:
            held = f"work, {change}, set-up" if change else "work, set-up"
            yield f"{label} occupies another time than its {held} and clearing"
        if isinstance(part, Load) and part.joins is not None:
            continue
        starts = [part.start] if isinstance(part, Session) else [part.start, part.unloading.start]
        if any(start % problem.slot_minutes for start in starts):
            yield f"{label} starts off the {problem.slot_minutes}-minute grid"
        if expected.start < 0 or expected.end > problem.horizon:
            yield f"{label} reaches outside the plan"


def no_station_is_held_twice(problem: Problem, plan: Plan) -> Iterator[str]:
    """Against what others hold, and against the plan itself."""
    for station in problem.stations:
        ours = [
            part.occupied
            for part in (*plan.sessions, *plan.loads)
            if part.station == station.key and not (isinstance(part, Load) and part.joins is not None)
        ]
        theirs = [*station.busy, *open_loads_on(problem, station.key)]
        for place, mine in enumerate(ours):
            for other in theirs:
                if mine.start < other.end and other.start < mine.end:
                    yield f"{station.key} is planned at {mine.start} and held by others from {other.start}"
            for other in ours[place + 1 :]:
                if mine.start < other.end and other.start < mine.end:
                    yield f"{station.key} is planned twice, at {mine.start} and at {other.start}"


def open_loads_on(problem: Problem, station: str) -> Iterator[Interval]:
    before, after = problem.station[station].setup_minutes, problem.station[station].clearing_minutes
    for load in problem.loads:
        if load.station == station:
            yield Interval(load.loading.start - before, load.unloading.end + after)


def each_chain_keeps_its_waits(problem: Problem, plan: Plan) -> Iterator[str]:
    starts, ends = starts_and_ends(plan)
    for run in problem.runs:
        yield from the_run_keeps_its_times(run, starts, ends)
        for earlier, later in zip(run.steps, run.steps[1:], strict=False):
            if earlier.key not in ends or later.key not in starts:
                continue
            done = max(ends[earlier.key])
            if min(starts[later.key]) < done + earlier.min_wait_after:
                yield f"step {later.key} starts before {earlier.key} has waited {earlier.min_wait_after} min"
            if earlier.max_wait_after is not None and max(starts[later.key]) > done + earlier.max_wait_after:
                yield f"step {later.key} starts more than {earlier.max_wait_after} min after {earlier.key}"


def the_run_keeps_its_times(run: Run, starts: dict[str, list[int]], ends: dict[str, list[int]]) -> Iterator[str]:
    for step in run.steps:
        if step.end_by is not None and step.key in ends and max(ends[step.key]) > step.end_by:
            yield f"step {step.key} ends after {step.end_by}, when its station may no longer be used"
        if step.key in starts and min(starts[step.key]) < run.release:
            yield f"step {step.key} starts before its run is released"
    first = run.steps[0].key if run.steps else None
    if run.start_by is not None and first in starts and max(starts[first]) > run.start_by:
        yield f"step {first} starts after {run.start_by}, when its wait is over"


def each_pin_holds(problem: Problem, plan: Plan) -> Iterator[str]:
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for session in plan.sessions:
        places[session.step].add((session.station, session.during.start))
    for load in plan.loads:
        for share in load.members:
            places[share.step].add((load.station, load.loading.start))
    for key, found in places.items():
        pinned = problem.step[key].pinned
        if pinned is not None and (pinned not in found or min(start for _, start in found) < pinned[1]):
            yield f"step {key} is pinned to {pinned[0]} at {pinned[1]} and does not begin there"


def starts_and_ends(plan: Plan) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    starts, ends = defaultdict(list), defaultdict(list)
    for session in plan.sessions:
        starts[session.step].append(session.during.start)
        ends[session.step].append(session.during.end)
    for load in plan.loads:
        for share in load.members:
            starts[share.step].append(load.loading.start)
            ends[share.step].append(load.unloading.end)
    return starts, ends


def pieces_by_step(plan: Plan) -> dict[str, int]:
    pieces: dict[str, int] = defaultdict(int)
    for session in plan.sessions:
        pieces[session.step] += session.pieces
    for load in plan.loads:
        for share in load.members:
            pieces[share.step] += share.pieces
    return pieces


RULES = (
    each_run_is_whole_or_explained,
    each_session_is_right,
    each_step_is_divided_as_it_may_be,
    each_change_is_attended,
    standing_work_keeps_room_for_its_change,
    each_firing_is_right,
    joined_loads_hold,
    one_technician_per_node,
    everything_is_on_the_grid_and_within_the_plan,
    no_station_is_held_twice,
    each_chain_keeps_its_waits,
    each_pin_holds,
)
