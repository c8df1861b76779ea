"""A pottery whose one run is planned: what tests of what-ifs ask about."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from psycopg.types.range import Range

from scheduling.models import Firing
from tests import make


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def planned(pottery, *, day=3):
    run = pottery.run
    thrown = make.step(run, operation=run.capsule.operations.get(rank=1), pieces=6, status="planned")
    fired = make.step(run, operation=run.capsule.operations.get(rank=2), rank=2, pieces=6, status="planned")
    during = Range(amsterdam(day, 9), amsterdam(day, 12))
    make.booking(pottery.wheel, during=during, purpose="step", step=thrown, maker=pottery.maker)
    start = amsterdam(day + 1, 12)
    held = make.booking(pottery.kiln, during=Range(start, amsterdam(day + 2, 11)), purpose="firing")
    times = {"fires_at": start + timedelta(minutes=30), "opens_at": amsterdam(day + 2, 10, 20)}
    firing = Firing.objects.create(booking=held, program=pottery.bisque, capacity_l=100, **times)
    make.share(firing, step=fired, maker=pottery.maker, pieces=6, litres=24)
    ends = amsterdam(day + 2, 11)
    now = timezone.now()
    stamps = {"planned_at": now, "expected_at": ends, "due_at": amsterdam(5, 18)}
    type(run).objects.filter(pk=run.pk).update(status="planned", **stamps)
    pottery.thrown, pottery.fired, pottery.held = thrown, fired, held


def other_capsule(pottery):
    """Only fired."""
    capsule = make.capsule("Reed vase", maker=pottery.maker, status="closed")
    make.operation(capsule, on=pottery.firing, name="Bisque fired", program=pottery.bisque, litres_per_piece=4)
    return capsule
