from celery import shared_task

from capsules.models import Run
from coop.models import Node
from scheduling.actions import checking_in, dating, planning, promising, waiting


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


@shared_task
def promise_node(node_id: int) -> None:
    """Calculate the dates of a node that are missing or doubted."""
    dating.promise_due(Node.objects.get(pk=node_id))


@shared_task
def sweep_promises() -> None:
    """Ring for nodes with dates that were lost with their message, are a day old, or are over."""
    for pk in promising.nodes_to_look_at().values_list("pk", flat=True):
        promise_node.delay(pk)
