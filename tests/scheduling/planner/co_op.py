"""A busy co-op of twelve stations, drawn from a seed."""

import random
from decimal import Decimal

from scheduling.planner import Interval, Problem, Program, Run, Station, Step

DAY = 1440
PROGRAMS = (Program("bisque", "bisque", 1000, 540, 600), Program("stoneware", "stoneware", 1250, 600, 720))


def co_op(seed, runs, days):
    chance = random.Random(seed)
    stations = tuple(
        station(chance, f"{kind}{number}", kind, number, days)
        for kind in ("wheel", "booth", "kiln", "bench")
        for number in range(3)
    )
    return Problem(days * DAY, stations, tuple(run(chance, f"run{n}", stations, days) for n in range(runs)), PROGRAMS)


def station(chance, key, kind, number, days):
    starts = [chance.randrange(0, days * DAY, 5) for _ in range(days // 2)]
    load = {"capacity_l": Decimal(80 + 60 * number), "peak_limit_c": 1200 + 50 * number} if kind == "kiln" else {}
    return Station(
        key=key,
        kind=kind,
        open=tuple(Interval(day * DAY + 540, day * DAY + 1140) for day in range(days) if day % 7 != 6),
        busy=tuple(Interval(start, start + chance.randrange(60, 480, 5)) for start in starts),
        clearing_minutes=10,
        **load,
    )


def run(chance, key, stations, days):
    def step(place, kind, **fields):
        able = tuple(station.key for station in stations if station.kind == kind)
        return Step(f"{key}.{place}", key, kind, kind, able, pieces=50, **fields)

    litres = Decimal(chance.randrange(5, 25)) / 10
    return Run(
        key,
        (
            step(1, "wheel", setup_minutes=20, minutes_per_piece=chance.randrange(4, 14), min_wait_after=DAY),
            step(2, "kiln", program="bisque", litres_per_piece=litres),
            step(3, "booth", setup_minutes=15, minutes_per_piece=chance.randrange(3, 8), max_wait_after=5 * DAY),
            step(4, "kiln", program="stoneware", litres_per_piece=litres),
            step(5, "bench", setup_minutes=5, minutes_per_piece=chance.randrange(2, 5)),
        ),
        release=chance.randrange(0, 3 * DAY),
        due=chance.randrange(7 * DAY, days * DAY),
    )
