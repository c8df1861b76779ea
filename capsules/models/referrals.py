from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from coop.models import Maker

from .capsules import Capsule
from .codes import PriceCode
from .preorders import Preorder


class ReferralQuerySet(models.QuerySet["Referral"]):
    def owned_by(self, user):
        return self.filter(maker_id=user.maker_id) if user.maker_id else self.none()

    def running(self):
        return self.filter(ended_at=None)

    def for_capsule(self, capsule):
        """Those that count for its drop: its maker's own, and the co-op's."""
        return self.running().filter(Q(maker=None) | Q(maker=capsule.maker_id))

    def with_figures(self):
        """Annotate what each brought: `visits` and `scans`, and the orders that stand.

        `first_orders`, `first_pieces` and `first_sum` count those of whom it was the first touch, `last_…` the last.
        """
        days = ReferralDay.objects.filter(referral=OuterRef("pk")).order_by().values("referral")
        figures = {name: _sum_of(days, name) for name in ("visits", "scans")}
        for touch in ("first", "last"):
            brought = Preorder.objects.standing().filter(**{f"{touch}_via": OuterRef("pk")}).order_by()
            brought = brought.values(f"{touch}_via")
            figures |= {
                f"{touch}_orders": Coalesce(Subquery(brought.annotate(n=Count("pk")).values("n")), 0),
                f"{touch}_pieces": _sum_of(brought, "quantity"),
                f"{touch}_sum": _sum_of(brought, "total_minor"),
            }
        return self.annotate(**figures)


def _sum_of(rows, column: str):
    return Coalesce(Subquery(rows.annotate(n=Sum(column)).values("n")), 0)


class Referral(models.Model):
    """Somebody who sends people here by a link with `?via=`: what came of it is counted, and nobody is followed."""

    class Kind(models.TextChoices):
        INFLUENCER = "influencer", "influencer"
        SHOP = "shop", "shop"
        SAMPLE = "sample", "sample"
        OTHER = "other", "other"

    code = models.SlugField(max_length=40, help_text="It stands in the link, as in nova.")
    name = models.CharField(max_length=60, help_text="Who sends people, as in Studio Nova.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    maker = models.ForeignKey(
        Maker,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="referrals",
        help_text="For whose drops it counts; all drops of the co-op where there is none.",
    )
    price_code = models.ForeignKey(
        PriceCode,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="referrals",
        help_text="Stands in the order form of whoever comes by the link.",
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(Lower("code"), name="referral_code_is_given_once")]

    def __str__(self):
        return self.name


class ReferralDay(models.Model):
    """How often a referral's link, or its card's code, was opened on a day (of UTC). By whom, nobody knows."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)
    scans = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["referral", "day"]
        constraints = [models.UniqueConstraint(name="referral_has_one_row_a_day", fields=["referral", "day"])]

    def __str__(self):
        return f"{self.referral}, {self.day}"


class CapsuleDay(models.Model):
    """How often a capsule's page was looked at on a day (of UTC)."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["capsule", "day"]
        constraints = [models.UniqueConstraint(name="capsule_has_one_row_a_day", fields=["capsule", "day"])]

    def __str__(self):
        return f"{self.capsule}, {self.day}"
