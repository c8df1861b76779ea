"""Which hours are prime: those that everybody wants, and that a ledger counts."""

from django.db import transaction

from coop.actions.journal import record
from coop.models import Node
from scheduling.models import PrimeHours


@transaction.atomic
def save_prime_hours(node: Node, *, week: dict[int, list[tuple[int, int]]], by) -> None:
    """Write a node's prime hours whole: weekday → stretches in minutes after midnight."""
    node.prime_hours.all().delete()
    PrimeHours.objects.bulk_create(
        PrimeHours(node=node, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday, stretches in week.items()
        for opens, closes in stretches
    )
    record(by, "changed the prime hours of", node)
