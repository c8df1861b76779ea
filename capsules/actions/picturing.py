"""Pictures of a capsule: put on its page, told in words, arranged, taken away. The row comes first and goes last."""

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from capsules.models import Picture
from capsules.models.pictures import MOST_PICTURES
from capsules.refusals import PageFull
from coop.actions.journal import record

from .preordering import locked


def add(capsule, *, sizes: Sequence, alt: str, by) -> Picture:
    """Put a photograph last on the page; `sizes` as `capsules.photographs.sizes_of` gives them. Raises PageFull.

    Whoever dies on the way leaves a row without a place, which the sweep clears away with its files.
    """
    widest = sizes[-1]
    picture = Picture.objects.create(capsule=capsule, alt=alt.strip(), width=widest.width, height=widest.height)
    for size in sizes:
        default_storage.save(picture.file_of(size.width), ContentFile(size.content))
    try:
        _show(picture, by)
    except PageFull:
        Picture.objects.filter(pk=picture.pk).update(removed_at=Now())
        raise
    return picture


@transaction.atomic
def _show(picture, by) -> None:
    locked(picture.capsule)
    shown = picture.capsule.pictures.on_show().count()
    if shown >= MOST_PICTURES:
        raise PageFull(MOST_PICTURES)
    picture.place = shown + 1
    picture.save(update_fields=["place"])
    record(by, "put up", picture, capsule=picture.capsule_id)


@transaction.atomic
def describe(picture, *, alt: str, by) -> None:
    Picture.objects.filter(pk=picture.pk).update(alt=alt.strip())
    record(by, "described", picture, before=picture.alt, after=alt.strip())


@transaction.atomic
def move(picture, *, by_places: int, by) -> None:
    """Earlier on the page with −1, later with 1; at its end nothing moves, and neither does what is gone."""
    order = _order(picture)
    if picture.pk not in order:
        return
    before = order.index(picture.pk)
    order.remove(picture.pk)
    order.insert(max(0, before + by_places), picture.pk)
    _number(order)
    record(by, "moved", picture, places=by_places)


@transaction.atomic
def remove(picture, *, by) -> None:
    """Take it off its page. Its files follow at the next sweep. Removed twice, it is removed once."""
    order = _order(picture)
    if picture.pk not in order:
        return
    Picture.objects.filter(pk=picture.pk).update(place=None, removed_at=Now())
    _number([other for other in order if other != picture.pk])
    record(by, "took down", picture, capsule=picture.capsule_id)


def _order(picture) -> list[int]:
    """The page's pictures in their order, which is ours to change until the transaction ends."""
    locked(picture.capsule)
    return list(picture.capsule.pictures.on_show().values_list("pk", flat=True))


def _number(order: list[int]) -> None:
    for place, pk in enumerate(order, 1):
        Picture.objects.filter(pk=pk).exclude(place=place).update(place=place)


def clear_away(picture) -> None:
    """Delete the files, then the row: whoever dies in between leaves the row, and it is done again."""
    for width in picture.widths:
        default_storage.delete(picture.file_of(width))
    picture.delete()
