"""Firings: pieces join a load that exists, or open one on a kiln that is free."""

from collections.abc import Callable, Iterator

from .changing import around
from .ground import Ground, Placement
from .plan import Load, Share
from .problem import Interval, Program, Station, Step
from .spans import clash, first_fit

Choice = tuple[Load, int]


def place_firing(ground: Ground, step: Step, ready: int, latest: int | None) -> Placement | None:
    """`step` fired as early as can be, and in as few firings as that allows, no load starting after `latest`."""
    soonest = fill(ground, step, choices_until(ready, latest, step.end_by), ends_first)
    if soonest is None:
        return None
    fewest = fill(ground, step, choices_until(ready, latest, soonest.end), takes_most)
    return fewest if fewest and lit(fewest) < lit(soonest) else soonest


def fill(ground: Ground, step: Step, choices: Callable, preference: Callable) -> Placement | None:
    """Loads chosen by `preference`, one after the other, until every piece is in one."""
    left, parts = step.pieces, []
    while left:
        found = [(load, min(left, pieces)) for load, pieces in choices(ground, step)]
        if not found:
            return None
        load, pieces = min(found, key=lambda choice: preference(ground, choice))
        ground = ground.with_share(load, Share(step.key, pieces, pieces * step.litres_per_piece))
        parts.append(load)
        left -= pieces
    return Placement(ground, tuple(parts))


def choices_until(ready: int, latest: int | None, end: int | None) -> Callable:
    """What a step ready at `ready` may choose: loads that start by `latest` and are unloaded by `end`."""

    def choices(ground: Ground, step: Step) -> list[Choice]:
        return [
            (load, pieces)
            for load in (*loads_to_join(ground, step, ready), *loads_to_open(ground, step, ready))
            if (latest is None or load.start <= latest) and (end is None or load.end <= end)
            if (pieces := int(ground.room_l(load) // step.litres_per_piece))
        ]

    return choices


def ends_first(ground: Ground, choice: Choice) -> tuple:
    load, pieces = choice
    return (load.end, is_new(load), -pieces, *smallest_kiln(ground, load))


def takes_most(ground: Ground, choice: Choice) -> tuple:
    load, pieces = choice
    return (is_new(load), -pieces, load.end, *smallest_kiln(ground, load))


def smallest_kiln(ground: Ground, load: Load) -> tuple:
    return (ground.problem.station[load.station].capacity_l, load.station, load.start)


def is_new(load: Load) -> bool:
    """Whether this kiln would be lit for us alone."""
    return not load.members and load.joins is None


def lit(placement: Placement) -> int:
    return sum(is_new(part) for part in placement.parts if isinstance(part, Load))


def loads_to_join(ground: Ground, step: Step, ready: int) -> Iterator[Load]:
    """Loads booked or planned whose program is right for `step` and whose loading is still ahead."""
    needed = ground.problem.program[step.program]
    for load in ground.loads.values():
        fits = load.station in step.stations and ground.problem.program[load.program].serves(needed)
        if fits and max(ready, 0) <= load.start and load.end <= ground.problem.horizon:
            yield load


def loads_to_open(ground: Ground, step: Step, ready: int) -> Iterator[Load]:
    """The first firing that each kiln has free from `ready` on."""
    program = ground.problem.program[step.program]
    for key in step.stations:
        kiln = ground.problem.station[key]
        if can_fire(kiln, program) and (load := first_load(ground, kiln, program, ready)):
            yield load


def can_fire(kiln: Station, program: Program) -> bool:
    """Whether `kiln` is shared by load and gets hot enough; no limit known means that it does."""
    return kiln.capacity_l is not None and (kiln.peak_limit_c is None or kiln.peak_limit_c >= program.peak_c)


def first_load(ground: Ground, kiln: Station, program: Program, ready: int) -> Load | None:
    """Loading and unloading in staffed hours with the technician free, the kiln ours from one to the other."""
    free, hands = ground.free[kiln.key], ground.hands[kiln.node]
    slot, start = ground.problem.slot_minutes, ground.first_start(kiln, ready)
    while (start := first_fit(free, hands, start, program.load_minutes, slot)) is not None:
        cooled = start + program.load_minutes + program.fire_minutes + program.cool_minutes
        unload = first_fit(free, hands, cooled, program.unload_minutes, slot)
        if unload is None or unload + program.unload_minutes > ground.last_end(kiln):
            return None
        blocker = clash(ground.barred[kiln.key], start, unload + program.unload_minutes)
        if blocker is None:
            return load_at(kiln, program, start, unload)
        start = blocker.end
    return None


def load_at(kiln: Station, program: Program, start: int, unload: int) -> Load:
    lit_at, unloaded = start + program.load_minutes, unload + program.unload_minutes
    out = lit_at + program.fire_minutes
    return Load(
        station=kiln.key,
        program=program.key,
        loading=Interval(start, lit_at),
        firing=Interval(lit_at, out),
        cooled=out + program.cool_minutes,
        unloading=Interval(unload, unloaded),
        occupied=around(kiln, Interval(start, unloaded)),
        members=(),
    )
