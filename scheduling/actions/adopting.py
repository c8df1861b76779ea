"""Making a plan the one that is in force: looked at once more, written, and told. This loads no solver."""

from collections.abc import Hashable

from django.db import transaction

from capsules.actions.running import mark_planned, mark_replanned, mark_unplannable, mark_unplanned
from capsules.models import Run
from coop.actions.journal import WORKER
from coop.models import Node
from scheduling import planner
from scheduling.models import Booking, LoadShare, NodePlan, Plan, Station, Step
from scheduling.signals import plan_written

from .chains_of_runs import OPEN
from .plan_into_rows import Written, write_plan
from .problem_from_rows import Rows

CAME_IN_BETWEEN = (
    "station_serves_one_booking_at_a_time",
    "firing_is_never_overfull",
    "share_lies_in_a_live_firing",
)
"""Constraints by which somebody was faster."""


class BrokenPlan(Exception):
    """The planner answered with a plan that breaks its own rules: a bug, and nothing is written."""


class CameInBetween(Exception):
    """What the plan was made of is not so any more: think again."""


def footprint(node: Node) -> frozenset[Hashable]:
    """All that a plan of the node relies on: its stations, its open runs' steps, what these hold, and with whom."""
    steps = Step.objects.live().filter(run__capsule__made_at=node, run__status__in=OPEN)
    bookings = Booking.objects.live().filter(step__in=steps)
    fired = LoadShare.objects.live().filter(step__in=steps).values("firing")
    shares = LoadShare.objects.live().filter(firing__in=fired)
    return frozenset(
        [
            *steps.values_list("pk", "status", "pieces", "run__status"),
            *bookings.values_list("pk", "station", "during"),
            *shares.values_list("pk", "firing", "litres", "firing__booking__during"),
            *node.stations.in_service().values_list("pk"),
        ]
    )


@transaction.atomic
def adopt(plan: planner.Plan, rows: Rows, *, order: NodePlan, seen: frozenset[Hashable], by=WORKER) -> bool:
    """Book `plan`, which was made of `rows` when the node's footprint was `seen`; whether that changed anything.

    Runs are locked before stations, each in order of number. Raises CameInBetween, BrokenPlan, TechnicianTaken, or an
    IntegrityError of the constraint that somebody's booking is held by.
    """
    runs = _locked_runs(rows)
    stations = Station.objects.filter(node=order.node).order_by("pk")
    list(stations.select_for_update(no_key=True, of=["self"]))
    if footprint(order.node) != seen:
        raise CameInBetween
    if violations := planner.check(rows.problem, plan):
        raise BrokenPlan(f"{order}: {'; '.join(violations)}")

    written = write_plan(plan, rows)
    order.moves = len(written.moved)
    told = [run for run in runs if _say(run, plan, rows, written, order)]
    if told:
        plan_written.send(sender=NodePlan, node_plan=order, moved=written.moved, runs=told)
    return bool(told)


def _locked_runs(rows: Rows) -> list[Run]:
    keys = [int(key) for key in (*rows.runs, *rows.obstacles)]
    runs = Run.objects.select_for_update(no_key=True, of=["self"]).filter(pk__in=keys).order_by("pk")
    return list(runs.select_related("capsule__maker", "capsule__made_at"))


def _say(run: Run, plan: planner.Plan, rows: Rows, written: Written, order: NodePlan) -> bool:
    """Write on the run what the plan means for it; whether its times are others than before."""
    key = str(run.pk)
    if key not in plan.finish:
        obstacle = rows.obstacles.get(key) or planner.explain(plan, key).sentence
        return _without_place(run, obstacle, order) or run.pk in written.runs
    if run.pk not in written.runs:
        return False
    ends_at = rows.moment(plan.finish[key])
    if run.status == Run.Status.APPROVED:
        mark_planned(run, expected_at=ends_at)
    else:
        mark_replanned(run, expected_at=ends_at, reason=order.reason)
    _remember(run, order, ends_at=ends_at, reason=planner.explain(plan, key).sentence)
    return True


def _without_place(run: Run, obstacle: str, order: NodePlan) -> bool:
    """The run says why. One row remembers the last time somebody looked. Whether it had a place before."""
    had_one = run.status == Run.Status.PLANNED
    if had_one:
        mark_unplanned(run, reason=obstacle, by=WORKER)
    mark_unplannable(run, obstacle=obstacle)
    Plan.objects.filter(run=run, ends_at=None).delete()
    _remember(run, order, ends_at=None, reason=obstacle)
    return had_one


def _remember(run: Run, order: NodePlan, **came_of_it) -> None:
    thought = {"engine": order.engine, "seconds": order.seconds or 0, "attempts": order.attempts}
    Plan.objects.create(run=run, node_plan=order, **thought, **came_of_it)
