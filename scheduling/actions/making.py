"""What the floor says of a run's steps: begun, done, or something is wrong."""

from django.db import transaction
from django.utils import timezone

from capsules.actions.running import mark_made, mark_started
from capsules.models import Run
from coop.actions.journal import record
from scheduling.models import Step
from scheduling.refusals import NotYet
from scheduling.signals import run_finished

from .ending_early import give_the_rest_back

OVER = (Step.Status.DONE, Step.Status.DROPPED)


@transaction.atomic
def start(step: Step, *, by) -> bool:
    """Begin a step once the one before it is done. A second tap changes nothing and answers False."""
    run, steps, step = _locked(step)
    if step.status in (Step.Status.STARTED, Step.Status.DONE):
        return False
    if step.status != Step.Status.PLANNED:
        raise NotYet(f"{step.operation} has no station time: it is {step.get_status_display()}.")
    if earlier := next((each for each in steps if each.rank < step.rank and each.status not in OVER), None):
        raise NotYet(f"{earlier.operation} comes before {step.operation} and is not done yet.")

    step.become(Step.Status.STARTED, started_at=timezone.now())
    mark_started(run, by=by)
    record(by, "started", step)
    return True


@transaction.atomic
def finish(step: Step, *, by) -> bool:
    """End a step that was begun, and its station time with it; the last one makes the run's pieces.

    A second tap answers False.
    """
    run, steps, step = _locked(step)
    if step.status == Step.Status.DONE:
        return False
    if step.status != Step.Status.STARTED:
        raise NotYet(f"{step.operation} has not begun yet. Start it first.")

    step.become(Step.Status.DONE, done_at=timezone.now())
    give_the_rest_back(step)
    record(by, "finished", step)
    if all(each.status in OVER for each in steps):
        mark_made(run, by=by)
        run_finished.send(sender=Run, run=run)
    return True


@transaction.atomic
def report_problem(step: Step, *, what: str, by) -> None:
    """Write on an open step what is wrong, where the floor and the office see it; empty words take it back."""
    _, _, step = _locked(step)
    if step.status not in (Step.Status.PLANNED, Step.Status.STARTED):
        raise NotYet(f"{step.operation} is {step.get_status_display()}.")
    step.problem = what
    step.save(update_fields=["problem"])
    record(by, "reported a problem with" if what else "solved the problem of", step, what=what)


def _locked(step: Step) -> tuple[Run, list[Step], Step]:
    """The step's run under lock, its steps in order, and the step as it is now."""
    run = Run.objects.select_for_update(no_key=True, of=["self"]).get(steps=step)
    steps = list(run.steps.order_by("rank").select_related("operation", "run__capsule"))
    return run, steps, next(each for each in steps if each.pk == step.pk)
