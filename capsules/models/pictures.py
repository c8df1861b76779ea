import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.urls import reverse

from capsules.widths import widths_of

from .capsules import Capsule

MOST_PICTURES = 12
LONGEST_MAKING = timedelta(hours=1)
"""Whoever began so long ago and has not finished, died."""


def new_key() -> str:
    return secrets.token_hex(16)


class PictureQuerySet(models.QuerySet["Picture"]):
    def owned_by(self, user):
        return self.filter(capsule__maker_id=user.maker_id) if user.maker_id else self.none()

    def on_show(self):
        return self.filter(place__isnull=False).order_by("place")

    def to_clear_away(self):
        """Taken off their page, or never finished: what lies in the storage of them is to go."""
        began_and_died = Q(place=None, added_at__lt=Now() - Value(LONGEST_MAKING))
        return self.filter(Q(removed_at__isnull=False) | began_and_died)


class Picture(models.Model):
    """A photograph on a capsule's page. Its files are named by its key, one for each width.

    The row comes before its files and goes after them: without a place it is not finished yet, and once removed its
    files are still to be deleted.
    """

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="pictures")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    alt = models.CharField(max_length=200, help_text="What somebody who cannot see it is told.")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 stands first on every page.")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["capsule", "place", "id"]
        constraints = [
            models.UniqueConstraint(
                name="picture_has_its_own_place", fields=["capsule", "place"], deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="capsule_shows_twelve_pictures_at_most",
                condition=Q(place=None) | Q(place__gte=1, place__lte=MOST_PICTURES),
            ),
            models.CheckConstraint(name="picture_says_what_it_shows", condition=Q(alt__regex=r"\S")),
            models.CheckConstraint(name="removed_picture_has_no_place", condition=Q(place=None) | Q(removed_at=None)),
        ]

    def __str__(self):
        return self.alt

    @property
    def widths(self) -> list[int]:
        return widths_of(self.width)

    def file_of(self, width: int) -> str:
        """The name in the storage."""
        return f"pictures/{self.key}/{width}.webp"

    def url_of(self, width: int) -> str:
        return reverse("picture", args=[self.key, width])

    @property
    def url(self) -> str:
        """For whoever takes one size."""
        return self.url_of(self.width)

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.url_of(width)} {width}w" for width in self.widths)
