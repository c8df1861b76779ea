"""What somebody thinks of doing, worked through on a wheel and a kiln."""

import json

import pytest

from scheduling.planner import Booked, OpenLoad, check, plan
from scheduling.planner.changes import Out, Pin, Shift, changed
from scheduling.planner.compare import Place, RunMoved, StepMoved, compare
from scheduling.planner.keeping import kept, recalled
from scheduling.planner.placing import why_not

from .workshop import DAY, at, daily, fire, kiln, problem, run, span, throw, wheel


def weekday_kiln(**fields):
    """Staffed on five days, and then two days not."""
    return kiln(open=tuple(each for each in daily(days=14) if (each.start // DAY) % 7 < 5), **fields)


def said(minute):
    return f"day {minute // DAY} {minute % DAY // 60:02}:{minute % 60:02}"


def test_a_kiln_that_is_out_holds_its_runs_up():
    today = plan(problem(run(throw(), fire(), due=at(2, 12), release=at(0, 9))))

    then = plan(changed(today.problem, Out("kiln", at(3, 9))))

    assert check(then.problem, then) == []
    assert compare(today, then).runs == (RunMoved("run", at(1, 9, 30), at(4, 9, 30), 0, at(4, 9, 30) - at(2, 12)),)
    assert compare(today, then).steps == (
        StepMoved(
            "run/bisque", "run", Place(("kiln",), at(0, 11), at(1, 9, 30)), Place(("kiln",), at(3, 9), at(4, 9, 30))
        ),
    )


def test_what_was_to_be_joined_in_a_kiln_that_is_out_is_not_fired():
    asked = problem(run(throw(), fire()))
    load = plan(asked).loads[0]
    from_others = {"key": "theirs", "station": "kiln", "program": "bisque", "free_l": 50}
    times = {"loading": load.loading, "firing": load.firing, "cooled": load.cooled, "unloading": load.unloading}
    booked = problem(run(throw(), fire()), loads=(OpenLoad(**from_others, **times),))

    assert plan(booked).firings == 0
    assert changed(booked, Out("kiln", load.loading.end)).loads == ()
    assert changed(booked, Out("kiln", load.loading.start)).loads == booked.loads


def test_a_saturday_shift_brings_a_firing_forward():
    stations = (wheel(), weekday_kiln())
    today = plan(problem(run(fire(), due=at(6, 12), release=at(4, 18)), stations=stations))

    then = plan(changed(today.problem, Shift("", span(at(5, 9), at(5, 14)))))

    assert today.finish == {"run": at(8, 9, 30)}
    assert today.lateness == {"run": at(8, 9, 30) - at(6, 12)}
    assert then.loads[0].loading == span(at(5, 9), at(5, 9, 30))
    assert compare(today, then).late_after < compare(today, then).late_before


def test_a_run_that_is_taken_has_no_place_today():
    today = plan(problem(run(throw("old"), due=at(0, 11))))

    then = plan(problem(*today.problem.runs, run(throw("new"), fire("new"), due=at(0, 12))))

    found = compare(today, then)
    assert [(each.step, each.before) for each in found.steps] == [("new/throw", None), ("new/bisque", None)]
    assert (found.moves, found.lit_before, found.lit_after) == (0, 0, 1)
    (taken,) = found.runs
    assert (taken.run, taken.ends_before, taken.becomes_late) == ("new", None, True)


def test_a_pinned_step_says_so_in_the_problem():
    asked = problem(run(throw()), booked=(Booked("run/throw", "wheel", at(0, 9)),))

    then = changed(asked, Pin("run/throw", "wheel", at(1, 9)))

    assert then.step["run/throw"].pinned == ("wheel", at(1, 9))
    assert then.booked == asked.booked
    with pytest.raises(ValueError, match="may not move"):
        changed(asked, Pin("locked", "wheel", at(1, 9)))


def test_a_plan_that_was_kept_is_the_same_plan():
    made = plan(problem(run(throw(), fire(litres="10.5")), run(throw("other", stations=()))))

    assert recalled(made.problem, json.loads(json.dumps(kept(made)))) == made


@pytest.mark.parametrize(
    ("pin", "reasons"),
    [
        (Pin("run/throw", "wheel", at(1, 10)), []),
        (Pin("run/throw", "kiln", at(1, 10)), ["“Throw” needs a wheel, and the kiln is a kiln."]),
        (Pin("run/throw", "wheel", at(1, 10, 7)), ["Steps begin every 5 min: day 1 10:07 is between."]),
        (
            Pin("run/throw", "wheel", at(1, 20)),
            ["Nobody is there on day 1 20:00. The next staffed hours begin on day 2 09:00."],
        ),
        (
            Pin("run/throw", "wheel", at(1, 17, 45)),
            ["It needs 30 min with somebody there, and staffed hours end on day 1 18:00."],
        ),
        (
            Pin("run/throw", "wheel", at(2, 12)),
            ["The wheel is held from day 2 11:00 to day 2 14:00 by what cannot move."],
        ),
        (
            Pin("run/bisque", "kiln", at(0, 10)),
            ["“Throw” comes first: “Bisque” can begin on day 1 02:00 at the earliest."],
        ),
    ],
)
def test_a_dragged_step_is_refused_in_words_before_anybody_thinks(pin, reasons):
    taken = wheel(busy=(span(at(2, 11), at(2, 14)),))
    asked = problem(run(throw(min_wait_after=DAY), fire()), stations=(taken, kiln()))

    assert why_not(asked, pin, say=said) == reasons


def test_a_step_whose_wait_is_running_out_cannot_be_dragged_past_it():
    asked = problem(run(fire(), start_by=at(2, 0)))

    assert why_not(asked, Pin("run/bisque", "kiln", at(2, 9)), say=said) == [
        "“Bisque” must begin by day 2 00:00: what was done before waits no longer."
    ]


def test_pieces_may_be_dragged_into_a_load_that_is_booked():
    load = plan(problem(run(fire()))).loads[0]
    times = {"loading": load.loading, "firing": load.firing, "cooled": load.cooled, "unloading": load.unloading}
    booked = problem(run(fire()), loads=(OpenLoad(key="l", station="kiln", program="bisque", free_l=50, **times),))

    assert why_not(booked, Pin("run/bisque", "kiln", load.start), say=said) == []
    assert why_not(booked, Pin("run/bisque", "kiln", load.start + 60), say=said) != []


def test_a_kiln_that_stays_too_cool_is_named():
    cool = kiln("small", peak_limit_c=900)
    asked = problem(run(fire(stations=("kiln", "small"))), stations=(wheel(), kiln(), cool))

    assert why_not(asked, Pin("run/bisque", "small", at(1, 9)), say=said) == [
        "The small does not get as hot as “Bisque” needs."
    ]
