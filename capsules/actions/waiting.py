from django.db import IntegrityError, transaction

from capsules.models import Capsule, Waiting
from capsules.refusals import ListClosed, PiecesLeft
from capsules.signals import waiting_joined
from coop.actions.journal import CUSTOMER, record
from coop.lifecycle import broke

from .forgetting import forget_addresses
from .inviting import invite, lapse, pass_on
from .preordering import locked


def join(capsule, *, email: str, by=CUSTOMER) -> Waiting | None:
    """Wait for a piece of a sold-out edition. None where this address waits already: its secret is not ours to show.

    Where the drop sold out, closed, and has a free piece since, whoever comes is invited at once.
    Raises PiecesLeft where a piece can just be ordered, ListClosed where preorders are over.
    """
    try:
        with transaction.atomic():
            return _join(locked(capsule), email.strip(), by)
    except IntegrityError as error:
        if broke(error, "nobody_waits_twice"):
            return None
        raise


def _join(capsule, email: str, by) -> Waiting:
    if capsule.closes_at <= capsule.now or not capsule.takes_names:
        raise ListClosed
    left = capsule.edition_size - capsule.claims.live().count()
    if left and capsule.status == Capsule.Status.LISTED:
        raise PiecesLeft(left)
    waiting = Waiting.objects.create(capsule=capsule, email=email)
    record(by, "joined the waiting list of", capsule)
    waiting_joined.send(sender=Waiting, waiting=waiting)
    invite(capsule)
    return waiting


@transaction.atomic
def leave(waiting, *, by=CUSTOMER) -> None:
    """Wait no longer, and be forgotten; what was held for them goes on to the next. Left twice, it is left once."""
    capsule = locked(Capsule(pk=waiting.capsule_id))
    waiting = Waiting.objects.in_line().filter(pk=waiting.pk).first()
    if waiting is None:
        return
    waiting.become(Waiting.Status.LEFT, left_at=capsule.now)
    forget_addresses(waiting=[waiting])
    record(by, "left the waiting list of", capsule)
    pass_on(capsule, waiting)


@transaction.atomic
def go_on(capsule) -> None:
    """End the capsule's invitations that were not used in time, and invite for whatever is free."""
    capsule = locked(capsule)
    for waiting in Waiting.objects.overdue().filter(capsule=capsule):
        lapse(capsule, waiting)
        pass_on(capsule, waiting)
    invite(capsule)
