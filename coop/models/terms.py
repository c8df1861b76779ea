from datetime import date

from django.db import models
from django.db.models import Q

from coop.terms import Rates


class TermsQuerySet(models.QuerySet["Terms"]):
    def in_force(self, day: date) -> Rates:
        """The latest that had begun by then; nothing is kept where the co-op has written none."""
        terms = self.filter(begins_on__lte=day).order_by("-begins_on").first()
        return Rates(terms.commission_percent, terms.card_percent, terms.card_minor) if terms else Rates()


class Terms(models.Model):
    """What the co-op keeps of its makers' sales, from a month on."""

    begins_on = models.DateField(help_text="The first of a month.")
    commission_percent = models.DecimalField(
        max_digits=4, decimal_places=2, help_text="Of what came in, less refunds and parcels, without VAT."
    )
    card_percent = models.DecimalField(max_digits=4, decimal_places=2, help_text="Of what is paid by card.")
    card_minor = models.PositiveIntegerField(help_text="Of each payment by card.")
    changed_at = models.DateTimeField(auto_now=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.UniqueConstraint(name="month_begins_with_one_set_of_terms", fields=["begins_on"]),
            models.CheckConstraint(name="terms_begin_with_a_month", condition=Q(begins_on__day=1)),
            models.CheckConstraint(
                name="terms_leave_most_to_the_maker",
                condition=Q(commission_percent__range=(0, 50), card_percent__range=(0, 50)),
            ),
        ]

    def __str__(self):
        return f"terms from {self.begins_on:%B %Y}"
