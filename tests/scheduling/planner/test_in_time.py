"""Promises as deadlines: found where they can be kept, and then nothing later than it was."""

from dataclasses import replace

from scheduling.planner import check, plan
from scheduling.planner.deadlines import with_deadlines, with_promises_kept
from scheduling.planner.exact.allowance import Allowance
from scheduling.planner.in_time import keep_every_promise, keep_what_is_kept

from .test_completing import booked
from .workshop import at, fire, kiln, problem, run, throw


def three_on_a_wheel(last_due):
    """The first promise can be kept later in the day, and the plan that places it first breaks the last one."""
    first = run(throw("first", pieces=8), due=at(0, 18))
    second = run(throw("second", pieces=2), due=at(0, 19), release=at(0, 10))
    third = run(throw("third", pieces=2, minutes=60), due=last_due, release=at(0, 9))
    return problem(first, second, third)


def found_by(engine, start, **allowed):
    found = []
    engine(start, Allowance(2, workers=1, **allowed), found.append)
    for each in found:
        assert check(start.problem, each) == []
        assert each.problem == start.problem
    return found


def test_an_end_that_was_promised_is_a_deadline_and_a_late_one_is_as_late_as_it_stands():
    asked = problem(run(throw("kept"), due=at(0, 12)), run(throw("late"), due=at(0, 10)), run(throw("free")))
    made = plan(asked)
    ends = [run.steps[-1].end_by for run in with_deadlines(asked, made).runs]
    assert ends == [at(0, 13), at(0, 11), None]
    assert [run.steps[-1].end_by for run in with_promises_kept(asked).runs] == [at(0, 12), at(0, 10), None]


def test_a_deadline_never_outlasts_what_a_step_may_use_its_station_for():
    asked = problem(run(throw(end_by=at(0, 11)), due=at(0, 18)))
    assert with_promises_kept(asked).runs[0].steps[0].end_by == at(0, 11)


def test_a_plan_that_keeps_every_promise_is_found_from_one_that_does_not():
    asked = three_on_a_wheel(last_due=at(0, 11))
    start = plan(asked, ["first", "second", "third"])
    assert start.weighted_lateness > 0
    assert found_by(keep_every_promise, start)[-1].weighted_lateness == 0


def test_where_no_plan_keeps_them_all_none_is_offered():
    assert found_by(keep_every_promise, plan(three_on_a_wheel(last_due=at(0, 9)))) == []


def test_whoever_says_stop_is_offered_nothing():
    start = plan(three_on_a_wheel(last_due=at(0, 11)), ["first", "second", "third"])
    assert found_by(keep_every_promise, start, stop=lambda: True) == []


def test_bookings_go_back_to_their_places_and_nobody_gets_later_than_he_was():
    runs = [run(fire(key, stations=("left", "right")), due=at(1, 9, 30)) for key in "ab"]
    today = plan(problem(*runs, stations=(kiln("left", litres=40), kiln("right", litres=40))))
    asked = booked(today)
    swapped = tuple(replace(load, station="left" if load.station == "right" else "right") for load in today.loads)
    start = replace(today, problem=asked, loads=swapped)
    assert (check(asked, start), start.moves) == ([], 2)
    assert found_by(keep_what_is_kept, start)[-1].moves == 0
