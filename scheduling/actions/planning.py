"""What the worker does when a node's plan is wanted: read, think outside any transaction, write in one."""

from contextlib import suppress
from time import monotonic

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from coop.lifecycle import StaleRow, broke
from scheduling import planner
from scheduling.models import NodePlan
from scheduling.planner.completing import complete
from scheduling.planner.thought import Thought

from .adopting import CAME_IN_BETWEEN, CameInBetween, adopt, footprint
from .asking import ask_for_plan
from .opening import open_missing_steps
from .plan_into_rows import TechnicianTaken
from .plan_of_today import plan_of_today
from .problem_from_rows import Rows, rows_of_node
from .thinking import think
from .watching import Watch

ATTEMPTS = 5
CAME_OF_IT = ("engine", "seconds", "attempts", "moves", "before", "objectives", "bound", "proved")


def plan_node(order: NodePlan, *, seconds: float | None = None) -> bool:
    """Think so many seconds about the node of an order and write what came of it; whether this worker did.

    By two workers at once it is done once. Where bookings come in between again and again, nothing is written, the
    order stands, and the sweep rings again.
    """
    if not _take(order):
        return False
    until = monotonic() + (settings.PLANNER_SECONDS if seconds is None else seconds)
    with Watch(order) as watch, suppress(StaleRow):
        for attempt in range(1, ATTEMPTS + 1):
            order.attempts = attempt
            if _write(order, watch, *_think(order, watch, until)):
                return True
        order.become(NodePlan.Status.WANTED)
    return False


def _take(order: NodePlan) -> bool:
    """Two workers may hear one bell."""
    order.refresh_from_db()
    if order.status != NodePlan.Status.WANTED:
        return False
    try:
        order.become(NodePlan.Status.THINKING, thinking_at=timezone.now(), alive_at=timezone.now())
    except StaleRow:
        return False
    return True


def _think(order: NodePlan, watch: Watch, until: float) -> tuple:
    """(footprint, rows, plan of today, thought); from fresh rows again where somebody asked while there is time."""
    while True:
        order.refresh_from_db(fields=["asked_again_at", "cancel_asked_at", "reason"])
        watch.look_again(order.asked_again_at)
        open_missing_steps(order.node)
        seen = footprint(order.node)
        rows = rows_of_node(order.node, now=timezone.now())
        today = complete(rows.problem, plan_of_today(rows))
        start = None if planner.check(rows.problem, today) else today
        watch.better(today)
        left = 0 if order.cancel_asked_at else max(0, until - monotonic())
        thought = think(rows.problem, budget_s=left, start=start, on_better=watch.better, stop=watch.should_stop)
        if not watch.asked_again or watch.cancelled or monotonic() > until:
            return seen, rows, start, thought


def _write(order: NodePlan, watch: Watch, seen, rows: Rows, today: planner.Plan | None, thought: Thought) -> bool:
    """One transaction. False where something came in between, and the planner must think again."""
    plan = thought.plan
    if today is not None and (watch.cancelled or today.objectives <= plan.objectives):
        plan = today
    _note(order, today, plan, thought)
    try:
        with transaction.atomic():
            changed = adopt(plan, rows, order=order, seen=seen)
            _end(order, watch, changed)
    except (CameInBetween, TechnicianTaken):
        return False
    except IntegrityError as error:
        if not any(broke(error, name) for name in CAME_IN_BETWEEN):
            raise
        return False
    return True


def _note(order: NodePlan, today: planner.Plan | None, plan: planner.Plan, thought: Thought) -> None:
    order.engine, order.seconds, order.proved = thought.engine, round(thought.seconds, 2), thought.proved
    order.before = list(today.objectives) if today else None
    order.objectives = list(plan.objectives)
    order.bound = list(thought.bound) if thought.bound else None


def _end(order: NodePlan, watch: Watch, changed: bool) -> None:
    """What was asked since the rows were read becomes an order of its own."""
    mine = NodePlan.objects.select_for_update(no_key=True, of=["self"]).filter(thinking_at=order.thinking_at)
    now = mine.filter(pk=order.pk, status=NodePlan.Status.THINKING).first()
    if now is None:
        raise StaleRow(f"{order} is another worker's by now")
    ended = NodePlan.Status.WRITTEN if changed else NodePlan.Status.NOTHING
    if now.cancel_asked_at:
        ended = NodePlan.Status.CANCELLED
    came_of_it = {name: getattr(order, name) for name in CAME_OF_IT}
    order.become(ended, ended_at=timezone.now(), progress=watch.progress(), **came_of_it)
    if now.asked_again_at != watch.seen:
        ask_for_plan(order.node, reason=now.reason.removeprefix(order.reason).strip() or now.reason)
