"""Set-up by family: going on with another colour takes time, and somebody's time."""

from dataclasses import replace

from scheduling.planner import Changeover, Problem, Session, Spell, Standing, check, explain, plan
from scheduling.planner.changing import with_changeovers

from .workshop import at, daily, problem, run, span, throw, wheel

CHANGES = (Changeover("light", "dark", 15), Changeover("dark", "light", 60))


def booth(key="wheel", **fields):
    return wheel(key, name="the booth", changeovers=CHANGES, **fields)


def glaze(name, family, **fields):
    due = fields.pop("due", None)
    return run(throw(name, family=family, **fields), due=due)


def held(asked: Problem):
    made = plan(asked)
    assert check(asked, made) == []
    return [(session.step.split("/")[0], session.occupied, session.start) for session in made.sessions]


def test_going_from_dark_to_light_takes_longer_than_from_light_to_dark():
    runs = [glaze("a", "light", due=at(1, 0)), glaze("b", "dark", due=at(2, 0)), glaze("c", "light", due=at(3, 0))]
    assert held(problem(*runs, stations=(booth(),))) == [
        ("a", span(at(0, 9), at(0, 11)), at(0, 9)),
        ("b", span(at(0, 11), at(0, 13, 15)), at(0, 11, 15)),
        ("c", span(at(0, 13, 15), at(0, 16, 15)), at(0, 14, 15)),
    ]


def test_one_family_after_the_other_needs_no_change():
    runs = [glaze("a", "dark", due=at(1, 0)), glaze("b", "dark")]
    assert [occupied.minutes for _, occupied, _ in held(problem(*runs, stations=(booth(),)))] == [120, 120]


def test_what_has_no_family_needs_no_change_and_leaves_none_out():
    runs = [glaze("a", "dark", due=at(1, 0)), glaze("b", "", due=at(2, 0)), glaze("c", "light")]
    assert [occupied.minutes for _, occupied, _ in held(problem(*runs, stations=(booth(),)))] == [120, 120, 180]


def test_the_change_lies_in_staffed_hours_together_with_the_work():
    runs = [glaze("a", "dark", pieces=8, due=at(1, 0)), glaze("b", "light", pieces=8)]
    short = booth(open=daily(9, 13, 4), setup_minutes=10)
    assert held(problem(*runs, stations=(short,))) == [
        ("a", span(at(0, 9) - 10, at(0, 13)), at(0, 9)),
        ("b", span(at(1, 9) - 10, at(1, 13)), at(1, 10)),
        ("b", span(at(2, 9) - 10, at(2, 10)), at(2, 9)),
    ]


def test_what_stands_there_counts_before_and_after():
    stood = Standing("dark", span(at(0, 9), at(0, 10))), Standing("dark", span(at(0, 13), at(0, 15)))
    taken = booth(standing=stood, busy=tuple(each.during for each in stood))
    assert held(problem(glaze("a", "light"), stations=(taken,))) == [
        ("a", span(at(0, 10), at(0, 12, 30)), at(0, 11)),
        ("a", span(at(0, 15), at(0, 16, 30)), at(0, 16)),
    ]


def test_a_change_may_be_made_while_the_pieces_still_dry():
    asked = problem(
        glaze("a", "dark", due=at(1, 0)), run(throw("b", family="light"), release=at(0, 14)), stations=(booth(),)
    )
    assert held(asked)[1] == ("b", span(at(0, 13), at(0, 16)), at(0, 14))


def test_a_family_put_between_two_others_makes_the_later_one_change_too():
    asked = problem(
        run(throw("a", family="light"), release=at(0, 14), due=at(1, 0)),
        run(throw("b", family="dark", pieces=2), due=at(2, 0)),
        stations=(booth(),),
    )
    assert held(asked) == [
        ("b", span(at(0, 9), at(0, 10)), at(0, 9)),
        ("a", span(at(0, 13), at(0, 16)), at(0, 14)),
    ]


def test_a_wait_for_the_change_is_explained():
    asked = problem(
        glaze("a", "dark", due=at(1, 0)),
        run(throw("b", family="light", pieces=1), release=at(0, 11)),
        stations=(replace(booth(), changeovers=(Changeover("dark", "light", 300),)),),
    )
    because = explain(plan(asked), "b")
    assert (because.spell, because.minutes) == (Spell.CHANGE, 300)
    assert because.sentence == "Waits 5 h for the change to light on the booth before “Throw”."


def test_sessions_solved_elsewhere_get_their_changes():
    asked = problem(glaze("a", "light"), glaze("b", "dark"), stations=(booth(setup_minutes=5),))
    at_nine, at_one = span(at(0, 9), at(0, 11)), span(at(0, 13), at(0, 15))
    sessions = [Session("b/throw", "wheel", at_one, at_one, 4), Session("a/throw", "wheel", at_nine, at_nine, 4)]
    assert [session.occupied for session in with_changeovers(asked, sessions)] == [
        span(at(0, 12, 40), at(0, 15)),
        span(at(0, 8, 55), at(0, 11)),
    ]


LIGHT, DARK = glaze("a", "light", due=at(1, 0)), glaze("b", "dark")
ASKED = problem(LIGHT, DARK, stations=(booth(),))


def bent(asked, start, occupied):
    made = plan(ASKED)
    first, second = made.sessions
    return check(
        asked, replace(made, sessions=(first, replace(second, during=span(start, start + 120), occupied=occupied)))
    )


def test_a_plan_that_leaves_out_the_change_is_refused():
    assert bent(ASKED, at(0, 11), span(at(0, 11), at(0, 13))) == [
        "wheel at 660 occupies another time than its work, change from light to dark, set-up and clearing"
    ]


def test_a_plan_that_has_no_time_for_the_change_is_refused():
    assert bent(ASKED, at(0, 11, 10), span(at(0, 10, 55), at(0, 13, 10))) == [
        "wheel is planned twice, at 540 and at 655"
    ]


def test_a_change_in_the_night_is_refused():
    assert bent(ASKED, at(1, 9), span(at(1, 8, 45), at(1, 11))) == [
        "change from light to dark before b/throw at 1980 is outside staffed hours"
    ]


def test_a_plan_that_leaves_no_time_before_what_stands_is_refused():
    stood = Standing("light", span(at(0, 14), at(0, 16)))
    strict = problem(LIGHT, DARK, stations=(booth(standing=(stood,), busy=(stood.during,)),))
    assert bent(strict, at(0, 11, 15), span(at(0, 11), at(0, 13, 15))) == [
        "wheel has no time for a change from dark to light before what stands at 840"
    ]
