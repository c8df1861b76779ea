"""The checker finds each broken rule in a plan bent by hand, and says it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scheduling.planner import (
    Interval,
    Load,
    Obstacle,
    OpenLoad,
    Plan,
    Share,
    TechnicianBusy,
    check,
    plan,
)
from scheduling.planner.plan import Cause

from .workshop import (
    BISQUE,
    DAY,
    STONEWARE,
    at,
    fire,
    kiln,
    problem,
    run,
    span,
    throw,
    wheel,
)

OPEN = OpenLoad(
    key="open",
    station="shared",
    program="bisque",
    loading=span(at(2, 10), at(2, 10, 30)),
    firing=span(at(2, 10, 30), at(2, 19, 30)),
    cooled=at(3, 1, 30),
    unloading=span(at(3, 9), at(3, 9, 30)),
    free_l=Decimal(50),
)
ASKED = problem(
    run(throw(min_wait_after=60, max_wait_after=3 * DAY), fire(stations=("kiln", "shared"))),
    run(throw("other"), release=at(1, 9)),
    stations=(
        wheel(busy=(span(at(3, 9), at(3, 18)),)),
        wheel("spare"),
        kiln(),
        kiln("shared", 50),
        kiln("cool", peak_limit_c=900),
    ),
    loads=(OPEN,),
    technician_busy=(TechnicianBusy("", span(at(0, 17), at(0, 18))),),
)
MADE = plan(ASKED)
THROWN, OTHER = MADE.sessions
FIRED = replace(MADE.loads[0], station="kiln")
GOOD = replace(MADE, loads=(FIRED,))
JOINED = Load(
    station="shared",
    program="bisque",
    loading=OPEN.loading,
    firing=OPEN.firing,
    cooled=OPEN.cooled,
    unloading=OPEN.unloading,
    occupied=span(at(2, 10), at(3, 9, 30)),
    members=(Share("run/bisque", 4, Decimal(40)),),
    joins="open",
)


def moved(session, start):
    during = Interval(start, start + session.during.minutes)
    return replace(session, during=during, occupied=during)


def loaded(start, unload, station="kiln", **fields):
    out = start + 30 + BISQUE.fire_minutes
    times = {
        "loading": span(start, start + 30),
        "firing": span(start + 30, out),
        "cooled": out + BISQUE.cool_minutes,
        "unloading": span(unload, unload + 30),
        "occupied": span(start, unload + 30),
    }
    return replace(FIRED, station=station, **times | fields)


def with_sessions(*sessions):
    return replace(GOOD, sessions=sessions)


def with_load(*loads):
    return replace(GOOD, loads=loads)


def shares(*members):
    return with_load(
        replace(FIRED, members=tuple(Share(step, pieces, Decimal(taken)) for step, pieces, taken in members))
    )


def joined(**changes):
    return with_load(replace(JOINED, **changes))


BENT = {
    "step other/throw plans 0 of 4 pieces": with_sessions(THROWN),
    "step run/throw plans 3 of 4 pieces": with_sessions(replace(THROWN, pieces=3), OTHER),
    "run other has no place, and yet its step other/throw is planned": replace(
        GOOD, unplaced=(Obstacle("other", "other/throw", Cause.NO_STATION, "Because."),)
    ),
    "run other has no place and no reason": replace(
        GOOD, sessions=(THROWN,), unplaced=(Obstacle("other", "other/throw", Cause.NO_STATION, " "),)
    ),
    "run other is unplaced 2 times": replace(
        GOOD, sessions=(THROWN,), unplaced=(Obstacle("other", "other/throw", Cause.NO_STATION, "Because."),) * 2
    ),
    "step stranger is planned and does not exist": with_sessions(replace(THROWN, step="stranger"), OTHER),
    "station stranger is planned and does not exist": with_sessions(replace(THROWN, station="stranger"), OTHER),
    "program stranger is fired and does not exist": with_load(replace(FIRED, program="stranger")),
    "load stranger is joined and is not open": joined(joins="stranger"),
    "run stranger has no place and does not exist": replace(
        GOOD, unplaced=(Obstacle("stranger", "x", Cause.NO_STATION, "Because."),)
    ),
    "session of run/throw at 540 lasts 120 min and its pieces take another time": with_sessions(
        replace(THROWN, pieces=5), OTHER
    ),
    "session of run/throw at 540 makes no pieces": with_sessions(replace(THROWN, pieces=0), OTHER),
    "session of run/throw at 540 is on spare, which the step may not use": with_sessions(
        replace(THROWN, station="spare"), OTHER
    ),
    "session of other/throw at 2460 is outside staffed hours": with_sessions(THROWN, moved(OTHER, at(1, 17))),
    "session of run/bisque at 540 works what must be fired": with_sessions(replace(THROWN, step="run/bisque"), OTHER),
    "wheel at 542 starts off the 5-minute grid": with_sessions(moved(THROWN, at(0, 9, 2)), OTHER),
    "wheel at 1980 occupies another time than its work, set-up and clearing": with_sessions(
        THROWN, replace(OTHER, occupied=span(at(1, 9), at(1, 10)))
    ),
    "wheel at 20700 reaches outside the plan": with_sessions(THROWN, moved(OTHER, at(14, 9))),
    "wheel is planned at 4920 and held by others from 4860": with_sessions(THROWN, moved(OTHER, at(3, 10))),
    "wheel is planned twice, at 1980 and at 2040": with_sessions(moved(THROWN, at(1, 9)), moved(OTHER, at(1, 10))),
    "step other/throw starts before its run is released": with_sessions(THROWN, moved(OTHER, at(0, 15))),
    "step run/bisque starts before run/throw has waited 60 min": with_load(loaded(at(0, 11, 30), at(1, 9))),
    "step run/bisque starts more than 4320 min after run/throw": with_load(loaded(at(4, 9), at(5, 9))),
    "load on kiln at 720 fires nothing": with_load(replace(FIRED, members=())),
    "load on kiln at 720 lists a step twice": shares(("run/bisque", 2, 20), ("run/bisque", 2, 20)),
    "load on kiln at 720 fires other/throw, which is work": shares(("run/bisque", 4, 40), ("other/throw", 1, 10)),
    "load on cool at 720 is on a kiln that run/bisque may not use": with_load(replace(FIRED, station="cool")),
    "load on cool at 720 fires hotter than 900 °C": with_load(replace(FIRED, station="cool")),
    "load on wheel at 720 is on a station that holds no loads": with_load(replace(FIRED, station="wheel")),
    "load on kiln at 720 mixes stoneware with bisque of run/bisque": with_load(replace(FIRED, program="stoneware")),
    "load on kiln at 720 has no pieces of run/bisque": shares(("run/bisque", 0, 0)),
    "load on kiln at 720 counts 39 l for 4 pieces of run/bisque": shares(("run/bisque", 4, 39)),
    "load on kiln at 720 holds more than 100 l": shares(("run/bisque", 11, 110)),
    "load on kiln at 720 does not load and fire as long as its program": with_load(
        replace(FIRED, firing=span(at(0, 12, 30), at(0, 20)))
    ),
    "load on kiln at 720 does not cool as long as its program": with_load(replace(FIRED, cooled=at(1, 3))),
    "load on kiln at 1020 is unloaded hot": with_load(loaded(at(0, 17), at(1, 8))),
    "load on kiln at 720 is not unloaded as long as its program": with_load(
        replace(FIRED, unloading=span(at(1, 9), at(1, 9, 15)), occupied=span(at(0, 12), at(1, 9, 15)))
    ),
    "load on kiln at 1080 is loaded outside staffed hours": with_load(loaded(at(0, 18), at(1, 10))),
    "load on kiln at 720 is unloaded outside staffed hours": with_load(loaded(at(0, 12), at(1, 8))),
    "the technician is needed at kiln and at her other work from 1050": with_load(loaded(at(0, 17, 30), at(1, 9))),
    "the technician is needed at kiln and at open from 3495": with_load(loaded(at(2, 10, 15), at(3, 10))),
    "shared is planned at 3510 and held by others from 3480": with_load(loaded(at(2, 10, 30), at(3, 10), "shared")),
    "load open is joined at another place or time than it is booked": joined(cooled=at(3, 1)),
    "load open takes 60 l and has 50 l free": joined(members=(Share("run/bisque", 6, Decimal(60)),)),
}


def test_a_plan_that_keeps_every_rule_has_nothing_to_say():
    assert check(ASKED, GOOD) == []
    assert check(ASKED, with_load(JOINED)) == []


@pytest.mark.parametrize(("violation", "bent"), BENT.items(), ids=BENT.keys())
def test_a_broken_rule_is_found_and_said(violation, bent):
    assert violation in check(ASKED, bent)


def two_sessions(asked, first, second):
    (session,) = plan(asked).sessions
    minutes = session.during.minutes // 2
    return [
        replace(session, station=station, during=(half := span(start, start + minutes)), occupied=half, pieces=2)
        for station, start in (first, second)
    ]


def test_a_step_never_moves_between_stations():
    asked = problem(run(throw(stations=("wheel", "spare"))), stations=(wheel(), wheel("spare")))
    halves = two_sessions(asked, ("wheel", at(0, 9)), ("spare", at(0, 10)))
    assert check(asked, Plan(asked, tuple(halves))) == ["step run/throw moves between stations"]


def test_unattended_work_is_never_interrupted():
    asked = problem(run(throw(attended=False)))
    halves = two_sessions(asked, ("wheel", at(0, 9)), ("wheel", at(0, 12)))
    assert check(asked, Plan(asked, tuple(halves))) == ["step run/throw is unattended and yet interrupted"]


def test_a_session_is_never_longer_than_its_limit():
    asked = problem(run(throw(session_limit=None)))
    strict = problem(run(throw(session_limit=60)))
    assert check(strict, plan(asked)) == ["session of run/throw at 540 is longer than 60 min"]


def test_a_program_never_gets_too_cool_a_load():
    hotter = replace(BISQUE, key="hotter", peak_c=1100)
    asked = problem(run(fire(program="hotter")), programs=(BISQUE, hotter, STONEWARE))
    made = plan(asked)
    cool = replace(made, loads=(replace(made.loads[0], program="bisque"),))
    assert check(asked, cool) == ["load on kiln at 540 is not hot enough for run/hotter"]


def test_a_run_under_way_starts_before_its_wait_is_over():
    asked, strict = problem(run(throw())), problem(run(throw(), start_by=at(0, 8)))
    assert check(strict, plan(asked)) == ["step run/throw starts after 480, when its wait is over"]


def test_a_load_is_joined_before_its_loading_and_ends_within_the_plan():
    early = replace(
        OPEN, loading=span(-60, -30), firing=span(-30, 510), cooled=870, unloading=span(at(1, 9), at(1, 9, 30))
    )
    asked = problem(run(fire(stations=("shared",))), stations=(kiln("shared"),), loads=(early,), horizon=DAY)
    bent = replace(
        JOINED,
        loading=early.loading,
        firing=early.firing,
        cooled=early.cooled,
        unloading=early.unloading,
        occupied=span(-60, at(1, 9, 30)),
    )
    assert check(asked, Plan(asked, loads=(bent,))) == [
        "load open is joined after its loading started",
        "load open is joined and ends after the plan",
        "step run/bisque starts before its run is released",
    ]
