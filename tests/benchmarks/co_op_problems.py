"""Co-ops drawn from a seed: so many open runs, three kilns and eleven other stations, for two to four weeks.

Minute 0 is a Monday's midnight. Firings, litres, drying, latex and dyeing take what `docs/sources.md` says. A run's
promise is what some plan kept: the quickest of a few that were made in a random order. So under normal load all
promises can be kept at once, and whoever goes by the promise alone still breaks some. When it is busy, each promise
is a fifth shorter than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from random import Random

from scheduling.planner import (
    Booked,
    Changeover,
    Interval,
    OpenLoad,
    Plan,
    Problem,
    Program,
    Run,
    Standing,
    Station,
    Step,
    TechnicianBusy,
    plan,
)

HOUR, DAY, WEEK = 60, 1440, 7 * 1440
SIZES = {10: 2, 20: 2, 40: 3, 60: 4, 100: 4}
"""Weeks, by how many runs are open."""

SLOT_MINUTES = 15
ORDERS = 6


class Load(StrEnum):
    NORMAL = "normal"
    BUSY = "busy"


@dataclass(frozen=True)
class Pressure:
    """How full the kilns are to be, how much of each station makers hold themselves, and how short promises are."""

    kiln_fill: float
    makers_hold: float
    promise: float


PRESSURES = {Load.NORMAL: Pressure(0.5, 0.10, 1.0), Load.BUSY: Pressure(0.8, 0.15, 0.8)}

BISQUE = Program("bisque", "bisque", 1060, fire_minutes=531, cool_minutes=720)
GLAZE = Program("glaze", "glaze", 1204, fire_minutes=865, cool_minutes=500)
LITRES = {"test kiln": 28, "round kiln": 198, "big kiln": 328}
OTHERS = {"wheel": 2, "glazing booth": 2, "dye vat": 2, "tufting frame": 3, "bench": 2}
COLOURED = {"glazing booth", "dye vat"}
CHANGEOVERS = (Changeover("light", "dark", 15), Changeover("dark", "light", 60))


def co_op(runs: int, load: Load, seed: int) -> Problem:
    """A whole co-op with so many open runs; the same for the same seed."""
    chance, weeks, pressure = Random(f"{runs} {load} {seed}"), SIZES[runs], PRESSURES[load]
    hours = tuple(staffed(weeks + 2))
    stations = (*kilns(chance, hours, weeks, pressure), *benches(chance, hours, weeks, pressure))
    drawn = [open_run(chance, f"run {number:03}", stations, weeks) for number in range(runs)]
    problem = Problem(
        horizon=(weeks + 2) * WEEK,
        stations=stations,
        runs=filling_the_kilns(drawn, weeks, pressure),
        programs=(BISQUE, GLAZE),
        loads=tuple(open_load(kiln, chance) for kiln in stations if kiln.key == "round kiln"),
        technician_busy=tuple(technician(chance, weeks)),
        slot_minutes=SLOT_MINUTES,
    )
    return promised(chance, problem, pressure)


def staffed(weeks: int) -> Iterator[Interval]:
    """Weekdays from 9 to 18, Saturdays from 10 to 16."""
    for day in range(7 * weeks):
        if day % 7 < 5:
            yield Interval(day * DAY + 9 * HOUR, day * DAY + 18 * HOUR)
        elif day % 7 == 5:
            yield Interval(day * DAY + 10 * HOUR, day * DAY + 16 * HOUR)


def kilns(chance: Random, hours, weeks: int, pressure: Pressure) -> Iterator[Station]:
    """Makers fire for themselves, too, and hold the kiln for two days then."""
    for name, litres in LITRES.items():
        firings = round(weeks * 7 * pressure.makers_hold / 2)
        days = chance.sample(range(4, 7 * weeks, 3), firings)
        yield Station(
            name, "kiln", "node", name, hours, capacity_l=Decimal(litres), peak_limit_c=1290,
            busy=tuple(Interval(day * DAY + 10 * HOUR, (day + 2) * DAY + 10 * HOUR) for day in days),
        )  # fmt: skip


def benches(chance: Random, hours, weeks: int, pressure: Pressure) -> Iterator[Station]:
    for kind, count in OTHERS.items():
        for number in range(1, count + 1):
            busy = tuple(sorted(makers_time(chance, hours, weeks, pressure)))
            standing = (Standing(chance.choice(["light", "dark"]), Interval(-7 * HOUR, -6 * HOUR)),)
            yield Station(
                f"{kind} {number}", kind, "node", f"{kind} {number}", hours, busy, clearing_minutes=15,
                changeovers=CHANGEOVERS if kind in COLOURED else (), standing=standing if kind in COLOURED else (),
            )  # fmt: skip


def makers_time(chance: Random, hours, weeks: int, pressure: Pressure) -> Iterator[Interval]:
    """Half days that makers have booked for themselves."""
    for window in hours[: 6 * weeks]:
        if chance.random() < 2 * pressure.makers_hold:
            start = chance.choice([window.start, window.start + 4 * HOUR])
            yield Interval(start, min(start + 4 * HOUR, window.end))


def technician(chance: Random, weeks: int) -> Iterator[TechnicianBusy]:
    """At lunch every day, and elsewhere for an afternoon each week."""
    for day in range(7 * (weeks + 2)):
        yield TechnicianBusy("node", Interval(day * DAY + 12 * HOUR, day * DAY + 13 * HOUR))
    for week in range(weeks):
        noon = week * WEEK + chance.randrange(5) * DAY + 14 * HOUR
        yield TechnicianBusy("node", Interval(noon, noon + 3 * HOUR))


def open_load(kiln: Station, chance: Random) -> OpenLoad:
    """A maker's bisque firing on Tuesday that has room for others."""
    start = DAY + 10 * HOUR
    lit, out = start + 30, start + 30 + BISQUE.fire_minutes
    unload = 2 * DAY + 10 * HOUR
    return OpenLoad(
        key=f"shared on the {kiln.key}", station=kiln.key, program=BISQUE.key, loading=Interval(start, lit),
        firing=Interval(lit, out), cooled=out + BISQUE.cool_minutes, unloading=Interval(unload, unload + 30),
        free_l=Decimal(chance.randrange(40, 120)),
    )  # fmt: skip


def open_run(chance: Random, key: str, stations, weeks: int) -> Run:
    """A run that waits for its release, or that is under way and has some of its steps behind it."""
    route = chance.choices([vessels, rugs, cloths], [6, 3, 2])[0]
    steps = tuple(
        replace(step, key=f"{key} {step.name.lower()}", run=key, stations=able(stations, step.kind))
        for step in route(chance)
    )
    weight = chance.choice([1, 1, 1, 2, 3])
    if chance.random() < 0.4:
        return Run(key, steps[chance.randrange(1, len(steps)) :], chance.randrange(0, DAY, 60), weight=weight)
    return Run(key, steps, chance.randrange(0, (weeks - 1) * WEEK, 60), weight=weight)


def able(stations, kind: str) -> tuple[str, ...]:
    return tuple(station.key for station in stations if station.kind == kind)


def stop(name: str, kind: str, pieces: int, **fields) -> Step:
    return Step(key="", run="", name=name, kind=kind, stations=(), pieces=pieces, **fields)


def vessels(chance: Random) -> Iterator[Step]:
    """Thrown, dried a day or two, bisque-fired, glazed, fired within five days, ground."""
    pieces, litres = chance.randrange(20, 61, 5), Decimal(chance.randrange(6, 32)) / 10
    drying, family = chance.choice([24, 36, 48]) * HOUR, chance.choice(["light", "dark"])
    yield stop("Throw", "wheel", pieces, setup_minutes=20, minutes_per_piece=chance.randrange(4, 9),
               min_wait_after=drying, splits=True)  # fmt: skip
    yield stop("Bisque", "kiln", pieces, program=BISQUE.key, litres_per_piece=litres)
    yield stop("Glaze", "glazing booth", pieces, setup_minutes=20, minutes_per_piece=chance.randrange(2, 5),
               family=family, splits=True, min_wait_after=4 * HOUR, max_wait_after=5 * DAY)  # fmt: skip
    yield stop("Fire", "kiln", pieces, program=GLAZE.key, litres_per_piece=litres)
    yield stop("Grind", "bench", pieces, setup_minutes=10, minutes_per_piece=chance.randrange(1, 4))


def rugs(chance: Random) -> Iterator[Step]:
    """Wool dyed while nobody stands by, dried, tufted, its latex dried, trimmed."""
    pieces, family = chance.randrange(8, 21), chance.choice(["light", "dark"])
    yield stop("Dye", "dye vat", pieces, setup_minutes=30, minutes_per_piece=chance.randrange(8, 13), family=family,
               attended=False, min_wait_after=chance.choice([12, 18]) * HOUR)  # fmt: skip
    yield stop("Tuft", "tufting frame", pieces, setup_minutes=15, minutes_per_piece=chance.randrange(60, 105, 15),
               splits=True, min_wait_after=chance.choice([12, 18, 24]) * HOUR)  # fmt: skip
    yield stop("Trim", "bench", pieces, setup_minutes=10, minutes_per_piece=chance.randrange(5, 13))


def cloths(chance: Random) -> Iterator[Step]:
    """Four to six dips of indigo, or a light dye, a night's rest, hemmed."""
    pieces, family = chance.randrange(20, 61, 5), chance.choice(["light", "dark"])
    yield stop("Dip", "dye vat", pieces, setup_minutes=30, minutes_per_piece=chance.randrange(3, 7), family=family,
               min_wait_after=12 * HOUR)  # fmt: skip
    yield stop("Hem", "bench", pieces, setup_minutes=10, minutes_per_piece=chance.randrange(3, 7))


def filling_the_kilns(runs: list[Run], weeks: int, pressure: Pressure) -> tuple[Run, ...]:
    """The same runs with so many pieces that the kilns are as full as is wanted, as far as editions go.

    A kiln fires four times a week.
    """
    litres = sum(step.pieces * step.litres_per_piece for run in runs for step in run.steps)
    wanted = pressure.kiln_fill * sum(LITRES.values()) * 4 * weeks
    factor = wanted / float(litres) if litres else 1
    return tuple(
        replace(
            run, steps=tuple(replace(step, pieces=min(80, max(4, round(step.pieces * factor)))) for step in run.steps)
        )
        if any(step.is_firing for step in run.steps)
        else run
        for run in runs
    )


def promised(chance: Random, problem: Problem, pressure: Pressure) -> Problem:
    """Each run promised by the end of the day on which it was done in the quickest of some random plans."""
    tries = []
    for _ in range(ORDERS):
        order = chance.sample(range(len(problem.runs)), len(problem.runs))
        tries.append(plan(replace(problem, runs=tuple(map(wished, problem.runs, order)))))
    best = min(tries, key=lambda made: (made.unplaced_weight, made.sum_of_finish))
    return replace(
        problem,
        runs=tuple(
            replace(run, due=end_of_day(run.release + round(pressure.promise * (best.finish[run.key] - run.release))))
            for run in problem.runs
        ),
    )


def wished(run: Run, place: int) -> Run:
    """The run with its place in a queue for a promise."""
    return replace(run, due=place)


def end_of_day(minute: int) -> int:
    return -(-(minute - 18 * HOUR) // DAY) * DAY + 18 * HOUR


def with_a_kiln_out(problem: Problem, today: Plan, hours: int = 48) -> Problem:
    """The same co-op with `today` booked, and the kiln that has most to fire out of order from its second load on."""
    booked = tuple(Booked(step, part.station, part.start) for step, parts in today.parts.items() for part in parts)
    ours = [load for load in today.loads if load.joins is None]
    busiest = max(problem.stations, key=lambda station: sum(load.station == station.key for load in ours))
    start = sorted(load.start for load in ours if load.station == busiest.key)[1]
    out = Interval(start, start + hours * HOUR)
    stations = tuple(
        replace(each, busy=(*each.busy, out)) if each.key == busiest.key else each for each in problem.stations
    )
    return replace(problem, stations=stations, booked=booked)
