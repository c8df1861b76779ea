from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from capsules.materials import facts

from .capsules import Capsule
from .referrals import Referral


class SampleQuerySet(models.QuerySet["Sample"]):
    def owned_by(self, user):
        return self.filter(referral__maker_id=user.maker_id) if user.maker_id else self.none()

    def on_a_shelf(self, day):
        """There on this day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day, referral__ended_at=None)

    def of(self, capsule):
        """Those that show what the capsule is made of: its own, and its maker's of a material that it names."""
        material = Q(capsule=None, referral__maker=capsule.maker_id, material__in=facts(capsule.materials))
        return self.filter(Q(capsule=capsule) | material)


class Sample(models.Model):
    """A piece or a material on a shop's shelf, to be touched. Its card's code is its referral's."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="sample")
    capsule = models.ForeignKey(Capsule, null=True, blank=True, on_delete=models.PROTECT, related_name="samples")
    material = models.CharField(max_length=120, blank=True, help_text="A line of the maker's materials, word by word.")
    shop = models.CharField(max_length=80)
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=120, default="Pick it up, turn it over, feel its weight.")

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["city", "shop", "id"]
        constraints = [
            models.CheckConstraint(
                name="sample_is_of_a_capsule_or_a_material",
                condition=Q(capsule__isnull=False, material="") | (Q(capsule=None) & ~Q(material="")),
            ),
            models.CheckConstraint(
                name="sample_stays_for_a_day_or_more", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
        ]

    def __str__(self):
        return f"{self.title} at {self.shop}"

    @property
    def title(self) -> str:
        """ "Low Tide", or of a material its words: “Clay: river stoneware” is “River stoneware”."""
        if self.capsule:
            return self.capsule.title
        words = self.material.partition(":")[2].strip() or self.material
        return words[:1].upper() + words[1:]

    def get_absolute_url(self):
        return reverse("sample", args=[self.referral.code])
