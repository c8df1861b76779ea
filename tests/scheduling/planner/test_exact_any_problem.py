"""The exact plan keeps every rule that the checker knows, and is never worse than the one it started from."""

from hypothesis import HealthCheck, given, settings

from scheduling.planner import check, plan
from scheduling.planner.exact.allowance import Allowance
from scheduling.planner.exact.model import model_of
from scheduling.planner.exact.phases import Search

from .any_problem import problems


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(problems(runs=3))
def test_any_exact_plan_keeps_every_rule(asked):
    greedy, found = plan(asked), []
    search = Search(model_of(asked, greedy), Allowance(0.3, workers=1), found.append)
    assert search.completed(greedy)
    search.run(greedy)
    assert [check(asked, each) for each in found] == [[]] * len(found)
