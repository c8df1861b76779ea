from celery import shared_task

from capsules.models import Run
from scheduling.actions import planning


@shared_task
def plan_run(run_id: int) -> None:
    """Find station time for an approved run. What fails is found again by the sweep."""
    planning.plan_run(Run(pk=run_id))


@shared_task
def sweep_runs() -> None:
    """Ring for approved runs that a lost message or a dead worker left without a plan, or that had no place."""
    for pk in planning.runs_to_plan().values_list("pk", flat=True):
        plan_run.delay(pk)
