from django.db import transaction

from capsules.actions.preordering import locked
from capsules.models import Capsule
from capsules.refusals import Frozen
from coop.actions.journal import record
from scheduling.models import Operation


@transaction.atomic
def save_route(capsule, *, stops: list[Operation], by) -> None:
    """Write a draft's route anew, in the order given. Raises Frozen once it is submitted."""
    capsule = locked(capsule)
    if capsule.status != Capsule.Status.DRAFT:
        raise Frozen(f"{capsule} is {capsule.get_status_display()}: its route stays as the co-op read it.")
    capsule.operations.all().delete()
    for rank, stop in enumerate(stops, 1):
        stop.pk, stop.capsule, stop.rank = None, capsule, rank
    Operation.objects.bulk_create(stops)
    record(by, "routed", capsule, stops=[stop.name for stop in stops])
