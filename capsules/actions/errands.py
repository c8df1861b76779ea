"""Errands to the provider of payments: taken by a lease, so that a worker that dies holds nobody up for long."""

from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Now

from capsules.models.errands import Errand

WAITS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)]
"""After each failed attempt, the last one for ever after: money that is owed is never given up."""

AnErrand = TypeVar("AnErrand", bound=Errand)


@transaction.atomic
def take_next(errands: QuerySet[AnErrand]) -> AnErrand | None:
    """Take the lease of the errand that is longest due and that nobody else is just taking."""
    errand = errands.due().select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if errand is None:
        return None
    type(errand)._default_manager.filter(pk=errand.pk).update(**_lease())
    errand.attempts += 1
    return errand


def take(errand: AnErrand, errands: QuerySet[AnErrand]) -> AnErrand | None:
    """Take the lease of this one, if it is among them and due; None where somebody is at it."""
    if errands.due().filter(pk=errand.pk).update(**_lease()):
        return errands.model._default_manager.get(pk=errand.pk)
    return None


def put_off(errand: Errand, why: str, **changed) -> None:
    """Try again later, the longer the oftener it failed."""
    wait = WAITS[min(errand.attempts, len(WAITS)) - 1]
    rows = type(errand)._default_manager.filter(pk=errand.pk)
    rows.update(next_try_at=in_(wait), last_error=why[:200], **changed)


def in_(wait: timedelta):
    """The database's clock, so that no two machines argue about a lease."""
    return Now() + Value(wait)


def _lease() -> dict:
    return {"next_try_at": in_(timedelta(seconds=settings.PAYMENT_LEASE_SECONDS)), "attempts": F("attempts") + 1}
