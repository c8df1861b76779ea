"""What no plan can be better than, however steps are divided and whoever comes first."""

from itertools import islice

from hypothesis import given

from scheduling.planner import check, plan
from scheduling.planner.alone import bound_alone, least_lateness
from scheduling.planner.reordering import reordered

from .any_problem import colourful_problems, problems
from .test_any_problem import examples
from .workshop import at, fire, kiln, problem, run, span, throw, wheel


def test_work_ends_no_sooner_than_enough_staffed_minutes_have_passed():
    eleven_hours = run(throw(pieces=22), due=at(0, 18))
    assert least_lateness(problem(eleven_hours)) == at(1, 11) - at(0, 18)


def test_each_session_of_four_hours_is_set_up():
    long = run(throw(pieces=14, setup_minutes=15), due=at(0, 16))
    assert least_lateness(problem(long)) == 30


def test_stations_that_share_the_pieces_count_together():
    stations = (wheel("left"), wheel("right", busy=(span(at(0, 9), at(0, 11)),)))
    shared = run(throw(pieces=12, stations=("left", "right"), splits=True), due=at(0, 9))
    assert least_lateness(problem(shared, stations=stations)) == 4 * 60


def test_waits_and_firings_are_counted_by_their_weight():
    pot = run(throw(min_wait_after=1440), fire(), due=at(2, 8), weight=3)
    assert least_lateness(problem(pot)) == 3 * (at(2, 9, 30) - at(2, 8))


def test_what_can_have_no_place_is_not_counted():
    assert least_lateness(problem(run(throw(stations=()), due=at(0, 9)))) == 0


def test_a_plan_that_is_as_late_as_it_must_be_is_proved():
    asked = problem(run(throw(pieces=22), due=at(0, 18)), run(fire("pot"), due=at(3, 9)), stations=(wheel(), kiln()))
    bounds = bound_alone(plan(asked))
    assert (bounds.proved, bounds.least) == (True, (at(1, 11) - at(0, 18), 0, 0, 0))


@examples(60)
@given(problems(runs=3) | colourful_problems())
def test_no_plan_is_less_late(asked):
    for made in (plan(asked), *islice(reordered(asked), 3)):
        if not made.unplaced:
            assert check(asked, made) == []
            assert least_lateness(asked) <= made.weighted_lateness
