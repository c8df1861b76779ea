from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coop.lifecycle import Lifecycle, stamped
from coop.models import Maker

from .bookings import Booking
from .stations import Station


class SlotWishQuerySet(models.QuerySet["SlotWish"]):
    def waiting(self):
        """In order of asking."""
        return self.filter(status=SlotWish.Status.WAITING).order_by("asked_at", "id")


class SlotWish(Lifecycle):
    """A maker's place on the waiting list for a stretch of a station that somebody else holds."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        OFFERED = "offered", "offered"
        TAKEN = "taken", "taken"
        LAPSED = "lapsed", "not taken up in time"
        WITHDRAWN = "withdrawn", "withdrawn"

    MOVES = {
        Status.WAITING: frozenset({Status.OFFERED, Status.WITHDRAWN, Status.LAPSED}),
        Status.OFFERED: frozenset({Status.TAKEN, Status.LAPSED, Status.WITHDRAWN, Status.WAITING}),
    }

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="wishes")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="wishes")
    during = DateTimeRangeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    booking = models.OneToOneField(
        Booking,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wish",
        help_text="Holds what is offered.",
    )

    objects = SlotWishQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "slot wishes"
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="wish_status_has_its_stamp",
                condition=stamped(
                    {"offered": "offer_until", "taken": "ended_at", "lapsed": "ended_at", "withdrawn": "ended_at"},
                    statuses=["offered", "taken", "lapsed", "withdrawn"],
                ),
            ),
            models.CheckConstraint(
                name="offer_is_held_by_a_booking",
                condition=Q(booking__isnull=False) | ~Q(status__in=["offered", "taken"]),
            ),
            models.UniqueConstraint(
                name="maker_waits_once_for_a_stretch",
                fields=["station", "maker", "during"],
                condition=Q(status__in=["waiting", "offered"]),
            ),
        ]

    @property
    def price_minor(self) -> int:
        """What taking the slot costs."""
        return self.station.price_of(round((self.during.upper - self.during.lower).total_seconds() / 60))

    def __str__(self):
        return f"{self.maker} waits for {self.station}"
