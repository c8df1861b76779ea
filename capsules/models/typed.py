from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.http import QueryDict

from coop.models import User

from .capsules import Capsule

MOST_CHARACTERS = 200_000


class TypedQuerySet(models.QuerySet["Typed"]):
    def of(self, user, form: str, capsule: Capsule | None):
        """What somebody typed into one form, the latest first."""
        return self.filter(user=user, form=form, capsule=capsule).order_by("-typed_at", "-pk")


class Typed(models.Model):
    """What somebody typed into a form of the editor and has not saved: as a browser would send it, unchecked.

    A window that knows the row's latest `mark` writes into the row. One that knows an older mark gets a row of its own,
    so that neither's words are lost.
    """

    class Form(models.TextChoices):
        CAPSULE = "capsule", "the page and its prices"
        ROUTE = "route", "the route"
        COSTS = "costs", "the costs"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="typed")
    capsule = models.ForeignKey(
        Capsule,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="typed",
        help_text="None while it is new.",
    )
    form = models.CharField(max_length=10, choices=Form.choices)
    words = models.TextField(help_text="The form's fields, urlencoded.")
    mark = models.PositiveIntegerField(default=1, help_text="How often it was kept.")
    begun_at = models.DateTimeField(auto_now_add=True)
    typed_at = models.DateTimeField(auto_now=True)

    objects = TypedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="typed_words_are_no_book", condition=LessThanOrEqual(Length("words"), MOST_CHARACTERS)
            ),
        ]
        indexes = [models.Index(fields=["user", "form", "capsule"], name="typed_by_form")]

    def __str__(self):
        return f"{self.get_form_display()}, {self.user}"

    @property
    def data(self) -> QueryDict:
        return QueryDict(self.words)

    @property
    def title(self) -> str:
        """What a new capsule would be called."""
        return self.data.get("title", "").strip()
