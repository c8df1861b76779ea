"""A plan that stands, completed: what has no place in it is put between what has, and moves as little as it can."""

from dataclasses import dataclass, replace

from .changing import with_changeovers
from .greedy import plan_on, urgency
from .ground import ground_of
from .holding import keepable, of_steps, unchanged
from .plan import Plan
from .problem import Problem, Run, Step


def complete(problem: Problem, standing: Plan) -> Plan:
    """`standing` without the places that break a rule, and the steps that have none placed around the others.

    Where there is no room between the steps that a run keeps, the step behind gives its place up too, and so on to
    the run's end, and then those before. Runs that keep none come last, the most urgent first.
    """
    kept = of_steps(standing, keepable(problem, standing))
    plan = settled(Plan(problem, kept.sessions, kept.loads))
    for run in sorted(problem.runs, key=urgency):
        while (gap := gap_in(plan, run)) is not None:
            plan = filled(plan, gap)
    keeps_some = {problem.step[key].run for key in plan.parts}
    homeless = [run for run in problem.runs if run.key not in keeps_some]
    return plan_on(ground_of(plan), sorted(homeless, key=urgency))


@dataclass(frozen=True)
class Gap:
    """The steps `first` to `last` of a run, none of which has a place; those next to them do."""

    run: Run
    first: int
    last: int

    @property
    def before(self) -> Step | None:
        return self.run.steps[self.first - 1] if self.first else None

    @property
    def after(self) -> Step | None:
        return self.run.steps[self.last + 1] if self.last + 1 < len(self.run.steps) else None


def gap_in(plan: Plan, run: Run) -> Gap | None:
    """The first one, of a run that keeps some of its steps."""
    homeless = [place for place, step in enumerate(run.steps) if step.key not in plan.parts]
    if not homeless or len(homeless) == len(run.steps):
        return None
    first = last = homeless[0]
    while last + 1 in homeless:
        last += 1
    return Gap(run, first, last)


def filled(plan: Plan, gap: Gap) -> Plan:
    """The gap's steps where they fit; else the plan without the place of a step next to them."""
    found = plan_on(ground_of(plan), [squeezed(plan, gap)])
    if not found.unplaced and starts_in_time(found, gap):
        return found
    neighbour = gap.after or gap.before
    return settled(of_steps(plan, set(plan.parts) - {neighbour.key}))


def settled(plan: Plan) -> Plan:
    """Without the runs whose station cannot be changed over to them, now that others are gone from before them."""
    while lost := unchanged(plan):
        plan = of_steps(plan, {key for key in plan.parts if plan.problem.step[key].run not in lost})
    return replace(plan, sessions=with_changeovers(plan.problem, plan.sessions))


def squeezed(plan: Plan, gap: Gap) -> Run:
    """The gap's steps as a run of their own, between the neighbours that stay."""
    run, before, after = gap.run, gap.before, gap.after
    steps = run.steps[gap.first : gap.last + 1]
    release, start_by, due = run.release, run.start_by, run.due
    if before:
        done = max(part.end for part in plan.parts[before.key])
        release = max(release, done + before.min_wait_after)
        start_by = None if before.max_wait_after is None else done + before.max_wait_after
    if after:
        until = min(part.start for part in plan.parts[after.key]) - steps[-1].min_wait_after
        until = until if steps[-1].end_by is None else min(until, steps[-1].end_by)
        steps, due = (*steps[:-1], replace(steps[-1], end_by=until)), None
    return replace(run, steps=steps, release=release, start_by=start_by, due=due)


def starts_in_time(plan: Plan, gap: Gap) -> bool:
    """What comes after the gap still starts within the longest wait."""
    longest = gap.run.steps[gap.last].max_wait_after
    if longest is None or gap.after is None:
        return True
    done = max(part.end for part in plan.parts[gap.run.steps[gap.last].key])
    return max(part.start for part in plan.parts[gap.after.key]) <= done + longest
