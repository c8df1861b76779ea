from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from capsules.models import Card, Payment, Preorder, Refund, Reminder, Waiting
from capsules.refusals import StillStanding
from capsules.signals import addresses_forgotten
from coop.actions.journal import forget_details, record

from .preordering import locked

PERSONAL = ("reason",)
"""What the journal may have heard of an order in a person's own words."""


@transaction.atomic
def forget(preorder, *, by) -> Preorder:
    """Take from an ended order all that says whose it was. Its sum and its pieces stay; its link opens nothing more.

    So go the traces of its address on lists that are over: those on which it still stands have a way out of their own.

    Asked again, it is forgotten once. Raises StillStanding while somebody counts on it.
    """
    locked(preorder.capsule)
    preorder = Preorder.objects.select_for_update(no_key=True).get(pk=preorder.pk)
    if preorder.erased_at:
        return preorder
    if preorder.is_standing or preorder.status == Preorder.Status.HELD:
        raise StillStanding(_what_to_do(preorder))
    if money_is_on_its_way(preorder):
        raise StillStanding("Money of this order is still on its way. Once it has come, we forget whose it was.")

    over = {"waiting": Waiting.objects.over(), "reminders": Reminder.objects.over()}
    forget_addresses(**{name: list(rows.filter(email__iexact=preorder.email)) for name, rows in over.items()})
    personal = ("name", "email", "end_reason", "ship_name", "ship_street", "ship_postcode", "ship_city")
    Preorder.objects.filter(pk=preorder.pk).update(**dict.fromkeys(personal, ""), erased_at=Now())
    Card.objects.filter(preorder=preorder).update(brand="", last4="", last_error="")
    Refund.objects.filter(payment__preorder=preorder).update(reason="", last_error="")
    preorder.refresh_from_db()
    forget_details(preorder, *PERSONAL)
    record(by, "forgot whose it was:", preorder)
    return preorder


def forget_addresses(*, waiting: Iterable[Waiting] = (), reminders: Iterable[Reminder] = ()) -> None:
    """Take from rows of lists that are over whose they were."""
    Waiting.objects.filter(pk__in=[each.pk for each in waiting]).update(email="")
    Reminder.objects.filter(pk__in=[each.pk for each in reminders]).update(email="")
    addresses_forgotten.send(sender=Preorder, waiting=waiting, reminders=reminders)


def money_is_on_its_way(preorder) -> bool:
    open_ones = Payment.objects.filter(status__in=[Payment.Status.OWED, Payment.Status.ASKED])
    refunds = Refund.objects.exclude(status=Refund.Status.DONE)
    return open_ones.filter(preorder=preorder).exists() or refunds.filter(payment__preorder=preorder).exists()


def _what_to_do(preorder) -> str:
    if preorder.status in (Preorder.Status.HELD, Preorder.Status.PLACED):
        return "This order still stands. Cancel it first: it is free. Then we forget whose it was."
    if preorder.status == Preorder.Status.CONFIRMED:
        return (
            "This order is being made for you, and we must be able to reach you. Once you have it, or once the co-op "
            "cancelled it for you, we forget whose it was."
        )
    then = "has left" if preorder.is_parcel else "is collected"
    return f"Your pieces are here, and we must be able to reach you. Once the order {then}, we forget whose it was."
