"""Whatever is asked, the answer keeps every rule or says why a run has no place."""

from dataclasses import replace
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.planner import Cause, check, explain, plan

from .any_problem import colourful_problems, problems
from .co_op import co_op
from .trying import earliest_end


def examples(count):
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@examples(80)
@given(problems() | colourful_problems())
def test_any_plan_keeps_every_rule_or_says_why(asked):
    made = plan(asked)
    assert check(asked, made) == []
    placed, unplaced = set(made.finish), {obstacle.run for obstacle in made.unplaced}
    assert placed | unplaced == {run.key for run in asked.runs}
    assert not placed & unplaced
    assert all(obstacle.reason.endswith(".") for obstacle in made.unplaced)
    assert all(explain(made, run.key).sentence.endswith(".") for run in asked.runs)


@examples(30)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_does_not_matter(asked, chance):
    def shuffled(rows):
        return tuple(chance.sample(rows, len(rows)))

    again = replace(
        asked,
        stations=shuffled(asked.stations),
        runs=shuffled(asked.runs),
        loads=shuffled(asked.loads),
        technician_busy=shuffled(asked.technician_busy),
    )
    assert plan(again) == plan(asked)


@examples(60)
@given(problems(runs=1))
def test_a_single_step_ends_as_early_as_trying_every_minute_finds(asked):
    run = asked.runs[0]
    if not run.steps:
        return
    step = replace(run.steps[0], pieces=1)
    alone = replace(asked, runs=(replace(run, steps=(step,), start_by=None),), slot_minutes=15)
    made = plan(alone)
    assert made.finish.get(run.key) == earliest_end(alone, step, run.release)


def test_twenty_runs_over_a_fortnight_and_twelve_stations_are_planned_in_well_under_a_second():
    asked = co_op(seed=1, runs=20, days=14)
    began = perf_counter()
    made = plan(asked)
    assert perf_counter() - began < 0.5
    assert check(asked, made) == []


def test_with_four_weeks_ahead_every_run_of_a_busy_co_op_has_a_place():
    made = plan(co_op(seed=1, runs=20, days=28))
    assert made.unplaced == ()
    assert made.firings < 2 * 20


def test_a_fortnight_too_short_is_the_only_thing_that_stops_a_run_of_the_co_op():
    made = plan(co_op(seed=1, runs=20, days=14))
    assert {obstacle.cause for obstacle in made.unplaced} == {Cause.HORIZON_TOO_SHORT}
