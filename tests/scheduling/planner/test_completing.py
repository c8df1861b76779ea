"""What lost its place is put between what keeps its own, and no more moves than must."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scheduling.planner import Booked, Changeover, check, plan
from scheduling.planner.completing import complete
from scheduling.planner.holding import of_steps

from .any_problem import colourful_problems, problems
from .test_any_problem import examples
from .workshop import at, fire, kiln, problem, run, span, throw, wheel


def booked(standing):
    """The same problem with everything in `standing` booked."""
    today = tuple(Booked(key, part.station, part.start) for key, parts in standing.parts.items() for part in parts)
    return replace(standing.problem, booked=today)


def completed(asked, standing):
    made = complete(asked, standing)
    assert check(asked, made) == []
    return made


def starts(made):
    return {key: parts[0].start for key, parts in made.parts.items()}


def a_pot(**fields):
    """Thrown, fired a day later at the earliest, and trimmed on the wheel two days after that."""
    steps = (
        throw("pot", min_wait_after=1440),
        fire("pot", min_wait_after=2 * 1440, **fields),
        throw("pot", key="pot/trim", name="Trim"),
    )
    return run(*steps)


def test_a_firing_whose_kiln_is_out_goes_between_the_steps_that_stay():
    today = plan(problem(a_pot()))
    assert starts(today) == {"pot/throw": at(0, 9), "pot/bisque": at(1, 11), "pot/trim": at(4, 9, 30)}
    out = kiln(busy=(span(at(1, 9), at(1, 15)),))

    made = completed(replace(booked(today), stations=(wheel(), out)), today)

    assert starts(made) == {"pot/throw": at(0, 9), "pot/bisque": at(1, 15), "pot/trim": at(4, 9, 30)}
    assert made.moves == 1


def test_what_comes_behind_moves_where_there_is_no_room_before_it_and_what_comes_before_stays():
    today = plan(problem(a_pot()))
    out = kiln(busy=(span(at(1, 9), at(3, 9)),))

    made = completed(replace(booked(today), stations=(wheel(), out)), today)

    assert starts(made) == {"pot/throw": at(0, 9), "pot/bisque": at(3, 9), "pot/trim": at(6, 9, 30)}
    assert made.moves == 2


def test_what_comes_before_moves_too_where_it_would_wait_too_long():
    pot = run(throw("pot", max_wait_after=1440), fire("pot"))
    today = plan(problem(pot))
    out = kiln(busy=(span(at(0, 9), at(4, 9)),))

    made = completed(replace(booked(today), stations=(wheel(), out)), today)

    assert (starts(made)["pot/bisque"], made.moves) == (at(4, 9), 2)
    assert starts(made)["pot/throw"] >= at(3, 9) - 120


def test_a_run_without_any_place_is_put_around_the_others():
    stays, comes = run(throw("stays", pieces=8)), run(throw("comes"))
    today = plan(problem(stays))

    made = completed(problem(comes, stays), today)

    assert starts(made) == {"stays/throw": at(0, 9), "comes/throw": at(0, 13)}


def test_a_load_keeps_its_other_pieces_and_takes_in_what_lost_its_own():
    one, other = run(fire("one")), run(fire("other", stations=("left", "right")))
    asked = problem(
        replace(one, steps=(replace(one.steps[0], stations=("left",)),)), other, stations=(kiln("left"), kiln("right"))
    )
    apart = plan(replace(asked, runs=(replace(other, steps=(replace(other.steps[0], stations=("right",)),)),)))
    standing = plan(replace(asked, runs=asked.runs[:1]))
    today = replace(standing, problem=asked, loads=(*standing.loads, *apart.loads))
    broken = kiln("right", busy=(span(at(0, 9), at(1, 9)),))

    made = completed(replace(booked(today), stations=(kiln("left"), broken)), today)

    assert [(load.station, [share.step for share in load.members]) for load in made.loads] == [
        ("left", ["one/bisque", "other/bisque"])
    ]


def test_a_run_goes_elsewhere_when_nobody_has_time_to_change_its_station_over_to_it():
    """The second light glaze needed no change until the first one left it alone with the dark one."""
    hours = (span(at(0, 9), at(0, 13)), span(at(1, 9), at(1, 18)))
    booth = wheel("booth", kind="booth", changeovers=(Changeover("dark", "light", 60),), open=hours)

    def glaze(key, family, **fields):
        return run(
            throw(key, key=key, kind="booth", stations=("booth",), pieces=1, minutes=60, family=family), **fields
        )

    runs = glaze("a", "dark"), glaze("b", "light", release=at(0, 11)), glaze("c", "light", release=at(1, 9))
    today = plan(problem(*runs, stations=(booth,)))
    assert starts(today) == {"a": at(0, 9), "b": at(0, 11), "c": at(1, 9)}
    gone = problem(runs[0], replace(runs[1], release=at(1, 10)), runs[2], stations=(booth,))

    made = completed(gone, today)

    assert starts(made) == {"a": at(0, 9), "c": at(1, 10), "b": at(1, 11)}


@examples(20)
@given(problems(runs=3) | colourful_problems())
def test_what_stands_right_does_not_move(asked):
    today = plan(asked)
    made = complete(booked(today), today)
    assert made.moves == 0
    assert check(asked, made) == []


@examples(30)
@given(problems(runs=3) | colourful_problems(), st.randoms(use_true_random=False))
def test_whatever_steps_lost_their_places_all_runs_have_one_again_or_say_why(asked, chance):
    today = plan(asked)
    kept = {key for key in today.parts if chance.random() < 0.6}
    made = completed(asked, of_steps(today, kept))
    assert {each.run for each in made.unplaced} | set(made.finish) == {each.key for each in asked.runs}
