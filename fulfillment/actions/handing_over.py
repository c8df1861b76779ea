from django.db import transaction

from capsules.actions import paying, preordering
from capsules.models import Preorder
from coop.actions.journal import record
from coop.money import format_minor
from coop.phrases import short_day_words
from coop.refusals import Refusal
from fulfillment.models import Handover, Piece

from . import stocking


class CannotHandOver(Refusal):
    """A pickup that the desk must not finish. `what_to_do` is the next sentence for whoever stands there."""

    what_to_do = ""

    def __init__(self, preorder, why, what_to_do=""):
        super().__init__(f"{why} {what_to_do or self.what_to_do}".strip())
        self.preorder = preorder


class AlreadyHandedOver(CannotHandOver):
    what_to_do = "Ask who came; if it was somebody else, call the co-op."

    def __init__(self, handover):
        local = handover.at.astimezone(handover.node.zone)
        why = f"Already handed over at {local:%H:%M} on {local:%a} {local.day} {local:%B}, {handover.node}."
        super().__init__(handover.preorder, why)
        self.at = handover.at


class WrongNode(CannotHandOver):
    def __init__(self, preorder):
        node = preorder.pickup_node
        super().__init__(
            preorder,
            f"This order is at {node}, {node.street}, {node.city}.",
            "Send the customer there, or ask the co-op to have it moved.",
        )
        self.node = node


class Cancelled(CannotHandOver):
    what_to_do = "Nothing is to be handed over. If the customer did not expect that, call the co-op."

    def __init__(self, preorder):
        super().__init__(preorder, f"This order was {preorder.get_status_display()}: {preorder.end_reason}")


class GoesByParcel(CannotHandOver):
    what_to_do = "Find it under Parcels. If its customer is here to collect it, call the co-op."

    def __init__(self, preorder):
        town = f"{preorder.ship_city}, {preorder.country_name}".removeprefix(", ")
        when = f" on {short_day_words(preorder.shipped_at.date())}" if preorder.shipped_at else ""
        super().__init__(preorder, f"This order {'left' if when else 'goes'} by parcel to {town}{when}.")


class NotReady(CannotHandOver):
    what_to_do = "The customer gets a mail as soon as everything lies on this shelf."

    def __init__(self, preorder):
        super().__init__(preorder, "Not ready yet: not all pieces of this order are here.")


class WrongSum(CannotHandOver):
    def __init__(self, preorder):
        due = format_minor(preorder.to_pay_minor, preorder.currency)
        super().__init__(preorder, f"The sum to pay is {due}.", "Look at the order again before you take money.")


class Unpaid(CannotHandOver):
    """It was to be paid by card, and is not. Somebody who takes the sum at the desk may say so, and hand over."""

    def __init__(self, preorder):
        due = format_minor(preorder.to_pay_minor, preorder.currency)
        super().__init__(
            preorder,
            f"Unpaid: {due} should have come by card, and did not.",
            f"Take {due} here, or ask the customer to pay by the link on the order’s page.",
        )


def check_pickup(preorder, *, at, in_cash: bool = False) -> None:
    """Raise what keeps this order from being handed over at this node, if anything does.

    `in_cash` where whoever stands there takes what should have come by card.
    """
    handover = Handover.objects.select_related("node", "preorder").filter(preorder=preorder).first()
    if handover:
        raise AlreadyHandedOver(handover)
    if preorder.status in Preorder.ENDED:
        raise Cancelled(preorder)
    if preorder.is_parcel:
        raise GoesByParcel(preorder)
    if preorder.pickup_node_id != at.pk:
        raise WrongNode(preorder)
    if preorder.status != Preorder.Status.READY:
        raise NotReady(preorder)
    if preorder.pay_by == Preorder.PayBy.CARD and preorder.to_pay_minor and not in_cash:
        raise Unpaid(preorder)


@transaction.atomic
def hand_over(preorder, *, at, by, paid_minor, in_cash: bool = False) -> Handover:
    """Give all pieces of an order to its customer, once, against all that is still to be paid.

    The row lock makes the second desk wait and see the first one's handover; the
    ledger's `piece_is_handed_over_once` would refuse it even without.
    """
    found = Preorder.objects.select_for_update(no_key=True, of=("self",)).select_related("pickup_node")
    preorder = found.get(pk=preorder.pk)
    check_pickup(preorder, at=at, in_cash=in_cash)
    if paid_minor != preorder.to_pay_minor:
        raise WrongSum(preorder)

    pieces = list(Piece.objects.on_the_shelf_of(at).filter(claim__preorder=preorder, claim__cancelled_at=None))
    if len(pieces) != preorder.claims.live().count():
        raise NotReady(preorder)

    paying.take_at_desk(preorder, by=by)
    stocking.move_all(pieces, place=Piece.Place.CUSTOMER, node=None, by=by)
    handover = Handover.objects.create(preorder=preorder, node=at, paid_minor=paid_minor, by=by)
    preordering.mark_collected(preorder, by=by)
    record(by, "handed over", preorder, paid_minor=paid_minor, pieces=[piece.number for piece in pieces])
    return handover
