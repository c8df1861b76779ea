"""Drying and glazes: at least so long, at most so long."""

from scheduling.planner import Cause, Program, check, plan

from .workshop import DAY, at, daily, fire, kiln, problem, run, span, throw, wheel


def ends(asked):
    made = plan(asked)
    assert check(asked, made) == []
    return {step: (parts[0].start, parts[-1].end) for step, parts in made.parts.items()}


def test_a_pot_is_fired_only_after_it_has_dried_for_two_days():
    asked = problem(run(throw(min_wait_after=2 * DAY), fire()))
    assert ends(asked) == {"run/throw": (at(0, 9), at(0, 11)), "run/bisque": (at(2, 11), at(3, 9, 30))}


def test_a_glaze_that_must_be_fired_soon_is_glazed_later_when_the_kiln_is_taken():
    taken = kiln(busy=(span(at(0, 9), at(4, 12)),))
    asked = problem(run(throw(max_wait_after=DAY), fire()), stations=(wheel(), taken))
    assert ends(asked) == {"run/throw": (at(3, 10), at(3, 12)), "run/bisque": (at(4, 12), at(5, 9, 30))}


def test_pushing_goes_back_as_far_as_the_waits_reach():
    taken = kiln(busy=(span(at(0, 9), at(4, 12)),))
    steps = (throw(max_wait_after=60), throw(key="trim", max_wait_after=60), fire())
    assert ends(problem(run(*steps), stations=(wheel(), taken))) == {
        "run/throw": (at(4, 9), at(4, 11)),
        "trim": (at(4, 11), at(4, 13)),
        "run/bisque": (at(4, 13), at(5, 9, 30)),
    }


def test_a_station_that_meets_the_wait_is_taken_before_one_that_ends_sooner():
    quick = wheel("quick", open=(span(at(0, 14), at(0, 18)),))
    near = wheel("near", open=(span(at(0, 11), at(0, 12)), span(at(0, 17), at(0, 18))))
    first = throw(max_wait_after=30, pieces=4)
    then = throw(key="then", stations=("near", "quick"), pieces=1, minutes=60)
    asked = problem(run(first, then), stations=(wheel(), quick, near))
    assert ends(asked)["then"] == (at(0, 11), at(0, 12))


def test_a_wait_that_no_shift_meets_is_named_and_the_other_runs_are_planned():
    mornings, weekend = daily(9, 12), (span(at(6, 14), at(6, 18)),)
    stations = (wheel("early", open=mornings), wheel("late", open=weekend))
    hopeless = run(
        throw("x", stations=("early",), max_wait_after=30), throw("x", key="y", name="Trim", stations=("late",))
    )
    asked = problem(hopeless, run(throw("fine", stations=("early",))), stations=stations)
    made = plan(asked)
    assert check(asked, made) == []
    (obstacle,) = made.unplaced
    assert (obstacle.run, obstacle.step, obstacle.cause) == ("x", "y", Cause.WAIT_NOT_MET)
    assert obstacle.reason == (
        "“Trim” must start within 30 min of the end of “Throw”, and no shift that is free meets that."
    )
    assert made.finish == {"fine": at(0, 11)}


def test_a_run_under_way_whose_wait_is_running_out_is_told():
    taken = kiln(busy=(span(at(0, 9), at(4, 12)),))
    asked = problem(run(fire(), start_by=at(2, 0)), stations=(taken,))
    (obstacle,) = plan(asked).unplaced
    assert obstacle.cause == Cause.WAIT_NOT_MET
    assert obstacle.reason == "“Bisque” must start within 2 days, and no shift that is free meets that."


def test_a_run_under_way_that_starts_in_time_is_planned():
    assert ends(problem(run(fire(), start_by=at(0, 9)))) == {"run/bisque": (at(0, 9), at(1, 9, 30))}


def test_one_large_load_meets_a_wait_that_two_small_ones_would_miss():
    """One technician cannot load two kilns within the quarter of an hour, and one kiln holds everything."""
    stations = (
        wheel(),
        kiln("small", 90),
        kiln("evening", 90, open=(span(at(0, 16), at(0, 18)), *daily()[1:])),
        kiln("large", 200, open=tuple(span(day.start + 30, day.end) for day in daily())),
    )
    slow = Program("bisque", "bisque", 1000, fire_minutes=540, cool_minutes=420)
    steps = (throw(max_wait_after=15), fire(pieces=5, litres="30", stations=("small", "evening", "large")))
    asked = problem(run(*steps), stations=stations, programs=(slow,))
    assert ends(asked) == {"run/throw": (at(0, 9), at(0, 11)), "run/bisque": (at(0, 11), at(1, 10))}
    assert [load.station for load in plan(asked).loads] == ["large"]
