from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .payments import Payment, Refund


class Comparison(models.Model):
    """One holding of our payments against the provider's."""

    since = models.DateTimeField(help_text="What moved at the provider from then on was looked at.")
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(default=0, help_text="How many charges and refunds.")

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"comparison {self.pk}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def open(self):
        return self.filter(settled_at=None)


class Difference(models.Model):
    """Where our rows and the provider's say different things about the same money. Only a person settles it."""

    class Kind(models.TextChoices):
        UNKNOWN_CHARGE = "unknown charge", "a charge that no payment of ours knows"
        TAKEN_THERE = "taken there", "taken there, and not noted here"
        NOT_TAKEN = "not taken", "noted as paid here, and not taken there"
        OTHER_SUM = "other sum", "another sum was taken than we noted"
        UNKNOWN_REFUND = "unknown refund", "a refund that we did not order"
        NOT_GIVEN_BACK = "not given back", "noted as given back here, and not done there"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=80, help_text="The provider's name, or ours where it has none.")
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="differences")
    refund = models.ForeignKey(Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="differences")
    ours_minor = models.PositiveIntegerField(default=0)
    theirs_minor = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    found_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now(), help_text="When it was last found to be so.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.CharField(max_length=200, blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(name="difference_is_listed_once", fields=["kind", "reference"]),
            models.CheckConstraint(
                name="settled_difference_says_how", condition=Q(settled_at=None) | ~Q(settled_note="")
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.reference}"
