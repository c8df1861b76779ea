from django.db import models
from django.db.models import Q

from capsules.countries import country_name


class ShippingZone(models.Model):
    """Countries to which a parcel costs the same."""

    name = models.CharField(max_length=60)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="zone_name_is_used_once", fields=["name"])]

    def __str__(self):
        return self.name


class ZoneCountry(models.Model):
    """That a country belongs to a zone."""

    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="countries")
    code = models.CharField(max_length=2, help_text="Two letters, as in DE.")

    class Meta:
        ordering = ["zone", "code"]
        constraints = [models.UniqueConstraint(name="country_lies_in_one_zone", fields=["code"])]

    def __str__(self):
        return self.code

    @property
    def name(self) -> str:
        return country_name(self.code)


class ShippingRate(models.Model):
    """What a parcel of up to so many grams costs to a zone. A trigger, `rates_rise_with_mass`, keeps them in order."""

    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="rates")
    up_to_g = models.PositiveIntegerField(help_text="By mass or by volume, whichever counts for more.")
    price_minor = models.PositiveIntegerField()

    class Meta:
        ordering = ["zone", "up_to_g"]
        constraints = [
            models.UniqueConstraint(name="zone_has_one_rate_for_a_mass", fields=["zone", "up_to_g"]),
            models.CheckConstraint(name="rate_weighs_something", condition=Q(up_to_g__gt=0)),
        ]

    def __str__(self):
        return f"{self.zone}, up to {self.up_to_g} g"
