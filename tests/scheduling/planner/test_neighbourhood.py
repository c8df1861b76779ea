"""Many runs: some of them are freed and planned together, the others stay, and the plan only gets better."""

from hypothesis import HealthCheck, given, settings

from scheduling.planner import check, plan
from scheduling.planner.exact.allowance import Allowance
from scheduling.planner.freeing import Freed
from scheduling.planner.neighbourhood import Neighbourhood
from scheduling.planner.thinking import think

from .any_problem import colourful_problems, problems
from .workshop import at, fire, problem, run, throw, wheel


def rush(many):
    """Runs that promise the earlier the longer they take: by their promises the greedy plan is late."""
    runs = [run(throw(f"run{number:02}", pieces=1 + number % 4), due=at(number // 4, 18)) for number in range(many)]
    return problem(*runs, *(run(fire(f"fired{number}", pieces=2), release=at(number, 9)) for number in range(4)))


@settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(problems(runs=4) | colourful_problems())
def test_runs_that_are_freed_and_put_back_make_the_same_plan(asked):
    whole = plan(asked)
    freed = Freed(whole, {each.key for each in asked.runs[::2]})
    assert check(freed.problem, freed.base) == []
    back = freed.back(freed.base)
    assert (back.objectives, set(back.sessions)) == (whole.objectives, set(whole.sessions))
    assert check(asked, back) == []


@settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(problems(runs=6))
def test_every_attempt_keeps_every_rule_and_each_plan_that_counts_is_better(asked):
    best = [plan(asked)]

    def offer(found):
        assert check(asked, found) == []
        if better := found.objectives < best[-1].objectives:
            best.append(found)
        return better

    attempts = Neighbourhood(best[0], Allowance(0.1, workers=1), offer)
    for _ in range(4):
        attempts.attempt(attempts.pick())
    assert attempts.plan == best[-1]


def test_what_is_kept_stays_where_it_stands_and_its_load_may_be_joined():
    asked = problem(run(fire("a")), run(fire("b", pieces=6)), run(throw("c")))
    freed = Freed(plan(asked), {"b"})
    (load,) = freed.problem.loads
    assert (load.loading.start, load.free_l) == (at(0, 9), 60)
    assert [busy.start for busy in freed.problem.station["wheel"].busy] == [at(0, 9)]
    assert freed.base.loads[0].joins == load.key


def test_more_runs_than_are_planned_at_once_are_improved_and_bounded():
    asked = rush(24)
    found = think(asked, budget_s=0.3, workers=1)
    assert check(asked, found.plan) == []
    assert found.plan.objectives < plan(asked).objectives
    assert (found.engine, found.proved, found.bound[0]) == ("neighbourhood", True, 0)


def test_late_runs_of_a_large_plan_are_proved_where_each_would_be_late_alone():
    late = run(throw("late", pieces=8, stations=("own",)), due=at(0, 10))
    asked = problem(late, *rush(22).runs, stations=(*rush(1).stations, wheel("own")))
    found = think(asked, budget_s=0.3, workers=1)
    assert (found.plan.weighted_lateness, found.proved, found.bound) == (180, True, (180, 0, 0, 0))
