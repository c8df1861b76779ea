from django.db import transaction

from capsules.models import Capsule, Preorder
from capsules.refusals import CannotMove
from coop.actions.journal import record

from .preordering import locked


@transaction.atomic
def collect_elsewhere(preorder, *, node, by) -> Preorder:
    """Have an order collected at another of its capsule's nodes. At the one that it has already, nothing changes.

    Until its pieces begin their way to the shelf: where they are, only a caller who sees them can say.
    """
    locked(Capsule(pk=preorder.capsule_id))
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    if preorder.status not in (Preorder.Status.PLACED, Preorder.Status.CONFIRMED):
        raise CannotMove(f"This order is {preorder.stands}: where it is collected stays as it is.")
    if preorder.is_parcel:
        raise CannotMove("This order comes by parcel: it is not collected at a node.")
    if not preorder.capsule.pickup_nodes.filter(pk=node.pk).exists():
        raise CannotMove(f"{preorder.capsule} is not collected at {node}. Choose one of its nodes.")
    before = preorder.pickup_node
    if before == node:
        return preorder

    preorder.pickup_node = node
    preorder.save(update_fields=["pickup_node"])
    record(by, "moved the pickup of", preorder, before=before.slug, after=node.slug)
    return preorder
