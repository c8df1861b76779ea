from datetime import date, timedelta

from django.db import transaction

from coop.models import Closure, Node, StaffedHours

from .journal import record


@transaction.atomic
def save_node(node: Node, *, week: dict[int, list[tuple[int, int]]], by) -> Node:
    """Write a node together with its whole week: weekday → stretches in minutes after midnight."""
    verb = "changed" if node.pk else "added"
    node.save()
    node.staffed_hours.all().delete()
    StaffedHours.objects.bulk_create(
        StaffedHours(node=node, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday, stretches in week.items()
        for opens, closes in stretches
    )
    record(by, verb, node)
    return node


@transaction.atomic
def close_node(node: Node, *, first: date, last: date, reason: str, by) -> Closure:
    """Shut a node on whole local days, both included."""
    closure = Closure.objects.create(node=node, days=(first, last + timedelta(days=1)), reason=reason)
    record(by, "closed", node, days=[first.isoformat(), last.isoformat()], reason=reason)
    return closure


@transaction.atomic
def reopen_node(closure: Closure, *, by) -> None:
    record(by, "reopened", closure.node, reason=closure.reason)
    closure.delete()
