"""What the worker finds by itself: steps that run late, runs without place, and orders whose worker died."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from capsules.models import Run
from coop.lifecycle import StaleRow
from coop.models import Node
from scheduling.models import NodePlan, Step

from .asking import ask_for_plan
from .chains_of_runs import Chain, Held, Look, chain_of, open_runs

LOOK_AGAIN_AFTER = timedelta(minutes=10)


def orders_left() -> QuerySet[NodePlan]:
    """All that is wanted; also what a worker took that has not been heard of for a while."""
    for order in NodePlan.objects.left_behind(timezone.now() - timedelta(seconds=settings.PLANNER_LEASE_SECONDS)):
        try:
            order.become(NodePlan.Status.WANTED)
        except StaleRow:
            continue
    return NodePlan.objects.filter(status=NodePlan.Status.WANTED)


def ask_for_what_is_due() -> None:
    """A node that was thought about just now is left alone: what it left open is not mended by asking at once."""
    looked = NodePlan.objects.filter(node=OuterRef("pk"))
    live, just_looked = looked.live(), looked.filter(ended_at__gt=timezone.now() - LOOK_AGAIN_AFTER)
    for node in Node.objects.filter(~Exists(live), ~Exists(just_looked)):
        if reason := what_is_due(node):
            ask_for_plan(node, reason=reason)


def what_is_due(node: Node) -> str:
    now = timezone.now()
    look = Look(now, frozen_until=now, movable=False)
    chains = [chain_of(run, list(run.steps.all()), look) for run in open_runs(node)]
    return "\n".join(sorted({words for chain in chains if (words := _due(chain))}))


def _due(chain: Chain) -> str:
    """Why a run needs another look at its times."""
    capsule = chain.run.capsule
    if chain.run.status == Run.Status.APPROVED or any(step.status == Step.Status.WAITING for step in chain.to_place):
        return f"{capsule} has no station time yet."
    if not chain.to_place:
        return ""
    late = chain.to_place[0].operation
    if chain.staying and chain.staying[-1].status != Step.Status.DONE:
        return f"“{chain.staying[-1].operation}” of {capsule} is not done in time for “{late}”."
    if chain.staying and Held.by(chain.to_place[0]).ends_at > timezone.now():
        return f"“{chain.staying[-1].operation}” of {capsule} was done too late for “{late}”."
    return f"“{late}” of {capsule} did not begin in its time."
