"""Keeping what somebody types, before it is checked or saved."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from capsules.models import Capsule, Typed
from coop.models import User


class Kept(NamedTuple):
    row: Typed
    parted: bool
    """Another window had written into the row that this one knew, so that it now has a row of its own."""


@transaction.atomic
def keep(
    user, *, form: str, capsule: Capsule | None, words: str, row: int | None = None, mark: int | None = None
) -> Kept:
    """Keep `words` in the row that the window knows, if nobody wrote into it since, else in a new one."""
    rows = Typed.objects.of(user, form, capsule)
    known = rows.filter(pk=row, mark=mark)
    if row and known.update(words=words, mark=F("mark") + 1, typed_at=Now()):
        return Kept(rows.get(pk=row), parted=False)
    locked(user)
    if same := rows.filter(words=words).first():
        return Kept(same, parted=False)  # sent again, by a window that did not hear the answer
    parted = bool(row) and rows.filter(pk=row).exists()
    return Kept(Typed.objects.create(user=user, form=form, capsule=capsule, words=words), parted)


def locked(user) -> None:
    """One after the other, so that what two windows bring at once is seen to be the same."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def forget(user, *, row: int | None) -> None:
    """What was typed is saved, or thrown away."""
    Typed.objects.filter(user=user, pk=row).delete()
