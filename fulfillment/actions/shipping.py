from django.db import IntegrityError, transaction

from capsules.actions import preordering
from capsules.models import Preorder
from coop.actions.journal import record
from coop.lifecycle import broke
from coop.money import format_minor
from coop.refusals import Refusal
from fulfillment.models import Piece, Shipment

from . import announcing, stocking


class CannotSend(Refusal):
    """A parcel that must not leave. The words end with what to do."""


class AlreadySent(CannotSend):
    def __init__(self, preorder):
        shipment = preorder.shipments.get()
        local = shipment.at.astimezone(shipment.node.zone)
        super().__init__(
            f"Already sent at {local:%H:%M} on {local:%a} {local.day} {local:%B}, with {shipment.carrier}. "
            "If this is another parcel, look at its label again."
        )


class NothingToFollow(CannotSend):
    status = 422

    def __init__(self):
        super().__init__("Write the carrier and the number on its receipt: the customer follows the parcel by them.")


def check_sending(preorder, *, at) -> None:
    """Raise what keeps this order from leaving this node as a parcel, if anything does."""
    if preorder.status == Preorder.Status.SHIPPED:
        raise AlreadySent(preorder)
    if preorder.status in (Preorder.Status.CANCELLED, Preorder.Status.RELEASED):
        raise CannotSend(f"This order was {preorder.stands}. Unpack it: its pieces are free.")
    if not preorder.is_parcel:
        raise CannotSend(f"This order is collected at {preorder.pickup_node}. Leave it on the shelf.")
    if preorder.pickup_node_id != at.pk:
        raise CannotSend(f"This parcel leaves from {preorder.pickup_node}. Have its pieces brought there.")
    if preorder.status != Preorder.Status.READY:
        raise CannotSend("Not ready yet: not all pieces of this order are here. Receive them first.")
    if preorder.to_pay_minor:
        due = format_minor(preorder.to_pay_minor, preorder.currency)
        raise CannotSend(
            f"Not paid yet: {due} are to come from the card. Keep it until the office says that it is paid."
        )


@transaction.atomic
def ship(preorder, *, at, carrier: str, tracking_number: str, by) -> Shipment:
    """Send all pieces of an order, once, and owe its customer the number to follow them by.

    The row lock makes a second desk wait and see the first one's parcel; `order_is_sent_once` would refuse it even
    without.
    """
    preordered = Preorder.objects.select_for_update(no_key=True, of=("self",)).select_related("pickup_node", "capsule")
    preorder = preordered.get(pk=preorder.pk)
    check_sending(preorder, at=at)
    if not (carrier.strip() and tracking_number.strip()):
        raise NothingToFollow
    pieces = list(Piece.objects.on_the_shelf_of(at).filter(claim__preorder=preorder, claim__cancelled_at=None))
    if len(pieces) != preorder.claims.live().count():
        raise CannotSend("Not all pieces of this order lie on this shelf. Look for them before anything leaves.")

    stocking.move_all(pieces, place=Piece.Place.CUSTOMER, node=None, by=by)
    shipment = _write(preorder, at, carrier.strip(), tracking_number.strip(), by)
    preordering.mark_shipped(preorder, by=by)
    record(by, "sent the parcel of", preorder, carrier=shipment.carrier, pieces=[piece.number for piece in pieces])
    announcing.parcel_sent(preorder)
    return shipment


def _write(preorder, node, carrier: str, tracking_number: str, by) -> Shipment:
    try:
        with transaction.atomic():
            return Shipment.objects.create(
                preorder=preorder, node=node, carrier=carrier, tracking_number=tracking_number, by=by
            )
    except IntegrityError as error:
        if broke(error, "order_is_sent_once"):
            raise AlreadySent(preorder) from error
        raise
