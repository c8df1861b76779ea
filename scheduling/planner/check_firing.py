"""The rules of firings: hot enough, not overfull, loaded and unloaded by one technician in staffed hours."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from .plan import Load, Plan
from .problem import Interval, Problem


def each_firing_is_right(problem: Problem, plan: Plan) -> Iterator[str]:
    for load in plan.loads:
        label = f"load on {load.station} at {load.start}"
        yield from (f"{label} {fault}" for fault in faults_of_its_members(problem, load))
        if load.joins is None:
            yield from (f"{label} {fault}" for fault in faults_of_its_kiln(problem, load))
            yield from (f"{label} {fault}" for fault in faults_of_its_times(problem, load))


def faults_of_its_members(problem: Problem, load: Load) -> Iterator[str]:
    program = problem.program[load.program]
    if not load.members:
        yield "fires nothing"
    if len({share.step for share in load.members}) < len(load.members):
        yield "lists a step twice"
    for share in load.members:
        step = problem.step[share.step]
        if not step.is_firing:
            yield f"fires {step.key}, which is work"
            continue
        wanted = problem.program[step.program]
        if load.station not in step.stations:
            yield f"is on a kiln that {step.key} may not use"
        if wanted.family != program.family:
            yield f"mixes {program.family} with {wanted.family} of {step.key}"
        if wanted.peak_c > program.peak_c:
            yield f"is not hot enough for {step.key}"
        if share.pieces < 1:
            yield f"has no pieces of {step.key}"
        if share.litres != share.pieces * step.litres_per_piece:
            yield f"counts {share.litres} l for {share.pieces} pieces of {step.key}"


def faults_of_its_kiln(problem: Problem, load: Load) -> Iterator[str]:
    kiln, program = problem.station[load.station], problem.program[load.program]
    if kiln.capacity_l is None:
        yield "is on a station that holds no loads"
    elif sum((share.litres for share in load.members), Decimal(0)) > kiln.capacity_l:
        yield f"holds more than {kiln.capacity_l} l"
    if kiln.peak_limit_c is not None and program.peak_c > kiln.peak_limit_c:
        yield f"fires hotter than {kiln.peak_limit_c} °C"


def faults_of_its_times(problem: Problem, load: Load) -> Iterator[str]:
    program = problem.program[load.program]
    lit_at = load.loading.start + program.load_minutes
    out = lit_at + program.fire_minutes
    if load.loading.end != lit_at or load.firing != Interval(lit_at, out):
        yield "does not load and fire as long as its program"
    if load.cooled != out + program.cool_minutes:
        yield "does not cool as long as its program"
    if load.unloading.start < load.cooled:
        yield "is unloaded hot"
    if load.unloading.end - load.unloading.start != program.unload_minutes:
        yield "is not unloaded as long as its program"
    for what, during in (("loaded", load.loading), ("unloaded", load.unloading)):
        if not every_minute_is_staffed(problem.station[load.station].open, during):
            yield f"is {what} outside staffed hours"


def joined_loads_hold(problem: Problem, plan: Plan) -> Iterator[str]:
    """A load that is booked keeps its times and its program, and takes no more than its free litres."""
    taken: dict[str, Decimal] = defaultdict(Decimal)
    for load in plan.loads:
        if load.joins is None:
            continue
        booked = problem.open_load[load.joins]
        taken[load.joins] += sum((share.litres for share in load.members), Decimal(0))
        ours = (load.station, load.program, load.loading, load.firing, load.cooled, load.unloading)
        theirs = (booked.station, booked.program, booked.loading, booked.firing, booked.cooled, booked.unloading)
        if ours != theirs:
            yield f"load {load.joins} is joined at another place or time than it is booked"
        if booked.loading.start < 0:
            yield f"load {load.joins} is joined after its loading started"
        if booked.unloading.end > problem.horizon:
            yield f"load {load.joins} is joined and ends after the plan"
    for key, litres in taken.items():
        if litres > problem.open_load[key].free_l:
            yield f"load {key} takes {litres} l and has {problem.open_load[key].free_l} l free"


def one_technician_per_node(problem: Problem, plan: Plan) -> Iterator[str]:
    """No two loadings or unloadings of a node at once, nor one while the technician is busy elsewhere."""
    ours = [
        (problem.station[load.station].node, during, load.station)
        for load in plan.loads
        if load.joins is None
        for during in (load.loading, load.unloading)
    ]
    theirs = [(busy.node, busy.during, "her other work") for busy in problem.technician_busy]
    for load in problem.loads:
        node = problem.station[load.station].node
        theirs += [(node, load.loading, load.key), (node, load.unloading, load.key)]
    for place, (node, during, station) in enumerate(ours):
        for other_node, other, what in (*ours[place + 1 :], *theirs):
            if node == other_node and during.start < other.end and other.start < during.end:
                yield f"the technician is needed at {station} and at {what} from {max(during.start, other.start)}"


def every_minute_is_staffed(windows: tuple[Interval, ...], during: Interval) -> bool:
    """Windows may touch or overlap."""
    reached = during.start
    for window in sorted(windows, key=lambda window: window.start):
        if window.start <= reached < window.end:
            reached = window.end
    return reached >= during.end
