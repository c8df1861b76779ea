"""Splitting a step over equal stations, a station's own minutes, and steps that have a place chosen for them."""

from dataclasses import replace

import pytest

from scheduling.planner import Cause, Changeover, Objective, Plan, Session, check, plan

from .workshop import DAY, at, daily, fire, kiln, problem, run, span, throw, wheel

TWO = (wheel("left"), wheel("right"))


def shared(**fields):
    return throw(stations=("left", "right"), **{"splits": True, "pieces": 12} | fields)


def sessions(asked):
    made = plan(asked)
    assert check(asked, made) == []
    return [(session.station, session.during, session.pieces) for session in made.sessions]


def test_a_step_is_shared_out_where_its_promise_needs_it():
    assert sessions(problem(run(shared(), due=at(0, 12)), stations=TWO)) == [
        ("left", span(at(0, 9), at(0, 12)), 6),
        ("right", span(at(0, 9), at(0, 12)), 6),
    ]


def test_a_step_that_is_in_time_stays_on_one_station():
    made = sessions(problem(run(shared(), due=at(0, 16)), stations=TWO))
    assert made == [("left", span(at(0, 9), at(0, 13)), 8), ("left", span(at(0, 13), at(0, 15)), 4)]


def test_whoever_is_free_sooner_makes_more():
    stations = (wheel("left", busy=(span(at(0, 9), at(0, 11)),)), wheel("right"))
    assert sessions(problem(run(shared(), due=at(0, 13)), stations=stations)) == [
        ("right", span(at(0, 9), at(0, 13)), 8),
        ("left", span(at(0, 11), at(0, 13)), 4),
    ]


def test_each_station_is_set_up():
    made = sessions(problem(run(shared(setup_minutes=20), due=0), stations=TWO))
    assert [(station, during.minutes) for station, during, _ in made] == [("left", 200), ("right", 200)]


def test_unattended_work_has_one_stretch_on_each_station():
    night = shared(attended=False, minutes=100, pieces=12)
    assert sessions(problem(run(night, due=0), stations=TWO)) == [
        ("left", span(at(0, 9), at(0, 19)), 6),
        ("right", span(at(0, 9), at(0, 19)), 6),
    ]


def test_a_step_is_shared_out_where_it_has_no_place_on_one_station():
    short = tuple(wheel(key, open=daily(9, 13, 1)) for key in ("left", "right"))
    assert [pieces for _, _, pieces in sessions(problem(run(shared(), due=DAY), stations=short, horizon=DAY))] == [6, 6]


def test_where_the_end_of_everything_counts_work_is_shared_out_too():
    made = plan(problem(run(shared()), stations=TWO, objective=Objective.MAKESPAN))
    assert made.makespan == at(0, 12)


def test_a_step_that_may_not_be_split_is_refused_on_two_stations():
    asked = problem(run(shared(), due=at(0, 12)), stations=TWO)
    whole = problem(run(shared(splits=False), due=at(0, 12)), stations=TWO)
    assert check(whole, plan(asked)) == ["step run/throw moves between stations"]


FAST = (("left", 50), ("right", 70))


def test_a_station_s_own_minutes_count_for_all_pieces():
    assert sessions(problem(run(throw(stations=("left", "right"), minutes_on=FAST)), stations=TWO)) == [
        ("left", span(at(0, 9), at(0, 9, 50)), 4)
    ]


def test_own_minutes_in_several_sessions_are_refused():
    asked = problem(run(throw(stations=("left", "right"), minutes_on=FAST)), stations=TWO)
    during = (span(at(0, 9), at(0, 9, 50)), span(at(0, 10), at(0, 10, 50)))
    halves = tuple(Session("run/throw", "left", each, each, 2) for each in during)
    assert check(asked, Plan(asked, halves)) == ["step run/throw has a station's own minutes and yet 2 sessions"]


def test_own_minutes_longer_than_a_session_say_so():
    asked = problem(run(throw(minutes_on=(("wheel", 300),))))
    assert [obstacle.reason for obstacle in plan(asked).unplaced] == [
        "It takes 5 h with set-up in “Throw”, and a session lasts 4 h at most."
    ]


def test_a_pinned_step_has_its_place_before_all_others():
    pinned = run(throw("late", pinned=("wheel", at(0, 10))), due=at(9, 0))
    assert sessions(problem(run(throw("urgent"), due=at(0, 12)), pinned)) == [
        ("wheel", span(at(0, 9), at(0, 10)), 2),
        ("wheel", span(at(0, 10), at(0, 12)), 4),
        ("wheel", span(at(0, 12), at(0, 13)), 2),
    ]


def test_pinned_firings_share_the_load_that_is_hot_enough_for_both():
    place = ("kiln", at(2, 10))
    hotter = replace(problem().programs[0], key="hotter", peak_c=1100)
    runs = [run(fire("a", pinned=place)), run(fire("b", program="hotter", pinned=place))]
    made = plan(problem(*runs, programs=(*problem().programs, hotter)))
    assert [(load.program, load.start, len(load.members)) for load in made.loads] == [("hotter", at(2, 10), 2)]


def test_what_the_pinned_load_does_not_hold_is_fired_elsewhere():
    asked = problem(run(fire(pieces=14, pinned=("kiln", at(2, 10)))))
    made = plan(asked)
    assert check(asked, made) == []
    assert [load.litres for load in made.loads] == [100, 40]


@pytest.mark.parametrize(
    "pinned",
    [
        run(throw(pinned=("wheel", at(0, 8)))),
        run(throw(pinned=("wheel", at(1, 9))), release=at(2, 9)),
        run(fire(pinned=("kiln", at(0, 20)))),
        run(throw(end_by=at(0, 10), pinned=("wheel", at(0, 9)))),
    ],
)
def test_a_place_that_cannot_be_had_is_named(pinned):
    asked = problem(pinned, run(throw("other")))
    made = plan(asked)
    assert check(asked, made) == []
    assert [(obstacle.run, obstacle.cause) for obstacle in made.unplaced] == [("run", Cause.PIN_NOT_FREE)]
    assert made.unplaced[0].reason.endswith("at the time chosen for it.")


def test_a_run_without_a_place_leaves_nothing_at_its_pins():
    asked = problem(run(throw(pinned=("wheel", at(1, 9))), fire(litres="500")), run(throw("other")))
    assert [session.step for session in plan(asked).sessions] == ["other/throw"]


def test_a_plan_that_moves_a_pinned_step_is_refused():
    free, pinned = problem(run(throw())), problem(run(throw(pinned=("wheel", at(0, 10)))))
    assert check(pinned, plan(free)) == ["step run/throw is pinned to wheel at 600 and does not begin there"]


def test_a_step_ends_while_its_station_may_still_be_used():
    busy = wheel(busy=(span(at(0, 9), at(0, 12)),))
    asked = problem(run(throw(end_by=at(0, 13), stations=("wheel", "spare"))), stations=(busy, wheel("spare")))
    assert sessions(asked) == [("spare", span(at(0, 9), at(0, 11)), 4)]
    late = problem(run(throw(end_by=at(0, 13))), stations=(busy,))
    assert [obstacle.reason for obstacle in plan(late).unplaced] == [
        "No wheel has room for “Throw” in the 13 h for which its maker may still use one."
    ]
    assert check(late, plan(problem(run(throw()), stations=(busy,)))) == [
        "step run/throw ends after 780, when its station may no longer be used"
    ]


def test_a_firing_is_unloaded_while_the_kiln_may_still_be_used():
    assert plan(problem(run(fire(end_by=at(1, 9, 30))))).finish == {"run": at(1, 9, 30)}
    assert plan(problem(run(fire(end_by=at(1, 9, 25))))).finish == {}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: problem(run(throw(minutes_on=(("kiln", 5),)))),
        lambda: problem(run(throw(minutes_on=(("wheel", 0),)))),
        lambda: problem(run(throw(minutes_on=(("wheel", 5),), splits=True))),
        lambda: problem(run(fire(minutes_on=(("kiln", 5),)))),
        lambda: problem(run(throw(pinned=("kiln", 0)))),
        lambda: problem(run(throw(pinned=("wheel", 3)))),
        lambda: problem(run(throw()), stations=(wheel(changeovers=(Changeover("dark", "dark", 5),)), kiln())),
        lambda: problem(run(throw()), stations=(wheel(changeovers=(Changeover("dark", "light", -5),)), kiln())),
        lambda: problem(run(throw()), stations=(wheel(changeovers=(Changeover("a", "b", 5),) * 2), kiln())),
        lambda: problem(run(throw()), stations=(wheel(), kiln(changeovers=(Changeover("a", "b", 5),)))),
    ],
)
def test_wishes_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match=r"step|station"):
        wrong()
