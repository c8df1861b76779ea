from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from coop.models import Maker

from .bookings import Booking
from .routes import Step
from .stations import Program


class FiringQuerySet(models.QuerySet["Firing"]):
    def live(self):
        return self.filter(booking__released_at=None)

    def looking_for_company(self, now):
        """Shared, with room left, and not loaded yet."""
        ahead = self.live().filter(shared=True, booking__during__startswith__gt=now)
        return ahead.filter(taken_l__lt=F("capacity_l"))

    def visible_to(self, user):
        """Shared ones, and those that the user opened or has pieces in; everybody's to an admin."""
        if user.is_admin:
            return self
        if not user.maker_id:
            return self.filter(shared=True)
        mine = Exists(LoadShare.objects.live().filter(firing=OuterRef("pk"), maker=user.maker_id))
        return self.filter(Q(shared=True) | Q(opened_by=user.maker_id) | mine)


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

    objects = FiringQuerySet.as_manager()

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

    def owned_by(self, user):
        return self.filter(maker=user.maker_id) if user.maker_id else self.none()

    def by_hand_of(self, user):
        """Makers' own pieces, and not a run's, which the planner put in; an admin has a hand in anybody's."""
        by_hand = self.filter(step=None)
        return by_hand if user.is_admin else by_hand.owned_by(user)


class LoadShare(models.Model):
    """The litres of a firing that a run's step or a maker's own pieces take."""

    firing = models.ForeignKey(Firing, on_delete=models.PROTECT, related_name="shares")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="shares")
    pieces = models.PositiveSmallIntegerField()
    litres = models.DecimalField(max_digits=7, decimal_places=1)
    fragile = models.BooleanField(default=False, help_text="Loaded last, on the top shelf.")
    title = models.CharField(max_length=80, blank=True, help_text="Others read it; left empty, only the litres.")
    released_at = models.DateTimeField(null=True, blank=True)
    late_fee_minor = models.PositiveIntegerField(default=0, help_text="Charged for leaving late.")

    objects = LoadShareQuerySet.as_manager()

    class Meta:
        ordering = ["firing", "id"]
        constraints = [
            models.CheckConstraint(name="share_takes_room", condition=Q(litres__gt=0, pieces__gte=1)),
        ]

    def __str__(self):
        return f"{self.litres} l in {self.firing}"
