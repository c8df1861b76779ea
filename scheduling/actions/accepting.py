"""Doing what was asked about: only if all is still as it was when the answer was found, and all of it at once."""

from contextlib import suppress
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from capsules.actions.running import approve
from coop.actions.journal import record
from coop.actions.nodes import add_hours
from coop.lifecycle import StaleRow, broke
from coop.models import User
from coop.refusals import Refusal
from scheduling import planner
from scheduling.models import NodePlan, Station, WhatIf
from scheduling.planner.keeping import recalled

from .adopting import CAME_IN_BETWEEN, BrokenPlan, CameInBetween, adopt, footprint
from .maintenance import hold_for_maintenance
from .plan_into_rows import TechnicianTaken
from .problem_from_rows import Rows, rows_of_node
from .what_if_rows import read
from .what_ifs import AlreadyDecided


class PlanChanged(Refusal):
    """Something that the answer rests on is not so any more; nothing was written."""

    def __init__(self):
        super().__init__("The plan changed meanwhile. Nothing was written: ask again, it takes a few seconds.")


def accept(what_if: WhatIf, *, by: User) -> WhatIf:
    """Do it, and book the plan that was shown.

    Raises AlreadyDecided, PlanChanged, after which the question is outdated, and the refusals of the verb that does it.
    """
    try:
        return _accept(what_if, by)
    except PlanChanged:
        _outdate(what_if, by)
        raise


@transaction.atomic
def _accept(what_if: WhatIf, by: User) -> WhatIf:
    locked = WhatIf.objects.select_for_update(of=["self"]).select_related("node", "run__capsule")
    what_if = locked.get(pk=what_if.pk)
    if what_if.status != WhatIf.Status.ANSWERED:
        raise AlreadyDecided(f"It is {what_if.get_status_display()} already: nothing was done a second time.")
    seen = footprint(what_if.node)
    rows = _unchanged(what_if)
    if what_if.kind == WhatIf.Kind.RUN:
        approve(what_if.run, by=by)
    else:
        _do(what_if, rows, seen, by)
    what_if.become(WhatIf.Status.ACCEPTED, decided_at=timezone.now(), decided_by=by)
    record(by, "accepted", what_if, **what_if.figures)
    return what_if


def _unchanged(what_if: WhatIf) -> Rows:
    """The rows that the answer was found for, or PlanChanged."""
    try:
        asked = read(what_if, now=_thought_at(what_if))
    except ValueError as gone:
        raise PlanChanged from gone
    if asked.fingerprint != what_if.relied_on:
        raise PlanChanged
    return asked.rows


def _do(what_if: WhatIf, rows: Rows, seen, by: User) -> None:
    if what_if.kind == WhatIf.Kind.SHIFT:
        figures = what_if.figures
        hours = {name: figures[name] for name in ("opens_minute", "closes_minute")}
        add_hours(what_if.node, day=date.fromisoformat(figures["day"]), **hours, by=by)
        rows = rows_of_node(what_if.node, now=_thought_at(what_if))
    _write(what_if, rows, seen, by)
    if what_if.kind == WhatIf.Kind.OUT:
        station = Station.objects.select_related("node").get(pk=what_if.figures["station"])
        until = datetime.fromisoformat(what_if.figures["until"])
        hold_for_maintenance(station, start=timezone.now(), end=until, reason=what_if.figures["reason"], by=by)


def _write(what_if: WhatIf, rows: Rows, seen, by: User) -> None:
    plan = recalled(rows.problem, what_if.result["plan"])
    now = timezone.now()
    if any(rows.moment(start) < now for start in new_starts(plan)):
        raise PlanChanged
    order = NodePlan.objects.create(
        node=what_if.node,
        reason=what_if.words,
        by=by,
        status=NodePlan.Status.WRITTEN,
        thinking_at=what_if.thinking_at,
        ended_at=now,
        engine=what_if.result["engine"],
        seconds=what_if.result["seconds"],
        objectives=list(plan.objectives),
    )
    try:
        with transaction.atomic():
            adopt(plan, rows, order=order, seen=seen, by=by)
    except (CameInBetween, TechnicianTaken, BrokenPlan) as changed:
        raise PlanChanged from changed
    except IntegrityError as error:
        if not any(broke(error, name) for name in CAME_IN_BETWEEN):
            raise
        raise PlanChanged from error
    order.save(update_fields=["moves"])


def new_starts(plan: planner.Plan) -> list[int]:
    """When what the plan moves begins there."""
    standing = {(booked.step, booked.station, booked.start) for booked in plan.problem.booked}
    parts = ((step, part.station, part.start) for step, parts in plan.parts.items() for part in parts)
    return [start for step, station, start in parts if (step, station, start) not in standing]


def _thought_at(what_if: WhatIf) -> datetime:
    return datetime.fromisoformat(what_if.result["now"])


def _outdate(what_if: WhatIf, by: User) -> None:
    what_if.refresh_from_db()
    with suppress(StaleRow):
        if what_if.can_become(WhatIf.Status.OUTDATED):
            what_if.become(WhatIf.Status.OUTDATED, decided_at=timezone.now(), decided_by=by)
