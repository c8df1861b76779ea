from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.models import Capsule, Waiting
from capsules.refusals import ListClosed, PiecesLeft
from coop.actions.journal import CUSTOMER, record
from coop.lifecycle import broke

from .preordering import locked


def join(capsule, *, email: str, by=CUSTOMER) -> Waiting | None:
    """Wait for a piece of a sold-out edition. None where this address waits already: its secret is not ours to show.

    Raises PiecesLeft where a piece is free, ListClosed where preorders are over.
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
    return waiting


@transaction.atomic
def leave(waiting, *, by=CUSTOMER) -> None:
    """Wait no longer. Left twice, it is left once."""
    if Waiting.objects.filter(pk=waiting.pk, left_at=None).update(left_at=Now()):
        record(by, "left the waiting list of", waiting.capsule)
