from django.db import transaction

from capsules.actions.preordering import locked
from capsules.models import Capsule
from capsules.refusals import ChangedMeanwhile, Frozen
from coop.actions.journal import record
from coop.marks import mark_of
from scheduling.models import Operation


@transaction.atomic
def save_route(capsule, *, stops: list[Operation], by, seen: str = "") -> None:
    """Write a draft's route anew, in the order given.

    Raises Frozen once it is submitted, and ChangedMeanwhile where `seen` is not the mark of what is saved.
    """
    capsule = locked(capsule)
    if capsule.status != Capsule.Status.DRAFT:
        raise Frozen(f"{capsule} is {capsule.get_status_display()}: its route stays as the co-op read it.")
    if seen and seen != mark_of_route(capsule):
        raise ChangedMeanwhile(f"The route of {capsule}")
    capsule.operations.all().delete()
    for rank, stop in enumerate(stops, 1):
        stop.pk, stop.capsule, stop.rank = None, capsule, rank
    Operation.objects.bulk_create(stops)
    record(by, "routed", capsule, stops=[stop.name for stop in stops])


def mark_of_route(capsule: Capsule) -> str:
    columns = [field.attname for field in Operation._meta.concrete_fields if field.attname not in ("id", "capsule_id")]
    return mark_of(list(capsule.operations.values_list(*columns)))
