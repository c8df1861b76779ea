from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from coop.models import Closure, Node, StaffedHours
from coop.signals import node_closed

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
    """Shut a node on whole local days, both included. What is booked there hears of it."""
    closure = Closure.objects.create(node=node, days=DateRange(first, last + timedelta(days=1)), reason=reason)
    record(by, "closed", node, days=[first.isoformat(), last.isoformat()], reason=reason)
    node_closed.send(sender=Closure, closure=closure, by=by)
    return closure


@transaction.atomic
def reopen_node(closure: Closure, *, by) -> None:
    record(by, "reopened", closure.node, reason=closure.reason)
    closure.delete()
