from django.db import transaction

from capsules.actions import redirecting
from capsules.models import Preorder
from capsules.refusals import CannotMove
from fulfillment.models import Piece

from . import announcing, stocking


@transaction.atomic
def collect_elsewhere(preorder, *, node, by) -> Preorder:
    """Have an order collected at another node, as long as none of its pieces has left the workshop.

    A desk that receives pieces locks their orders as this does: one of the two comes first, and the other sees it.
    """
    stocking.lock_preorders([preorder.pk])
    under_way = Piece.objects.filter(claim__preorder=preorder, claim__cancelled_at=None)
    if under_way.exclude(place=Piece.Place.WORKSHOP).exists():
        raise CannotMove("Your pieces are on their way to the shelf already: where you collect them stays as it is.")
    before = preorder.pickup_node_id
    preorder = redirecting.collect_elsewhere(preorder, node=node, by=by)
    if preorder.pickup_node_id != before:
        announcing.collected_elsewhere(preorder)
    return preorder
