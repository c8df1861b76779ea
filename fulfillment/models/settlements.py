from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coop.models import Maker
from fulfillment.settling import WORDS
from scheduling.months import Month

CURRENCY = "EUR"
"""Of stations' rates, and so of settlements."""

KINDS = [(kind.value, words) for kind, words in WORDS.items()]


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def owned_by(self, user):
        return self.filter(maker=user.maker_id) if user.maker_id else self.none()

    def of_month(self, month: Month):
        return self.filter(month=month.first)


class Settlement(models.Model):
    """A maker's month as it was closed. Triggers keep it and its lines as they are, and its lines to its payout."""

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="settlements")
    month = models.DateField(help_text="Its first day.")
    currency = models.CharField(max_length=3, default=CURRENCY)
    sales_minor = models.PositiveIntegerField(help_text="What customers paid, VAT contained.")
    refunds_minor = models.PositiveIntegerField()
    parcels_minor = models.PositiveIntegerField(help_text="What they paid for parcels that left; the co-op sent them.")
    vat_minor = models.IntegerField(help_text="Contained in sales less refunds and parcels; the maker's to declare.")
    commission_minor = models.IntegerField(help_text="Below zero where more was given back than came in.")
    fees_minor = models.PositiveIntegerField()
    stations_minor = models.PositiveIntegerField()
    materials_minor = models.PositiveIntegerField()
    materials_for = models.CharField(max_length=160, blank=True)
    payout_minor = models.IntegerField(help_text="Below zero, the maker owes it.")
    closed_at = models.DateTimeField(db_default=Now())
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "maker__name", "id"]
        constraints = [
            models.UniqueConstraint(name="maker_is_settled_once_a_month", fields=["maker", "month"]),
            models.CheckConstraint(
                name="settlement_adds_up",
                condition=Q(
                    payout_minor=F("sales_minor")
                    - F("refunds_minor")
                    - F("parcels_minor")
                    - F("commission_minor")
                    - F("fees_minor")
                    - F("stations_minor")
                    - F("materials_minor")
                ),
            ),
            models.CheckConstraint(name="settlement_is_of_a_whole_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="materials_say_what_for", condition=Q(materials_minor=0) | ~Q(materials_for="")
            ),
        ]

    def __str__(self):
        return f"{self.maker}, {self.month:%B %Y}"

    @property
    def kept_minor(self) -> int:
        """What of the sales is neither given back nor paid out."""
        return self.sales_minor - self.refunds_minor - self.payout_minor

    @property
    def of(self) -> Month:
        return Month.of(self.month)


class SettlementLine(models.Model):
    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="lines")
    rank = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=KINDS)
    about = models.CharField(max_length=160, blank=True)
    said = models.CharField(max_length=160, blank=True)
    on = models.DateField(null=True, blank=True)
    minor = models.IntegerField(help_text="What it adds to the payout.")

    class Meta:
        ordering = ["settlement", "rank"]
        constraints = [
            models.UniqueConstraint(name="line_has_its_place_in_the_settlement", fields=["settlement", "rank"]),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"
