"""One sentence says why a run ends when it does."""

from scheduling.planner import Booked, Spell, explain, plan

from .workshop import DAY, at, fire, kiln, problem, run, span, throw, wheel


def said(asked, key="run"):
    return explain(plan(asked), key).sentence


def test_a_kiln_that_others_hold_is_named():
    taken = kiln("stoneware kiln", busy=(span(at(0, 9), at(2, 12)),))
    asked = problem(run(throw(), fire(stations=("stoneware kiln",))), stations=(wheel(), taken))
    because = explain(plan(asked), "run")
    assert (because.spell, because.step, because.station) == (Spell.STATION, "run/bisque", "stoneware kiln")
    assert because.minutes == 2 * DAY + 60
    assert because.sentence == "Waits 2 days for the stoneware kiln before “Bisque” is done."


def test_any_of_several_kilns_is_named_by_its_kind():
    busy = (span(at(0, 9), at(2, 12)),)
    stations = (kiln("left", busy=busy), kiln("right", busy=busy))
    asked = problem(run(fire(stations=("left", "right"))), stations=stations)
    assert said(asked) == "Waits 2 days for a free kiln before “Bisque” is done."


def test_another_run_on_the_wheel_is_a_wait_for_the_wheel():
    asked = problem(run(throw("first", pieces=18), due=at(9, 0)), run(throw("second")))
    assert said(asked, "second") == "Waits 1 day for the wheel before “Throw” is done."


def test_drying_is_named_when_nothing_else_takes_as_long():
    assert said(problem(run(throw(min_wait_after=3 * DAY), fire()))) == "Rests 3 days after “Throw”."


def test_a_run_that_waits_for_nothing_is_as_long_as_its_longest_step():
    assert said(problem(run(fire(), release=at(0, 9)))) == "“Bisque” fires and cools for 1 day."


def test_work_held_back_for_a_wait_says_so():
    taken = kiln(busy=(span(at(0, 9), at(1, 17)),))
    asked = problem(run(throw(max_wait_after=60), fire(), release=at(0, 9)), stations=(wheel(), taken))
    assert said(asked) == "“Throw” is held back 1 day, because what follows must start within 1 h."


def test_a_run_without_a_place_says_why():
    because = explain(plan(problem(run(throw(stations=())))), "run")
    assert (because.spell, because.sentence) == (Spell.NO_PLACE, "No wheel here may be used for “Throw”.")


def test_a_run_with_nothing_left_to_do_says_so():
    asked = problem(run(throw()))
    idle = type(asked.runs[0])("idle", ())
    assert said(problem(*asked.runs, idle), "idle") == "Nothing is left to do."


def test_a_plan_counts_what_it_moves():
    stay, go = Booked("a/throw", "wheel", at(0, 9)), Booked("b/throw", "wheel", at(0, 14))
    made = plan(problem(run(throw("a"), due=at(1, 0)), run(throw("b"), due=at(2, 0)), booked=(stay, go)))
    assert (made.moves, made.shifted_minutes) == (1, 180)
