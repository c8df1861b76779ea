"""How far a co-op's work strayed from its bookings lately, read from finished rows."""

from collections import defaultdict
from datetime import timedelta
from math import log

from django.db.models import Prefetch
from django.utils import timezone

from capsules.models import Run
from coop.models import Node
from scheduling.models import Booking, Step
from scheduling.planner.noise import COUNTS_AS, NO_SHOW, RE_FIRED, TO_THE_SHELF, Noise, Spread, assumed, shrunk_rate

STEPS, RUNS = 400, 60
"""So many of the latest are looked at: older ones say less about tomorrow."""

SINCE = timedelta(days=365)
FURTHEST = log(4)
"""Somebody who forgets to tap “done” must not move a date: no step counts as more than four times off."""


def noise_of_co_op() -> Noise:
    steps = list(finished_steps()[:STEPS])
    fired = [step for step in steps if step.operation.program_id]
    bookings = Booking.objects.filter(purpose=Booking.Purpose.MAKER, booked_at__gt=timezone.now() - SINCE)
    missed = bookings.filter(release_reason=Booking.Release.MISSED).count()
    came = bookings.exclude(checked_in_at=None).count()
    again = len(fired) - len({(step.run_id, step.operation_id) for step in fired})
    return Noise(
        kinds=_spreads(steps),
        no_show=shrunk_rate(NO_SHOW, missed, missed + came),
        re_fired=shrunk_rate(RE_FIRED, again, len(fired)),
        to_the_shelf=TO_THE_SHELF * (COUNTS_AS // len(TO_THE_SHELF)) + tuple(minutes_to_the_shelf()),
    )


def finished_steps():
    """With the node's hours, and what was booked: the latest first."""
    hours = [f"run__capsule__made_at__{part}" for part in Node.HOURS]
    held = Prefetch("bookings", Booking.objects.live())
    steps = Step.objects.filter(status=Step.Status.DONE, started_at__isnull=False).with_times().order_by("-done_at")
    return steps.select_related("operation__kind", "run__capsule__made_at").prefetch_related(held, *hours)


def _spreads(steps: list[Step]) -> dict[str, Spread]:
    """By kind of station, as the planner calls it."""
    logs, prior = defaultdict(list), {}
    for step in steps:
        operation, strayed = step.operation, log_factor(step)
        if strayed is not None:
            kind = str(operation.kind)
            prior[kind] = assumed(fired=bool(operation.program_id), attended=not operation.unattended)
            logs[kind].append(strayed)
    return {kind: prior[kind].shrunk(found, COUNTS_AS) for kind, found in logs.items()}


def log_factor(step: Step) -> float | None:
    """The logarithm of actual by booked minutes; None where nothing was booked.

    What it held is corrected by how much later it ended and began, in staffed minutes where people work: so
    nights, and other people's bookings between two sessions, count as nothing. Done early, it holds less than was
    booked.
    """
    if step.begins_at is None:
        return None
    unattended = step.operation.program_id or step.operation.unattended
    between = _minutes if unattended else _staffed_minutes
    node, sessions = step.run.capsule.made_at, step.bookings.all()
    held = sum(each.minutes for each in sessions) or _minutes(node, step.begins_at, step.ends_at)
    booked = step.booked_minutes or held
    later = between(node, step.ends_at, step.done_at) - between(node, step.begins_at, step.started_at)
    actual = max(held + later, 1)
    return max(-FURTHEST, min(FURTHEST, log(actual / booked))) if booked else None


def _minutes(node, start, end) -> float:
    return (end - start) / timedelta(minutes=1)


def _staffed_minutes(node, start, end) -> float:
    """Negative where `end` comes before `start`."""
    if end < start:
        return -_staffed_minutes(node, end, start)
    return sum((closes - opens) / timedelta(minutes=1) for opens, closes in node.staffed_between(start, end))


def minutes_to_the_shelf() -> list[int]:
    """Of the latest runs whose every order is ready: from the last step to the last order."""
    ready = Run.objects.all_ready().order_by("-ready_at").values_list("made_at", "ready_at")[:RUNS]
    return [max(0, round((ready_at - made_at) / timedelta(minutes=1))) for made_at, ready_at in ready]
