"""The worker's calculation of the dates of a node. Only the worker imports this: it replays plans."""

from django.utils import timezone

from coop.models import Node
from scheduling.models import NodePlan, Promise
from scheduling.models.promises import promisable

from .foreseeing import foresee
from .promising import dates_to_look_at, promise, settle


def promise_due(node: Node) -> list[Promise]:
    """Calculate the dates of a node where one is missing or to be looked at again; otherwise nothing is to do.

    While the node's plan is thought about, nothing is: a date from what is about to move would be told with a wrong
    reason. The sweep comes back.
    """
    settle(node)
    if NodePlan.objects.live().filter(node=node).exists():
        return []
    undated = promisable().filter(made_at=node).exclude(pk__in=Promise.objects.current().values("capsule"))
    again = dates_to_look_at().filter(capsule__made_at=node)
    return promise_all(node) if undated.exists() or again.exists() else []


def promise_all(node: Node) -> list[Promise]:
    """Calculate and write the dates of every capsule of a node whose pieces are to come.

    Called twice it calculates twice and writes once: where the days are the same, the promise stands.
    """
    capsules = list(promisable().filter(made_at=node).select_related("maker", "made_at").order_by("closes_at"))
    now = timezone.now()
    foreseen = foresee(node, capsules, now=now) if capsules else {}
    return [promise(capsule, foreseen[capsule.pk], now=now) for capsule in capsules]
