from django.db import models
from django.db.models import F, Q

from coop.models import Maker

from .bookings import Booking
from .routes import Step
from .stations import Program


class Firing(models.Model):
    """A booking of a kiln with a program. `taken_l` is the sum of the live shares; a trigger keeps it so."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="firing")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="firings")
    capacity_l = models.DecimalField(max_digits=7, decimal_places=1, help_text="The kiln's, when it was booked.")
    taken_l = models.DecimalField(max_digits=7, decimal_places=1, default=0)
    fires_at = models.DateTimeField(help_text="Loaded by then; nobody joins later.")
    opens_at = models.DateTimeField(help_text="Cool enough to unload.")
    opened_by = models.ForeignKey(
        Maker, null=True, blank=True, on_delete=models.PROTECT, related_name="firings", help_text="Empty for a run's."
    )
    shared = models.BooleanField(default=True, help_text="Others may join.")
    price_minor = models.PositiveIntegerField(default=0, help_text="Of the whole firing, fixed when it was opened.")

    class Meta:
        ordering = ["fires_at"]
        constraints = [
            models.CheckConstraint(
                name="firing_is_never_overfull", condition=Q(taken_l__gte=0, taken_l__lte=F("capacity_l"))
            ),
            models.CheckConstraint(name="firing_cools_after_it_fires", condition=Q(opens_at__gt=F("fires_at"))),
        ]

    def __str__(self):
        return f"{self.program} in {self.booking.station}"

    @property
    def free_l(self):
        return self.capacity_l - self.taken_l


class LoadShareQuerySet(models.QuerySet["LoadShare"]):
    def live(self):
        return self.filter(released_at=None)


class LoadShare(models.Model):
    """The litres of a firing that a run's step or a maker's own pieces take."""

    firing = models.ForeignKey(Firing, on_delete=models.PROTECT, related_name="shares")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="shares")
    pieces = models.PositiveSmallIntegerField()
    litres = models.DecimalField(max_digits=7, decimal_places=1)
    fragile = models.BooleanField(default=False, help_text="Loaded last, on the top shelf.")
    released_at = models.DateTimeField(null=True, blank=True)

    objects = LoadShareQuerySet.as_manager()

    class Meta:
        ordering = ["firing", "id"]
        constraints = [
            models.CheckConstraint(name="share_takes_room", condition=Q(litres__gt=0, pieces__gte=1)),
        ]

    def __str__(self):
        return f"{self.litres} l in {self.firing}"
