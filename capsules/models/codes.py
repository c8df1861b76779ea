from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Now, Upper

from capsules.reductions import AmountOff, PercentOff, SetPrice
from coop.money import format_minor

from .capsules import Capsule
from .preorders import Preorder


def written(typed: str) -> str:
    """A code as we keep it: people add spaces, and write it small."""
    return "".join(typed.split()).upper()


class PriceCodeQuerySet(models.QuerySet["PriceCode"]):
    def that_is(self, typed: str) -> "PriceCodeQuerySet":
        return self.filter(code=written(typed))

    def for_drops_of(self, user):
        """What a maker may see: the codes of their capsules, and none that the co-op gives for all."""
        return self.filter(capsule__maker=user.maker_id) if user.maker_id else self.none()

    def running(self):
        """Neither ended nor past its time; it may be used up, or not have begun."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=Now()), ended_at=None)

    def with_sums(self):
        """Annotate `taken_off_minor` and `sold_minor`, over the orders that stand."""
        standing = Preorder.objects.standing().filter(price_code=OuterRef("pk")).order_by().values("price_code")
        taken_off, sold = (standing.annotate(n=Sum(f"{what}_minor")).values("n") for what in ("discount", "total"))
        return self.annotate(taken_off_minor=Coalesce(Subquery(taken_off), 0), sold_minor=Coalesce(Subquery(sold), 0))


class PriceCode(models.Model):
    """Takes something off each piece of an order, as often as it may be used.

    `used` counts orders. One that ends gives its use back.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", "percent off"
        AMOUNT = "amount", "amount off"
        SET = "set", "price of its own"

    code = models.CharField(max_length=20, help_text="In capitals, as in SPRING27. Customers may write it small.")
    capsule = models.ForeignKey(
        Capsule,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="price_codes",
        help_text="All capsules of the co-op where there is none.",
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    percent = models.PositiveSmallIntegerField(default=0)
    amount_minor = models.PositiveIntegerField(default=0, help_text="Off each piece, or the price of each piece.")
    currency = models.CharField(max_length=3, default="EUR")
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    uses = models.PositiveIntegerField(null=True, blank=True, help_text="Orders; unlimited where it is empty.")
    used = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PriceCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="price_code_is_given_once"),
            models.CheckConstraint(
                name="code_takes_off_by_its_kind",
                condition=Q(kind="percent", percent__gte=1, percent__lte=100, amount_minor=0)
                | Q(kind="amount", percent=0, amount_minor__gte=1)
                | Q(kind="set", percent=0),
            ),
            models.CheckConstraint(
                name="code_is_used_no_more_than_it_may", condition=Q(uses=None) | Q(used__lte=F("uses"))
            ),
            models.CheckConstraint(
                name="code_begins_before_it_ends",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"code {self.code}"

    def off(self, price_minor: int) -> int:
        """What it takes off a piece of that price."""
        if self.kind == self.Kind.PERCENT:
            return PercentOff(self.percent).off(price_minor)
        if self.kind == self.Kind.AMOUNT:
            return AmountOff(self.amount_minor).off(price_minor)
        return SetPrice(self.amount_minor).off(price_minor)

    @property
    def words(self) -> str:
        """ "10 % off each piece", "€10.00 off each piece", "€12.00 a piece"."""
        if self.kind == self.Kind.PERCENT:
            return f"{self.percent} % off each piece"
        amount = format_minor(self.amount_minor, self.currency)
        return f"{amount} a piece" if self.kind == self.Kind.SET else f"{amount} off each piece"

    @property
    def is_used_up(self) -> bool:
        return self.uses is not None and self.used >= self.uses
