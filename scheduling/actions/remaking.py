"""Pieces that did not turn out are made once more: the route again, appended to the steps of their run."""

from django.db import transaction

from capsules.actions.running import mark_remaking
from capsules.models import Run
from coop.actions.journal import record
from coop.phrases import count_words
from scheduling.models import Step
from scheduling.refusals import NotYet

from .asking import ask_for_plan
from .problem_from_rows import steps_to_come


@transaction.atomic
def send_back(run: Run, *, pieces: int, reason: str, by) -> list[Step]:
    """Open steps for so many pieces of a made run, which is being made again until they are done."""
    run = Run.objects.select_for_update(no_key=True, of=["self"]).select_related("capsule__made_at").get(pk=run.pk)
    if run.status != Run.Status.MADE:
        raise NotYet(f"{run.capsule} is {run.get_status_display()}: pieces are made again once all are made.")
    last = run.steps.order_by("rank").last()
    steps = steps_to_come(run)
    for step in steps:
        step.rank, step.pieces = step.rank + (last.rank if last else 0), pieces
    Step.objects.bulk_create(steps)
    mark_remaking(run, by=by)
    what = count_words(pieces, "piece", "pieces")
    record(by, "sent back to be made again", run, pieces=pieces, reason=reason)
    ask_for_plan(run.capsule.made_at, reason=f"{what} of {run.capsule} must be made again: {reason}.", by=by)
    return steps
