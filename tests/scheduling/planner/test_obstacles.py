"""A run with no place says why, in the workshop's words, and nothing of it is planned."""

import pytest

from scheduling.planner import Cause, check, plan

from .workshop import DAY, at, daily, fire, kiln, problem, run, span, throw, wheel

CASES = {
    "there is no station of the kind": (
        problem(run(throw(stations=())), stations=(kiln(),)),
        Cause.NO_STATION,
        "“Throw” needs a wheel, and there is none.",
    ),
    "the maker may use none of them": (
        problem(run(throw(stations=()))),
        Cause.NO_STATION,
        "No wheel here may be used for “Throw”.",
    ),
    "a piece is larger than the largest kiln": (
        problem(run(fire(litres="120.5"))),
        Cause.PIECE_TOO_LARGE,
        "One piece takes 120.5 litres in “Bisque”, and the largest kiln hot enough holds 100 litres.",
    ),
    "the large kiln is too cool": (
        problem(
            run(fire(litres="120", program="stoneware", stations=("kiln", "big"))),
            stations=(kiln(), kiln("big", 300, peak_limit_c=1100)),
        ),
        Cause.PIECE_TOO_LARGE,
        "One piece takes 120 litres in “Stoneware”, and the largest kiln hot enough holds 100 litres.",
    ),
    "no kiln is hot enough": (
        problem(run(fire(program="stoneware")), stations=(kiln(peak_limit_c=1100),)),
        Cause.NOT_HOT_ENOUGH,
        "“Stoneware” fires at 1240 °C, and the hottest kiln reaches 1100 °C.",
    ),
    "what is booked for a firing holds no loads": (
        problem(run(fire(kind="wheel", stations=("wheel",)))),
        Cause.NO_STATION,
        "“Bisque” is a firing, and no wheel here holds loads.",
    ),
    "a piece takes longer than a session": (
        problem(run(throw(minutes=300))),
        Cause.NO_LONG_ENOUGH_WINDOW,
        "One piece takes 5 h with set-up in “Throw”, and a session lasts 4 h at most.",
    ),
    "the shifts are too short for set-up and a piece": (
        problem(run(throw(setup_minutes=30, minutes=100)), stations=(wheel(open=daily(9, 11)),)),
        Cause.NO_LONG_ENOUGH_WINDOW,
        "“Throw” needs 2 h 10 min of staffed hours in one go for set-up and one piece, and no wheel has more than 2 h.",
    ),
    "nobody is there to load": (
        problem(run(fire()), stations=(kiln(open=()),)),
        Cause.NO_LONG_ENOUGH_WINDOW,
        "“Bisque” needs 30 min of staffed hours in one go for loading or unloading, and no kiln has more than 0 min.",
    ),
    "everything is taken until the plan ends": (
        problem(run(throw()), stations=(wheel(busy=(span(0, 14 * DAY),)),)),
        Cause.HORIZON_TOO_SHORT,
        "No wheel has room for “Throw” in the 14 days that are planned.",
    ),
}


@pytest.mark.parametrize(("asked", "cause", "reason"), CASES.values(), ids=CASES.keys())
def test_a_run_without_a_place_names_the_cause(asked, cause, reason):
    made = plan(asked)
    assert check(asked, made) == []
    assert [(obstacle.cause, obstacle.reason) for obstacle in made.unplaced] == [(cause, reason)]
    assert (made.sessions, made.loads) == ((), ())


def test_a_run_is_planned_whole_or_not_at_all():
    asked = problem(run(throw("broken"), fire("broken", litres="500")), run(throw("fine")))
    made = plan(asked)
    assert [session.step for session in made.sessions] == ["fine/throw"]
    assert [(obstacle.run, obstacle.step) for obstacle in made.unplaced] == [("broken", "broken/bisque")]
    assert made.objectives[0] == 1


def test_a_load_must_be_unloaded_before_the_plan_ends():
    asked = problem(run(fire(), release=at(0, 10)), horizon=at(1, 9, 25))
    assert [obstacle.cause for obstacle in plan(asked).unplaced] == [Cause.HORIZON_TOO_SHORT]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: problem(run(throw(stations=("nowhere",)))),
        lambda: problem(run(throw(stations=("kiln",)))),
        lambda: problem(run(fire(program="raku"))),
        lambda: problem(run(fire(litres="0"))),
        lambda: problem(run(throw(pieces=0))),
        lambda: problem(run(throw()), run(throw())),
        lambda: problem(run(throw(), key="other")),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(ValueError, match=r"step|run"):
        wrong()
