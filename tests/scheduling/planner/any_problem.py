"""Hypothesis strategies: any calendars, bookings, programs, loads, waits and runs."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from scheduling.planner import (
    Changeover,
    Interval,
    OpenLoad,
    Problem,
    Program,
    Run,
    Standing,
    Station,
    Step,
    TechnicianBusy,
)

HORIZON = 8 * 1440
KINDS = ("wheel", "booth", "kiln")
NODES = ("north", "south")
PROGRAMS = (
    Program("bisque", "bisque", 1000, 540, 360),
    Program("soft", "bisque", 900, 300, 240, load_minutes=20, unload_minutes=10),
    Program("stoneware", "stoneware", 1240, 605, 722),
)
FAMILIES = ("light", "dark", "raw")
CHANGEOVERS = (
    Changeover("light", "dark", 15),
    Changeover("dark", "light", 60),
    Changeover("raw", "light", 12),
    Changeover("dark", "raw", 240),
)
minutes = st.integers(-600, HORIZON + 600)
rarely = st.sampled_from([False] * 9 + [True])


@st.composite
def stretches(draw, longest=2000, most=6):
    found = draw(st.lists(st.tuples(minutes, st.integers(1, longest)), max_size=most))
    return tuple(Interval(start, start + length) for start, length in found)


@st.composite
def staffed_hours(draw):
    """Daily hours with days off; now and then any stretches at all, which may touch and overlap."""
    return draw(stretches()) if draw(rarely) else draw(regular_hours())


@st.composite
def regular_hours(draw):
    opens, hours = draw(st.integers(6, 12)), draw(st.sampled_from([9, 10, 6, 3]))
    off = draw(st.sets(st.integers(0, 8), max_size=3))
    days = [day for day in range(9) if day not in off]
    return tuple(Interval(day * 1440 + opens * 60, day * 1440 + (opens + hours) * 60) for day in days)


@st.composite
def standing_work(draw):
    """Locked work of some families, never two at once, perhaps from before the plan."""
    starts = sorted(draw(st.sets(st.sampled_from(range(-480, HORIZON, 480)), max_size=3)))
    lengths = st.sampled_from([60, 240, 480])
    return tuple(Standing(draw(st.sampled_from(FAMILIES)), Interval(start, start + draw(lengths))) for start in starts)


@st.composite
def station(draw, key, kind):
    is_kiln = kind == "kiln"
    standing = draw(standing_work()) if kind == "booth" else ()
    return Station(
        key=key,
        kind=kind,
        node=draw(st.sampled_from(NODES)),
        open=draw(staffed_hours()),
        busy=draw(stretches(longest=900, most=3)) + tuple(each.during for each in standing),
        changeovers=CHANGEOVERS if kind == "booth" else (),
        standing=standing,
        capacity_l=Decimal(draw(st.sampled_from([60, 100, "33.3", 250]))) if is_kiln else None,
        peak_limit_c=draw(st.sampled_from([None, 1300, 1100, 950])) if is_kiln else None,
        setup_minutes=draw(st.sampled_from([0, 0, 7, 30])),
        clearing_minutes=draw(st.sampled_from([0, 0, 10, 45])),
    )


@st.composite
def step(draw, key, run, stations):
    kind = draw(st.sampled_from(("booth", "booth", "kiln", "kiln", "wheel")))
    able = tuple(station.key for station in stations if station.kind == kind and not draw(rarely))
    firing = kind == "kiln" and not draw(rarely)
    least = draw(st.sampled_from([0, 0, 60, 1000]))
    fields = {
        "setup_minutes": draw(st.sampled_from([0, 5, 20, 33])),
        "minutes_per_piece": draw(st.sampled_from([20, 5, 0, Decimal("2.5"), Decimal("33.3"), 170])),
        "session_limit": draw(st.sampled_from([240, 240, 61, None])),
        "attended": not draw(rarely),
        "splits": draw(st.booleans()),
        "family": draw(st.sampled_from(["dark", "light", "raw", ""])) if kind == "booth" else "",
    }
    if draw(rarely) and able:
        fields |= {"splits": False, "minutes_on": tuple((key, draw(st.sampled_from([40, 7, 200]))) for key in able)}
    if firing:
        fields = {
            "program": draw(st.sampled_from(PROGRAMS)).key,
            "litres_per_piece": Decimal(draw(st.sampled_from(["2.5", "0.7", "10", "33.3", "61"]))),
        }
    if draw(rarely) and able:
        days, hour = draw(st.integers(0, 7)), draw(st.sampled_from([8, 9, 10, 12, 15]))
        fields["pinned"] = (draw(st.sampled_from(able)), days * 1440 + hour * 60)
    return Step(
        key=key,
        run=run,
        name=key,
        kind=kind,
        stations=able,
        pieces=draw(st.sampled_from([1, 3, 8, 20])),
        min_wait_after=least,
        max_wait_after=draw(st.sampled_from([None, None, least + 120, least + 1440, least])),
        end_by=draw(st.sampled_from([None] * 9 + [HORIZON // 2])),
        **fields,
    )


@st.composite
def any_run(draw, key, stations):
    count = draw(st.sampled_from([2, 1, 3, 4, 0]))
    return Run(
        key=key,
        steps=tuple(draw(step(f"{key}.{place}", key, stations)) for place in range(count)),
        release=draw(st.sampled_from([0, -300, 543, 1440, 4000])),
        due=draw(st.none() | st.integers(0, 1500) | st.integers(0, HORIZON)),
        weight=draw(st.integers(1, 5)),
        start_by=draw(st.sampled_from([None, None, None, None, 1500])),
    )


@st.composite
def open_load(draw, kiln):
    program = draw(st.sampled_from(PROGRAMS))
    start, late = draw(st.sampled_from([605, 2000, 3000, 4500, -100])), draw(st.sampled_from([0, 60, 900]))
    out = start + program.load_minutes + program.fire_minutes
    unload = out + program.cool_minutes + late
    return OpenLoad(
        key=f"load of {kiln.key}",
        station=kiln.key,
        program=program.key,
        loading=Interval(start, start + program.load_minutes),
        firing=Interval(start + program.load_minutes, out),
        cooled=out + program.cool_minutes,
        unloading=Interval(unload, unload + program.unload_minutes),
        free_l=Decimal(draw(st.sampled_from([50, 200, 5, 0]))),
    )


@st.composite
def problems(draw, runs=4):
    stations = tuple(
        draw(station(f"{kind}{number}", kind))
        for kind in KINDS
        for number in range(draw(st.sampled_from([2, 1, 3, 2, 1, 2, 0])))
    )
    kilns = [station for station in stations if station.kind == "kiln"]
    busy = draw(stretches(longest=300, most=4))
    return Problem(
        horizon=HORIZON,
        stations=stations,
        runs=tuple(draw(any_run(f"run{number}", stations)) for number in range(runs)),
        programs=PROGRAMS,
        loads=tuple(draw(open_load(kiln)) for kiln in kilns if draw(st.booleans())),
        technician_busy=tuple(TechnicianBusy(draw(st.sampled_from(NODES)), during) for during in busy),
        slot_minutes=draw(st.sampled_from([5, 5, 1, 15])),
    )


@st.composite
def colourful_problems(draw):
    """A few booths and many runs of several families that want them at once, in pieces that may be shared out."""
    booths = tuple(draw(station(f"booth{number}", "booth")) for number in range(draw(st.integers(1, 3))))
    booths = tuple(replace(booth, open=draw(regular_hours())) for booth in booths)
    able = tuple(booth.key for booth in booths)
    steps = st.builds(
        Step,
        name=st.just("Glaze"),
        kind=st.just("booth"),
        stations=st.just(able),
        pieces=st.sampled_from([20, 8, 1]),
        setup_minutes=st.sampled_from([0, 20]),
        minutes_per_piece=st.sampled_from([20, 7, 45]),
        attended=st.sampled_from([True, True, True, False]),
        family=st.sampled_from(["dark", "light", "raw", ""]),
        splits=st.booleans(),
        key=st.just(""),
        run=st.just(""),
    )
    runs = tuple(
        Run(
            key=f"run{number}",
            steps=tuple(replace(draw(steps), key=f"run{number}.{place}", run=f"run{number}") for place in range(2)),
            due=draw(st.sampled_from([0, 2000, 4000, None])),
        )
        for number in range(draw(st.integers(2, 6)))
    )
    return Problem(HORIZON, booths, runs)
