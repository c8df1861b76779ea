"""Asking the worker to think about a node, and to stop. The row is the order; these load no solver."""

from django.db import IntegrityError, transaction
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from coop.actions.journal import record
from coop.lifecycle import broke
from coop.models import Node, User
from coop.refusals import Refusal
from scheduling.models import NodePlan
from scheduling.signals import planning_wanted

ONCE_AT_A_TIME = "node_is_thought_about_once_at_a_time"


class NothingToStop(Refusal):
    """The planner is not thinking, or has just answered."""


@transaction.atomic
def ask_for_plan(node: Node, *, reason: str, by=None) -> NodePlan:
    """Have the worker plan `node`. Where it is at it already, it hears that it must look again."""
    now, order = timezone.now(), None
    while order is None:
        order = _add_to_live(node, reason, now) or _order(node, reason, by)
    planning_wanted.send(sender=NodePlan, node_plan=order)
    return order


@transaction.atomic
def cancel_plan(order: NodePlan, *, by: User) -> None:
    """Let the worker stop thinking. What is booked stays; runs that had no place get the best one found so far."""
    asked = NodePlan.objects.live().filter(pk=order.pk, cancel_asked_at=None).update(cancel_asked_at=timezone.now())
    if not asked:
        raise NothingToStop("The planner is not thinking any more. Look at its answer.")
    record(by, "stopped the planning of", order.node)


def _add_to_live(node: Node, reason: str, now) -> NodePlan | None:
    live = NodePlan.objects.live().filter(node=node)
    added = Concat("reason", Value("\n" + reason, TextField()))
    said = Case(When(reason__contains=reason, then=F("reason")), default=added)
    return live.first() if live.update(asked_again_at=now, reason=said) else None


def _order(node: Node, reason: str, by) -> NodePlan | None:
    """None where somebody else asked at this moment."""
    try:
        with transaction.atomic():
            return NodePlan.objects.create(node=node, reason=reason, by=by if isinstance(by, User) else None)
    except IntegrityError as error:
        if broke(error, ONCE_AT_A_TIME):
            return None
        raise
