"""Giving a run's station time back, so that the worker plans it anew."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from capsules.actions.running import mark_unplanned
from capsules.models import Run
from scheduling.models import Booking, LoadShare, Step
from scheduling.signals import planning_wanted

from .cancelling import release


def plan_anew(run: Run, *, reason: str, by) -> None:
    """Release what a planned run holds, whose lock the caller has, and ask the worker for another plan."""
    steps = list(run.steps.filter(status=Step.Status.PLANNED))
    for booking in Booking.objects.live().filter(step__in=steps):
        release(booking, Booking.Release.REPLANNED)
    _leave_firings(steps)
    for step in steps:
        step.become(Step.Status.WAITING)
    mark_unplanned(run, reason=reason, by=by)
    planning_wanted.send(sender=Run, run=run)


def _leave_firings(steps: list[Step]) -> None:
    """Take the run's pieces out of its firings; one that a run lit and that is empty now gives its kiln back."""
    shares = LoadShare.objects.live().filter(step__in=steps)
    firings = set(shares.values_list("firing", flat=True))
    shares.update(released_at=timezone.now())
    others = LoadShare.objects.live().filter(firing=OuterRef("firing"))
    empty = Booking.objects.live().filter(~Exists(others), firing__in=firings, firing__opened_by=None)
    for booking in empty:
        release(booking, Booking.Release.REPLANNED)
