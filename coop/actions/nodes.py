from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from coop.lifecycle import broke
from coop.models import Closure, ExtraHours, Node, StaffedHours
from coop.refusals import Refusal
from coop.signals import node_closed

from .journal import record


class ClosedThen(Refusal):
    """Extra hours asked for on a day on which the node is shut."""


class StaffedThen(Refusal):
    """Extra hours that overlap others of the day."""


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


@transaction.atomic
def add_hours(node: Node, *, day: date, opens_minute: int, closes_minute: int, reason: str = "", by) -> ExtraHours:
    """Have somebody there on one day besides the weekly hours.

    Raises ClosedThen where a closure shuts that day, and StaffedThen where other extra hours overlap these.
    """
    node = Node.objects.select_for_update(no_key=True).get(pk=node.pk)
    if closure := node.closures.filter(days__contains=day).first():
        raise ClosedThen(f"{node} is closed then: {closure.reason}. Open it again first.")
    extra = ExtraHours(node=node, day=day, opens_minute=opens_minute, closes_minute=closes_minute, reason=reason)
    try:
        with transaction.atomic():
            extra.save()
    except IntegrityError as error:
        if broke(error, "extra_hours_of_a_day_do_not_overlap"):
            raise StaffedThen(f"{node} has extra hours then. Take those back first, or choose others.") from error
        raise

    record(by, "added hours", node, day=day.isoformat(), hours=extra.hours, reason=reason)
    return extra


@transaction.atomic
def take_hours_back(extra: ExtraHours, *, by) -> None:
    """Nobody comes after all. What is booked in these hours stays booked, as after a change of the week."""
    record(by, "took hours back", extra.node, day=extra.day.isoformat(), hours=extra.hours)
    extra.delete()
