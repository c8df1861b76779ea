"""Giving the station time of some steps back, so that the worker places them anew; the rest of their runs stays."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from capsules.actions.running import mark_unplanned
from capsules.models import Run
from scheduling.models import Booking, LoadShare, Step

from .asking import ask_for_plan
from .cancelling import release


def give_back(steps: list[Step], *, runs: list[Run], reason: str, by) -> None:
    """Release all that these planned steps hold, whose `runs` the caller has locked, and ask for another plan."""
    for booking in Booking.objects.live().filter(step__in=steps):
        release(booking, Booking.Release.REPLANNED)
    _leave_firings(steps)
    for step in steps:
        step.become(Step.Status.WAITING)
    for run in runs:
        if run.status == Run.Status.PLANNED:
            mark_unplanned(run, reason=reason, by=by)
    for node in {run.capsule.made_at for run in runs}:
        ask_for_plan(node, reason=reason, by=by)


def _leave_firings(steps: list[Step]) -> None:
    """Take the steps' pieces out of their firings; one that a run lit and that is empty now gives its kiln back."""
    shares = LoadShare.objects.live().filter(step__in=steps)
    firings = set(shares.values_list("firing", flat=True))
    shares.update(released_at=timezone.now())
    others = LoadShare.objects.live().filter(firing=OuterRef("firing"))
    empty = Booking.objects.live().filter(~Exists(others), firing__in=firings, firing__opened_by=None)
    for booking in empty:
        release(booking, Booking.Release.REPLANNED)
