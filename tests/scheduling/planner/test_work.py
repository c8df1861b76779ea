"""Work at a station: when it happens, in sessions of whole pieces."""

from decimal import Decimal

from scheduling.planner import Objective, check, plan

from .workshop import at, problem, run, span, throw, wheel


def sessions(asked):
    made = plan(asked)
    assert check(asked, made) == []
    return [(session.station, session.during, session.pieces) for session in made.sessions]


def test_work_begins_when_the_station_is_staffed():
    assert sessions(problem(run(throw()))) == [("wheel", span(at(0, 9), at(0, 11)), 4)]


def test_work_that_does_not_fit_before_closing_goes_on_next_morning():
    late = run(throw(pieces=4, minutes=30), release=at(0, 17))
    assert sessions(problem(late)) == [
        ("wheel", span(at(0, 17), at(0, 18)), 2),
        ("wheel", span(at(1, 9), at(1, 10)), 2),
    ]


def test_a_piece_is_never_left_half_made_overnight():
    late = run(throw(pieces=2, minutes=50), release=at(0, 17))
    assert sessions(problem(late)) == [
        ("wheel", span(at(0, 17), at(0, 17, 50)), 1),
        ("wheel", span(at(1, 9), at(1, 9, 50)), 1),
    ]


def test_a_session_lasts_four_hours_at_most_and_each_is_set_up():
    long = run(throw(pieces=14, minutes=30, setup_minutes=15))
    assert sessions(problem(long)) == [
        ("wheel", span(at(0, 9), at(0, 12, 45)), 7),
        ("wheel", span(at(0, 12, 45), at(0, 16, 30)), 7),
    ]


def test_work_keeps_clear_of_what_others_occupy():
    taken = wheel(busy=(span(at(0, 10), at(0, 16)),))
    assert sessions(problem(run(throw()), stations=(taken,))) == [
        ("wheel", span(at(0, 9), at(0, 10)), 2),
        ("wheel", span(at(0, 16), at(0, 17)), 2),
    ]


def test_set_up_and_clearing_of_a_station_keep_their_distance_from_others():
    slow = wheel(setup_minutes=20, clearing_minutes=30, busy=(span(at(0, 8), at(0, 9)), span(at(0, 11), at(0, 12))))
    made = plan(problem(run(throw()), stations=(slow,)))
    assert [session.occupied for session in made.sessions] == [
        span(at(0, 9), at(0, 10, 50)),
        span(at(0, 12), at(0, 13, 50)),
    ]
    assert [session.during for session in made.sessions] == [
        span(at(0, 9, 20), at(0, 10, 20)),
        span(at(0, 12, 20), at(0, 13, 20)),
    ]


def test_a_step_takes_the_station_that_finishes_it_first_and_stays_there():
    first = wheel("first", busy=(span(at(0, 10), at(0, 18)),))
    second = wheel("second", busy=(span(at(0, 9), at(0, 12)),))
    asked = problem(run(throw(stations=("first", "second"))), stations=(first, second))
    assert sessions(asked) == [("second", span(at(0, 12), at(0, 14)), 4)]


def test_unattended_work_begins_in_staffed_hours_and_runs_into_the_night():
    dry = run(throw(pieces=1, minutes=900, setup_minutes=30, attended=False), release=at(0, 17, 45))
    assert sessions(problem(dry)) == [("wheel", span(at(1, 9), at(2, 0, 30)), 1)]


def test_minutes_are_rounded_up_to_the_grid():
    odd = run(throw(pieces=3, minutes=Decimal("2.5")), release=at(0, 9, 2))
    assert sessions(problem(odd)) == [("wheel", span(at(0, 9, 5), at(0, 9, 15)), 3)]


def test_windows_that_touch_are_one():
    split = wheel(open=(span(at(0, 9), at(0, 10)), span(at(0, 10), at(0, 12))))
    assert sessions(problem(run(throw()), stations=(split,))) == [("wheel", span(at(0, 9), at(0, 11)), 4)]


def test_the_earlier_promise_goes_first_and_a_run_without_one_goes_last():
    runs = [run(throw("none")), run(throw("later"), due=at(5, 0)), run(throw("sooner"), due=at(4, 0))]
    made = plan(problem(*runs))
    assert [session.step for session in made.sessions] == ["sooner/throw", "later/throw", "none/throw"]
    assert made.finish == {"none": at(0, 15), "later": at(0, 13), "sooner": at(0, 11)}


def test_lateness_counts_with_the_weight_of_the_run():
    made = plan(problem(run(throw(), due=at(0, 10), weight=3)))
    assert made.lateness == {"run": 60}
    assert made.objectives == (0, 180, 0, 0, 0, at(0, 11))


def test_where_the_end_of_everything_counts_no_promise_does():
    runs = [run(throw("first"), due=at(0, 10)), run(throw("second"))]
    made = plan(problem(*runs, objective=Objective.MAKESPAN))
    assert made.objectives == (0, at(0, 13))


def test_a_run_with_nothing_left_to_do_is_done():
    asked = problem(run(throw("busy")))
    nothing = type(asked.runs[0])("idle", (), release=at(0, 9))
    made = plan(problem(*asked.runs, nothing))
    assert made.finish == {"busy": at(0, 11), "idle": at(0, 9)}
