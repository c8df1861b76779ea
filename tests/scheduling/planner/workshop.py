"""A small workshop in plain numbers: staffed 9 to 18 every day, one wheel, one kiln of 100 litres."""

from decimal import Decimal

from scheduling.planner import Interval, Problem, Program, Run, Station, Step

DAY = 1440


def at(day, hour, minute=0):
    return day * DAY + hour * 60 + minute


def span(start, end):
    return Interval(start, end)


def daily(opens=9, closes=18, days=14):
    return tuple(Interval(at(day, opens), at(day, closes)) for day in range(days))


def wheel(key="wheel", **fields):
    return Station(**{"key": key, "kind": "wheel", "name": f"the {key}", "open": daily()} | fields)


def kiln(key="kiln", litres=100, **fields):
    fields = {"peak_limit_c": 1280, "open": daily()} | fields
    return Station(key=key, kind="kiln", name=f"the {key}", capacity_l=Decimal(litres), **fields)


BISQUE = Program("bisque", "bisque", 1000, fire_minutes=540, cool_minutes=360)
STONEWARE = Program("stoneware", "stoneware", 1240, fire_minutes=600, cool_minutes=720)


def throw(run="run", *, pieces=4, minutes=30, stations=("wheel",), **fields):
    fields = {"key": f"{run}/throw", "name": "Throw", "kind": "wheel", "minutes_per_piece": minutes} | fields
    return Step(run=run, stations=stations, pieces=pieces, **fields)


def fire(run="run", *, pieces=4, litres="10", stations=("kiln",), program="bisque", **fields):
    fields = {"key": f"{run}/{program}", "name": program.capitalize(), "kind": "kiln"} | fields
    return Step(run=run, stations=stations, pieces=pieces, program=program, litres_per_piece=Decimal(litres), **fields)


def run(*steps, **fields):
    return Run(steps=steps, **{"key": steps[0].run} | fields)


def problem(*runs, stations=None, **fields):
    stations = (wheel(), kiln()) if stations is None else stations
    return Problem(**{"horizon": 14 * DAY, "programs": (BISQUE, STONEWARE)} | fields, stations=stations, runs=runs)
