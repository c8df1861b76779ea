"""From an approved run to station time: its steps, its plan, and why there is none."""

from datetime import timedelta
from time import perf_counter

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from capsules.actions.running import mark_planned, mark_unplannable
from capsules.models import Run
from coop.actions.journal import record
from coop.lifecycle import broke
from scheduling import planner
from scheduling.models import Operation, Plan, Qualification, StationKind, Step
from scheduling.signals import planning_wanted, run_planned

from .plan_into_rows import TechnicianTaken, write_plan
from .problem_of_one_run import rows_to_plan

ENGINE = "greedy"
ATTEMPTS = 5
LOOK_AGAIN_AFTER = timedelta(minutes=10)
CAME_IN_BETWEEN = (
    "station_serves_one_booking_at_a_time",
    "firing_is_never_overfull",
    "share_lies_in_a_live_firing",
)


class BrokenPlan(Exception):
    """The planner answered with a plan that breaks its own rules: a bug, and nothing is written."""


@transaction.atomic
def open_steps(run: Run) -> None:
    """Give an approved run its steps, one for each stop of the route, and ask for their station time."""
    steps_of_route(run)
    planning_wanted.send(sender=Run, run=run)


@transaction.atomic
def plan_again(run: Run, *, by) -> None:
    """Ask the worker to look for station time now, without waiting for the sweep."""
    record(by, "asked to plan", run)
    planning_wanted.send(sender=Run, run=run)


def plan_run(run: Run) -> Plan | None:
    """Book station time for every step of an approved run, or say on the run why there is none.

    Called twice, or by two workers at once, it plans once. Where bookings come in between again and again,
    nothing is written and the sweep tries later: None.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _plan(run, attempt)
        except TechnicianTaken:
            continue
        except IntegrityError as error:
            if not any(broke(error, name) for name in CAME_IN_BETWEEN):
                raise
    return None


@transaction.atomic
def _plan(run: Run, attempt: int) -> Plan | None:
    run = (
        Run.objects.select_for_update(no_key=True, of=["self"])
        .select_related("capsule__made_at", "capsule__maker")
        .get(pk=run.pk)
    )
    if run.status != Run.Status.APPROVED:
        return None

    began = perf_counter()
    steps = steps_of_route(run)
    if obstacle := obstacle_before_planning(run, steps):
        return _without_place(run, obstacle, attempt, perf_counter() - began)
    rows = rows_to_plan(run, steps)
    plan = planner.plan(rows.problem)
    if violations := planner.check(rows.problem, plan):
        raise BrokenPlan(f"{run}: {'; '.join(violations)}")
    seconds, reason = perf_counter() - began, planner.explain(plan, str(run.pk)).sentence
    if plan.unplaced:
        return _without_place(run, reason, attempt, seconds)

    write_plan(plan, rows, maker=run.capsule.maker)
    ends_at = rows.moment(plan.finish[str(run.pk)])
    row = Plan.objects.create(run=run, engine=ENGINE, seconds=seconds, attempts=attempt, ends_at=ends_at, reason=reason)
    mark_planned(run, expected_at=ends_at)
    run_planned.send(sender=Run, run=run)
    return row


def runs_to_plan():
    """What the sweep looks at: approved runs without station time, each again once its last look is old enough."""
    just_looked = Plan.objects.filter(run=OuterRef("pk"), ends_at=None, made_at__gt=timezone.now() - LOOK_AGAIN_AFTER)
    return Run.objects.waiting_for_stations().exclude(Exists(just_looked))


def steps_of_route(run: Run) -> list[Step]:
    """The run's waiting steps; made from the capsule's route where it has none yet."""
    if not run.steps.exists():
        route = Operation.objects.filter(capsule=run.capsule_id).order_by("rank")
        Step.objects.bulk_create(
            Step(run=run, operation=operation, rank=operation.rank, pieces=run.pieces) for operation in route
        )
    waiting = run.steps.filter(status=Step.Status.WAITING).order_by("rank")
    return list(waiting.select_related("operation__kind", "operation__program"))


def obstacle_before_planning(run: Run, steps: list[Step]) -> str:
    """What no calendar can mend: no route, or a kind of station that the maker may not use today."""
    capsule = run.capsule
    if not steps:
        return f"{capsule} has no route yet. Add the stations that it passes, then plan it again."
    today = timezone.now().astimezone(capsule.made_at.zone).date()
    held = Qualification.objects.valid_on(today).filter(maker=capsule.maker).values("kind")
    needed = Q(pk__in=[step.operation.kind_id for step in steps], needs_qualification=True)
    missing = " and ".join(kind.name for kind in StationKind.objects.filter(needed).exclude(pk__in=held))
    return f"{capsule.maker} is not qualified for {missing}." if missing else ""


def _without_place(run: Run, obstacle: str, attempt: int, seconds: float) -> Plan:
    """The run stays approved and says why. One row remembers the last time somebody looked."""
    mark_unplannable(run, obstacle=obstacle)
    looked = {"engine": ENGINE, "seconds": seconds, "attempts": attempt, "reason": obstacle, "made_at": timezone.now()}
    return Plan.objects.update_or_create(run=run, ends_at=None, defaults=looked)[0]
