from django.db import transaction
from django.db.models.functions import Now

from capsules.models import Preorder
from capsules.refusals import StillStanding
from coop.actions.journal import forget_details, record

from .preordering import locked

PERSONAL = ("reason",)
"""What the journal may have heard of an order in a person's own words."""


@transaction.atomic
def forget(preorder, *, by) -> Preorder:
    """Take from an ended order all that says whose it was. Its sum and its pieces stay; its link opens nothing more.

    Asked again, it is forgotten once. Raises StillStanding while somebody counts on it.
    """
    locked(preorder.capsule)
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    if preorder.erased_at:
        return preorder
    if preorder.is_standing:
        raise StillStanding(_what_to_do(preorder))

    personal = ("name", "email", "end_reason", "ship_name", "ship_street", "ship_postcode", "ship_city")
    Preorder.objects.filter(pk=preorder.pk).update(**dict.fromkeys(personal, ""), erased_at=Now())
    preorder.refresh_from_db()
    forget_details(preorder, *PERSONAL)
    record(by, "forgot whose it was:", preorder)
    return preorder


def _what_to_do(preorder) -> str:
    if preorder.status == Preorder.Status.PLACED:
        return "This order still stands. Cancel it first: it is free. Then we forget whose it was."
    if preorder.status == Preorder.Status.CONFIRMED:
        return (
            "This order is being made for you, and we must be able to reach you. Once you have it, or once the co-op "
            "cancelled it for you, we forget whose it was."
        )
    then = "has left" if preorder.is_parcel else "is collected"
    return f"Your pieces are here, and we must be able to reach you. Once the order {then}, we forget whose it was."
