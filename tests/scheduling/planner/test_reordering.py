"""Greedy once more, with who was late placed sooner."""

from itertools import islice

from hypothesis import given

from scheduling.planner import check, plan
from scheduling.planner.reordering import reordered

from .any_problem import colourful_problems
from .test_any_problem import examples
from .workshop import at, problem, run, throw

LONG_FIRST = problem(
    run(throw("long", pieces=10), due=at(0, 15)), run(throw("short", pieces=1), due=at(0, 15) + 1, weight=3)
)


def test_who_is_late_and_weighs_much_is_placed_sooner():
    tight = problem(
        run(throw("long", pieces=10), due=at(0, 12)),
        run(throw("short", pieces=1), due=at(0, 12) + 5, weight=9),
    )
    before = plan(tight)
    after = min(islice(reordered(tight), 10), key=lambda made: made.objectives)
    assert before.weighted_lateness == 120 + 9 * 145
    assert next(session.step for session in after.sessions) == "short/throw"
    assert after.weighted_lateness == 150


def test_where_nobody_is_late_there_is_nothing_to_reorder():
    assert list(reordered(LONG_FIRST)) == []


def test_the_same_seed_gives_the_same_plans():
    late = problem(*[run(throw(f"{number}", pieces=6), due=at(0, 12)) for number in range(5)])
    first, again = (list(islice(reordered(late, seed=4), 5)) for _ in range(2))
    assert first == again


@examples(20)
@given(colourful_problems())
def test_every_order_gives_a_plan_that_keeps_every_rule(asked):
    for made in islice(reordered(asked), 3):
        assert check(asked, made) == []
