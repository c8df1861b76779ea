"""The exact plan keeps every rule that the checker knows, and is never worse than the one it started from."""

from hypothesis import HealthCheck, given, settings

from scheduling.planner import check, plan
from scheduling.planner.exact.allowance import Allowance
from scheduling.planner.exact.bounds import Bounds
from scheduling.planner.exact.model import model_of
from scheduling.planner.exact.phases import Search

from .any_problem import colourful_problems, problems


@settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(problems(runs=4) | colourful_problems())
def test_the_model_allows_the_greedy_plan_and_finds_only_what_the_checker_allows(asked):
    greedy, found = plan(asked), []
    search = Search(model_of(asked, greedy), Allowance(0.3, workers=1), found.append, Bounds(asked))
    assert search.completed(greedy)
    search.run(greedy)
    assert [check(asked, each) for each in found] == [[]] * len(found)
