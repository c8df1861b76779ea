"""The runs that are late again and again, planned first."""

from itertools import islice

from hypothesis import given

from scheduling.planner import check, plan
from scheduling.planner.hardest import hardest, hardest_first
from scheduling.planner.reordering import reordered
from scheduling.planner.thinking import worth_a_start

from .any_problem import colourful_problems
from .test_any_problem import examples
from .workshop import at, fire, problem, run, throw


def test_the_hardest_are_those_that_all_plans_together_make_wait_longest():
    asked = problem(
        run(throw("long", pieces=10), due=at(0, 12)),
        run(throw("short", pieces=1), due=at(0, 12) + 5, weight=9),
        run(throw("easy", pieces=1), due=at(5, 12)),
    )
    assert hardest([plan(asked)]) == ["short", "long"]


def test_a_run_without_a_place_is_hard():
    asked = problem(run(fire("vast", pieces=9_999), due=at(1, 12)))
    assert hardest([plan(asked)]) == ["vast"]


def test_where_fewer_than_four_are_late_no_one_goes_first():
    asked = problem(run(throw("a", pieces=10), due=at(0, 12)))
    assert list(hardest_first(asked, [plan(asked)])) == []


@examples(10)
@given(colourful_problems())
def test_whole_plans_come_of_it_and_keep_every_rule(asked):
    tried = [plan(asked), *islice(reordered(asked), 3)]
    for made in hardest_first(asked, tried):
        assert {each.run for each in made.unplaced} | set(made.finish) == {each.key for each in asked.runs}
        assert check(asked, made) == []


def test_a_plan_is_worth_a_start_where_others_are_late_in_it_and_few_late_runs_come_first():
    asked = problem(*(run(throw(key, pieces=6), due=at(0, 12)) for key in "abc"))
    tried = [plan(asked), plan(asked, ["c", "b", "a"]), plan(asked)]
    late = [{key for key, spent in each.lateness.items() if spent} for each in worth_a_start(tried)]
    assert late == [{"b", "c"}, {"a", "b"}]


def test_one_run_that_is_very_late_is_a_better_start_than_two_that_are_late_a_little():
    two = problem(run(throw("long", pieces=8), due=at(0, 12)), run(throw("short", pieces=2), due=at(0, 12), weight=9))
    both, one = plan(two, ["long", "short"]), plan(two, ["short", "long"])
    assert worth_a_start([both, one]) == [one, both]
