"""The slow and simple answer: try every minute of the grid for one piece of one step."""

from scheduling.planner import Interval
from scheduling.planner.check_firing import every_minute_is_staffed
from scheduling.planner.check_work import minutes_needed


def earliest_end(problem, step, ready):
    """When one piece alone can be done at the earliest, or None."""
    ready = max(ready, 0)
    ends = [
        load.unloading.end
        for load in problem.loads
        if joinable(problem, load, step, ready) and may_begin(step, load.station, load.loading.start)
    ]
    try_at = fired if step.is_firing else worked
    for key in step.stations:
        station = problem.station[key]
        starts = [start for start in range(0, problem.horizon, problem.slot_minutes) if may_begin(step, key, start)]
        ends += [end for start in starts if start >= ready and (end := try_at(problem, station, step, start))][:1]
    return min((end for end in ends if step.end_by is None or end <= step.end_by), default=None)


def may_begin(step, station, start):
    return step.pinned is None or step.pinned == (station, start)


def worked(problem, station, step, start):
    minutes = minutes_needed(problem, step, station.key, 1)
    if step.attended and step.session_limit is not None and minutes > step.session_limit:
        return None
    attended = minutes if step.attended else max(problem.slot_minutes, step.setup_minutes)
    earlier = [standing for standing in station.standing if standing.during.start <= start]
    change = change_between(station, earlier[-1].family, step.family) if earlier else 0
    if not every_minute_is_staffed(station.open, Interval(start - change, start + attended)):
        return None
    later = [standing for standing in station.standing if standing.during.start > start]
    needed = change_between(station, step.family, later[0].family) if later else 0
    buffers = station.setup_minutes + station.clearing_minutes
    if needed and start + minutes + buffers + needed > later[0].during.start:
        return None
    return start + minutes if is_free(problem, station, start, start + minutes, change) else None


def change_between(station, before, after):
    return next((each.minutes for each in station.changeovers if (each.before, each.after) == (before, after)), 0)


def fired(problem, station, step, start):
    program = problem.program[step.program]
    if station.capacity_l is None or station.capacity_l < step.litres_per_piece:
        return None
    if station.peak_limit_c is not None and station.peak_limit_c < program.peak_c:
        return None
    if not has_hands(problem, station, start, program.load_minutes):
        return None

    cooled = start + program.load_minutes + program.fire_minutes + program.cool_minutes
    for unload in range(
        -(-cooled // problem.slot_minutes) * problem.slot_minutes, problem.horizon, problem.slot_minutes
    ):
        if has_hands(problem, station, unload, program.unload_minutes):
            end = unload + program.unload_minutes
            return end if is_free(problem, station, start, end) else None
    return None


def joinable(problem, load, step, ready):
    if not step.is_firing or load.station not in step.stations:
        return False
    program, needed = problem.program[load.program], problem.program[step.program]
    right = program.family == needed.family and program.peak_c >= needed.peak_c
    in_time = ready <= load.loading.start and load.unloading.end <= problem.horizon
    return right and in_time and load.free_l >= step.litres_per_piece


def has_hands(problem, station, start, minutes):
    during = Interval(start, start + minutes)
    busy = [busy.during for busy in problem.technician_busy if busy.node == station.node]
    for load in problem.loads:
        if problem.station[load.station].node == station.node:
            busy += [load.loading, load.unloading]
    return every_minute_is_staffed(station.open, during) and not any(during.overlaps(other) for other in busy)


def is_free(problem, station, start, end, change=0):
    occupied = Interval(start - change - station.setup_minutes, end + station.clearing_minutes)
    taken = list(station.busy)
    for load in problem.loads:
        if load.station == station.key:
            held = Interval(load.loading.start - station.setup_minutes, load.unloading.end + station.clearing_minutes)
            taken.append(held)
    within = occupied.start >= 0 and occupied.end <= problem.horizon
    return within and not any(occupied.overlaps(other) for other in taken)
