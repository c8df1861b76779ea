from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from coop.lifecycle import Lifecycle, stamped

from .capsules import Capsule, Variant
from .preorders import new_secret


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def waiting(self):
        """Those who have not been invited yet, the first first."""
        return self.filter(status=Waiting.Status.WAITING).order_by("joined_at", "id")

    def invited(self):
        return self.filter(status=Waiting.Status.INVITED)

    def in_line(self):
        """Whoever still hopes: invited or not."""
        return self.filter(status__in=Waiting.IN_LINE).order_by("joined_at", "id")

    def over(self):
        """Whoever hopes no more: they ordered, left, or did not come in time."""
        return self.exclude(status__in=Waiting.IN_LINE)

    def overdue(self):
        """Invited, and did not come in time; the clock is the database's."""
        return self.invited().filter(invited_until__lte=Now())


class Waiting(Lifecycle):
    """Somebody who wants a piece of a sold-out edition, in order of asking. Invited, a claim holds a piece for them."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        INVITED = "invited", "invited"
        ORDERED = "ordered", "ordered"
        LAPSED = "lapsed", "did not come in time"
        LEFT = "left", "left"

    IN_LINE = (Status.WAITING, Status.INVITED)

    MOVES = {
        Status.WAITING: frozenset({Status.INVITED, Status.LEFT}),
        Status.INVITED: frozenset({Status.ORDERED, Status.LAPSED, Status.LEFT}),
    }

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="waiting")
    email = models.EmailField()
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    variant = models.ForeignKey(
        Variant,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="What the piece held for them already is, once its run is approved; else they choose.",
    )

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    joined_at = models.DateTimeField(auto_now_add=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_until = models.DateTimeField(null=True, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "capsule",
                Lower("email"),
                name="nobody_waits_twice",
                condition=Q(status__in=["waiting", "invited"]),
            ),
            models.CheckConstraint(
                name="waiting_status_has_its_stamp",
                condition=stamped(
                    {
                        "invited": "invited_until",
                        "ordered": "ordered_at",
                        "lapsed": "lapsed_at",
                        "left": "left_at",
                    },
                    statuses=["invited", "ordered", "lapsed", "left"],
                ),
            ),
            models.CheckConstraint(
                name="invitation_lasts_a_while",
                condition=Q(invited_at=None, invited_until=None) | Q(invited_until__gt=F("invited_at")),
            ),
        ]
        indexes = [models.Index(fields=["invited_until"], name="invited_now", condition=Q(status="invited"))]

    def __str__(self):
        return f"{self.capsule}, since {self.joined_at:%-d %B}"

    @property
    def held_until(self) -> datetime | None:
        """Until when a piece is theirs: the drop's close ends an invitation, but not one for a piece in the making."""
        if self.invited_until is None or self.variant_id:
            return self.invited_until
        return min(self.invited_until, self.capsule.closes_at)
