"""Promises as deadlines: a problem that is solved as soon as it has any plan, because none of its plans is later."""

from dataclasses import replace

from .plan import Plan
from .problem import Problem, Run


def with_deadlines(problem: Problem, plan: Plan) -> Problem:
    """`problem` with every run that has a place in `plan` to be done by its promise, or as late as it is there."""
    return replace(problem, runs=tuple(_bounded(run, plan.finish.get(run.key)) for run in problem.runs))


def with_promises_kept(problem: Problem) -> Problem:
    """`problem` without the plans that break a promise."""
    return replace(problem, runs=tuple(_bounded(run, 0) for run in problem.runs))


def _bounded(run: Run, finish: int | None) -> Run:
    if run.due is None or finish is None or not run.steps:
        return run
    *earlier, last = run.steps
    until = max(run.due, finish)
    until = until if last.end_by is None else min(until, last.end_by)
    return replace(run, steps=(*earlier, replace(last, end_by=until)))
