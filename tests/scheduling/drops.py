"""Drops that have closed: dull rows for tests of deciding on them."""

from datetime import timedelta

from django.utils import timezone

from capsules.models import Run
from tests import make
from tests.fulfillment import line


def closed_drop(pieces=2, *, kind="Wheel", **fields):
    """A closed drop with a route of one wheel, its orders, and its run that waits."""
    capsule = make.capsule(**{"status": "closed", "minimum": 1} | fields)
    wheel = make.kind(kind, needs_qualification=False)
    make.station("Wheel 1", of=wheel, at=capsule.made_at)
    make.operation(capsule, on=wheel, setup_minutes=30)
    for position in range(1, pieces + 1):
        line.preorder(capsule, [position], status="placed")
    due = timezone.now() + timedelta(days=14)
    return Run.objects.create(capsule=capsule, pieces=pieces, due_at=due, proposed_at=timezone.now())
