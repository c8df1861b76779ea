"""Asking what a decision would do, before it is made. What can be refused without thinking is refused at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from capsules.models import Run
from coop.actions.journal import record
from coop.hours import write_hours
from coop.models import Node
from coop.phrases import day_words, moment_words
from coop.refusals import Refusal
from coop.times import minute_of_day
from scheduling.models import Station, Step, WhatIf
from scheduling.planner.changes import Pin
from scheduling.planner.placing import why_not
from scheduling.signals import what_if_asked

from .clock import Clock
from .problem_from_rows import rows_of_node


class CannotBe(Refusal):
    """What was asked can never be; `reasons` say why, in sentences."""

    status = 422

    def __init__(self, *reasons: str):
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


class AlreadyDecided(Refusal):
    """Somebody accepted it or threw it away."""


def ask_for_step(step: Step, *, station: Station, start: datetime, by) -> WhatIf:
    """What if `step` began on `station` at `start`? Raises CannotBe where hours, bookings or waits forbid it."""
    node = step.run.capsule.made_at
    rows = rows_of_node(node, now=timezone.now())
    key, clock = str(step.pk), Clock(rows.origin)
    if key not in rows.steps:
        raise CannotBe(f"“{step.operation}” stays where it is: it is done, under way, or begins within 24 hours.")
    if str(station.pk) not in rows.stations:
        raise CannotBe(f"{station} is no station of {node} that is in service.")
    pin = Pin(key, str(station.pk), clock.minute(start))
    if reasons := why_not(rows.problem, pin, say=lambda minute: local_words(clock.moment(minute), node)):
        raise CannotBe(*reasons)
    words = f"“{step.operation}” of run {step.run_id} begins on {local_words(start, node)} on {station}"
    figures = {"step": step.pk, "station": station.pk, "start": start.isoformat()}
    return _ask(node, WhatIf.Kind.STEP, words, figures, by)


def ask_for_outage(station: Station, *, until: datetime, reason: str = "", by) -> WhatIf:
    """What if `station` could not be used from now until `until`?"""
    if until <= timezone.now():
        raise CannotBe("That time is over. Choose a later one.")
    words = f"{station} is out until {local_words(until, station.node)}"
    figures = {"station": station.pk, "until": until.isoformat(), "reason": reason or f"{station} is out"}
    return _ask(station.node, WhatIf.Kind.OUT, words, figures, by)


def ask_for_shift(node: Node, *, day: date, opens_minute: int, closes_minute: int, by) -> WhatIf:
    """What if somebody were at `node` on `day` besides the weekly hours?"""
    opens, closes = (minute_of_day(day, minute, node.zone) for minute in (opens_minute, closes_minute))
    if closes <= timezone.now():
        raise CannotBe("That shift is over. Choose a later day.")
    if closure := node.closures.filter(days__contains=day).first():
        raise CannotBe(f"{node} is closed on {day_words(day, day)}: {closure.reason}.")
    if any(start <= opens and closes <= end for start, end in node.staffed_between(opens, closes)):
        raise CannotBe(f"{node} is staffed then already.")
    words = f"somebody is there on {day_words(day, day)}, {write_hours([(opens_minute, closes_minute)])}"
    figures = {"day": day.isoformat(), "opens_minute": opens_minute, "closes_minute": closes_minute}
    return _ask(node, WhatIf.Kind.SHIFT, words, figures, by)


@transaction.atomic
def ask_for_run(run: Run, *, by=None) -> WhatIf:
    """What if `run`, which waits for approval, were taken? One thinking at a time: a second asking joins the first."""
    run = Run.objects.select_for_update(no_key=True, of=["self"]).select_related("capsule__made_at").get(pk=run.pk)
    if run.status != Run.Status.PROPOSED:
        raise CannotBe(f"{run} does not wait for approval.")
    live = run.what_ifs.filter(status__in=[WhatIf.Status.WANTED, WhatIf.Status.THINKING]).first()
    return live or _ask(run.capsule.made_at, WhatIf.Kind.RUN, f"{run} is taken", {"run": run.pk}, by, run=run)


@transaction.atomic
def throw_away(what_if: WhatIf, *, by) -> None:
    """Forget it; a worker that thinks about it stops."""
    what_if = WhatIf.objects.select_for_update().get(pk=what_if.pk)
    if not what_if.can_become(WhatIf.Status.THROWN_AWAY):
        raise AlreadyDecided(f"It is {what_if.get_status_display()} already.")
    what_if.become(WhatIf.Status.THROWN_AWAY, decided_at=timezone.now(), decided_by=by)


def local_words(moment: datetime, node: Node) -> str:
    local = moment.astimezone(node.zone)
    return moment_words(local, timezone.now().astimezone(node.zone).date())


@transaction.atomic
def _ask(node: Node, kind: WhatIf.Kind, words: str, figures: dict, by, *, run: Run | None = None) -> WhatIf:
    what_if = WhatIf.objects.create(node=node, kind=kind, words=words[:200], figures=figures, run=run, asked_by=by)
    if by:
        record(by, "asked what if", what_if, **figures)
    what_if_asked.send(sender=WhatIf, what_if=what_if)
    return what_if
