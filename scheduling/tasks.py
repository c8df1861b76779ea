from celery import shared_task

from capsules.models import Run
from scheduling.actions import checking_in, planning, waiting


@shared_task
def plan_run(run_id: int) -> None:
    """Find station time for an approved run. What fails is found again by the sweep."""
    planning.plan_run(Run(pk=run_id))


@shared_task
def sweep_runs() -> None:
    """Ring for approved runs that a lost message or a dead worker left without a plan, or that had no place."""
    for pk in planning.runs_to_plan().values_list("pk", flat=True):
        plan_run.delay(pk)


@shared_task
def sweep_bookings() -> None:
    """Give back what was missed, end offers that nobody took, and offer what became free."""
    checking_in.release_missed()
    waiting.sweep_wishes()
