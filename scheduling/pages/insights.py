"""What a node's month teaches, from its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Q

from capsules.models import Run
from scheduling.gantt.slack import Slack, slack_of
from scheduling.hindsight import Fired, Held, Spark, Waited, bottleneck, fill_of, lost_of, queues_of, staffed_minutes
from scheduling.models import Booking, Firing, Plan, StationKind, Step
from scheduling.months import Month

from .kept_promises import kept_promises
from .run import steps_of

MONTHS_BACK = 6
LOOKS_BACK = timedelta(weeks=8)
"""A step that waited longer counts as having waited so long."""


@dataclass(frozen=True)
class KeptRun:
    """A run whose pieces were made in the month: promised, planned when it was approved, and made."""

    run: Run
    planned_at: datetime | None

    @property
    def slack(self) -> Slack:
        return slack_of(self.run.due_at, self.run.made_at)


def insights_page(node, month: Month, now: datetime) -> dict:
    start, end = month.span(node.zone)
    until = min(end, now)
    kept, queues = kept_runs(node, start, until), queues_of(waits_of(node, start, until))
    kinds = dict(node.stations.values_list("name", "kind__group"))
    lost = lost_of(held_of(node, start, until))
    return {
        "node": node,
        "month": month,
        "is_now": end > now,
        "promises": kept_promises(node, start, until),
        "kept": kept,
        "kept_count": sum(not each.slack.is_late for each in kept),
        "queues": [(queue, kinds.get(queue.station, ""), share(queue.minutes, queues[0].minutes)) for queue in queues],
        "bottleneck": bottleneck(queues),
        "lost": [(each, kinds.get(each.station, ""), share(each.minutes, lost[0].minutes)) for each in lost],
        "lost_minutes": sum(each.minutes for each in lost),
        **fills_shown(node, month, until),
    }


def share(part: float, of: float) -> int:
    return round(part / of * 100) if of else 0


def kept_runs(node, start: datetime, end: datetime) -> list[KeptRun]:
    """The latest first."""
    made = Run.objects.filter(capsule__made_at=node, made_at__gte=start, made_at__lt=end).order_by("made_at")
    runs = list(made.select_related("capsule__maker"))
    first = Plan.objects.filter(run__in=runs, ends_at__isnull=False).order_by("run_id", "made_at").distinct("run_id")
    planned = dict(first.values_list("run_id", "ends_at"))
    return sorted((KeptRun(run, planned.get(run.pk)) for run in runs), key=lambda kept: kept.slack.left)


def waits_of(node, start: datetime, end: datetime) -> list[Waited]:
    """The steps that began in the month: from when the one before was done, and had rested, until they began."""
    runs = Run.objects.filter(pk__in=steps_begun(node, start, end).values("run"))
    staffed = node.staffed_between(start - LOOKS_BACK, end)
    by_run: dict[int, list[Step]] = {}
    for step in steps_of(runs):
        by_run.setdefault(step.run_id, []).append(step)
    return [
        Waited(station_of(step), staffed_minutes(staffed, ended + rest_after(before), began))
        for steps in by_run.values()
        for before, step in pairwise(steps)
        if (ended := ended_at(before)) and (began := began_at(step)) and start <= began < end
    ]


def steps_begun(node, start: datetime, end: datetime):
    session, firing = "bookings", "shares__firing__booking"
    span = {"during__startswith__gte": start, "during__startswith__lt": end}
    booked = Q(bookings__released_at=None, **{f"{session}__{key}": value for key, value in span.items()})
    fired = Q(shares__released_at=None, **{f"{firing}__{key}": value for key, value in span.items()})
    return Step.objects.live().filter(booked | fired, run__capsule__made_at=node)


def rest_after(step: Step) -> timedelta:
    return timedelta(minutes=step.operation.wait_minutes)


def held_by(step: Step) -> list[Booking]:
    """Its sessions and the firings that it is in, the first first."""
    held = [*step.bookings.all(), *(share.firing.booking for share in step.shares.all())]
    return sorted(held, key=lambda booking: booking.during.lower)


def station_of(step: Step) -> str:
    return held_by(step)[0].station.name


def began_at(step: Step) -> datetime | None:
    held = held_by(step)
    return (step.started_at or held[0].during.lower) if held else None


def ended_at(step: Step) -> datetime | None:
    return step.done_at or max((booking.during.upper for booking in held_by(step)), default=None)


def held_of(node, start: datetime, end: datetime) -> list[Held]:
    """What stations that one works at were held for. A kiln's loading is not set-up: its litres count, below."""
    held = Booking.objects.live().filter(station__node=node, station__kind__use=StationKind.Use.EXCLUSIVE)
    work = held.filter(purpose__in=[Booking.Purpose.MAKER, Booking.Purpose.STEP], during__startswith__gte=start)
    figures = work.filter(during__startswith__lt=end).values_list(
        "station__name", "during", "occupied", "step__operation__setup_minutes"
    )
    return [
        Held(
            station,
            minutes_between(occupied.lower, during.lower),
            min(setup or 0, minutes_between(during.lower, during.upper)),
            minutes_between(during.lower, during.upper),
            minutes_between(during.upper, occupied.upper),
        )
        for station, during, occupied, setup in figures
    ]


def minutes_between(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)


def fills_shown(node, month: Month, until: datetime) -> dict:
    """The month's firings, and the mean fill of the last months as a line."""
    months = [month]
    while len(months) < MONTHS_BACK:
        months.insert(0, months[0].before)
    fired = Firing.objects.live().filter(booking__station__node=node, fires_at__lt=until)
    found: dict[Month, list[Fired]] = {each: [] for each in months}
    for kiln, taken, capacity, at in fired.filter(fires_at__gte=months[0].span(node.zone)[0]).values_list(
        "booking__station__name", "taken_l", "capacity_l", "fires_at"
    ):
        found[Month.of(at.astimezone(node.zone).date())].append(Fired(kiln, float(taken / capacity)))
    fills = [fill_of(found[each]) for each in months]
    named = [(each, fill) for each, fill in zip(months, fills, strict=True) if fill]
    return {"fill": fills[-1], "spark": Spark([fill.mean if fill else None for fill in fills]), "fill_months": named}
