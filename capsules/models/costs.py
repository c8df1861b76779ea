from decimal import Decimal

from django.db import models
from django.db.models import Q

from .capsules import Capsule


def _percent(default: int, **options):
    return models.PositiveSmallIntegerField(default=default, **options)


def _sum(**options):
    return models.PositiveIntegerField(default=0, **options)


class CostSheet(models.Model):
    """What a maker assumed of a capsule's costs. The retrospective holds it against what came of it."""

    capsule = models.OneToOneField(Capsule, on_delete=models.CASCADE, related_name="cost_sheet")
    waste_percent = _percent(10, help_text="Of the material that is bought.")
    scrap_percent = _percent(8, help_text="Of the pieces that are made.")
    packaging_minor = _sum(help_text="For each piece that is sold.")
    once_minor = _sum(help_text="Once for the drop.")
    own_hour_minor = _sum(help_text="What an hour of the maker's own work shall earn.")
    hand_minutes = models.PositiveSmallIntegerField(default=0, help_text="Own work a piece, away from the stations.")
    fill_percent = _percent(80, help_text="How full a kiln is when it is fired.")
    fee_percent = models.DecimalField(
        max_digits=4, decimal_places=2, default=Decimal("1.50"), help_text="Of what is paid."
    )
    fee_minor = models.PositiveIntegerField(default=25, help_text="Of each order.")
    returns_percent = _percent(2, help_text="Of what is sold.")
    pairs_percent = _percent(15, help_text="Of the orders: two pieces instead of one.")
    collected_share = _percent(60, help_text="Orders collected at a node, beside the zones' shares.")
    free_from_minor = models.PositiveIntegerField(
        null=True, blank=True, help_text="Orders from this sum on are shipped at the maker's cost."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="some_material_becomes_a_piece", condition=Q(waste_percent__lte=90)),
            models.CheckConstraint(name="some_pieces_are_good", condition=Q(scrap_percent__lte=90)),
            models.CheckConstraint(name="a_fired_kiln_holds_something", condition=Q(fill_percent__range=(1, 100))),
            models.CheckConstraint(name="fee_leaves_most_of_the_price", condition=Q(fee_percent__range=(0, 50))),
            models.CheckConstraint(name="no_more_returns_than_sales", condition=Q(returns_percent__lte=100)),
            models.CheckConstraint(name="no_more_pairs_than_orders", condition=Q(pairs_percent__lte=100)),
        ]

    def __str__(self):
        return f"Costs of {self.capsule}"

    @property
    def materials_minor(self) -> int:
        """In one piece, before anything is thrown away."""
        return sum(material.minor for material in self.materials.all())


class CostMaterial(models.Model):
    """A material of one piece, and what so much of it costs."""

    sheet = models.ForeignKey(CostSheet, on_delete=models.CASCADE, related_name="materials")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    minor = models.PositiveIntegerField()

    class Meta:
        ordering = ["sheet", "rank"]
        constraints = [
            models.UniqueConstraint(name="material_has_its_own_place", fields=["sheet", "rank"]),
        ]

    def __str__(self):
        return self.name


class CostZone(models.Model):
    """Where customers of a capsule live: so many orders beside the others, and what a parcel there costs."""

    sheet = models.ForeignKey(CostSheet, on_delete=models.CASCADE, related_name="zones")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    share = models.PositiveSmallIntegerField(help_text="Of the orders, in proportion to the others' shares.")
    parcel_minor = models.PositiveIntegerField(help_text="A parcel with one piece, without VAT.")

    class Meta:
        ordering = ["sheet", "rank"]
        constraints = [
            models.UniqueConstraint(name="zone_is_named_once_in_a_sheet", fields=["sheet", "name"]),
            models.UniqueConstraint(name="zone_has_its_own_place", fields=["sheet", "rank"]),
        ]

    def __str__(self):
        return self.name
