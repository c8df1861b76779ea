"""From an approved run to its steps, which the worker is then asked to place."""

from django.db import transaction

from capsules.models import Run
from coop.actions.journal import record
from coop.models import Node
from scheduling.models import Step

from .asking import ask_for_plan
from .problem_from_rows import steps_to_come


@transaction.atomic
def open_steps(run: Run) -> None:
    """Give an approved run its steps, one for each stop of the route, and ask for their station time."""
    write_steps(run)
    ask_for_plan(run.capsule.made_at, reason=f"{run.capsule} was approved.")


@transaction.atomic
def plan_again(run: Run, *, by) -> None:
    """Ask the worker to look for station time now, without waiting for the sweep."""
    record(by, "asked to plan", run)
    ask_for_plan(run.capsule.made_at, reason=f"{by} asked to plan {run.capsule} again.", by=by)


def write_steps(run: Run) -> None:
    """Those of its route, where it has none yet."""
    if not run.steps.exists():
        Step.objects.bulk_create(steps_to_come(run))


def open_missing_steps(node: Node) -> None:
    """Of approved runs whose capsule had no route yet."""
    for run in Run.objects.filter(capsule__made_at=node, status=Run.Status.APPROVED, steps=None):
        with transaction.atomic():
            locked = Run.objects.select_for_update(no_key=True, of=["self"]).select_related("capsule").get(pk=run.pk)
            write_steps(locked)
