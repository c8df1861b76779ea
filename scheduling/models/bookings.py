import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from coop.models import Maker

from .routes import Step
from .series import Series
from .stations import RuleSet, Station


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self):
        return self.filter(released_at=None)

    def within(self, start, end):
        return self.filter(occupied__overlap=(start, end))

    def owned_by(self, user):
        return self.filter(maker_id=user.maker_id) if user.maker_id else self.none()

    def cancellable_by(self, user):
        """Those that people booked, and not the planner; an admin may cancel anybody's."""
        by_hand = self.live().filter(purpose__in=[Booking.Purpose.MAKER, Booking.Purpose.MAINTENANCE])
        return by_hand if user.is_admin else by_hand.owned_by(user)


class Booking(models.Model):
    """A station held for a stretch of time.

    `during` is the work; `occupied` adds set-up and clearing, or loading and cooling: what nobody else can have.
    """

    class Purpose(models.TextChoices):
        MAKER = "maker", "a maker's own work"
        STEP = "step", "a step of a run"
        FIRING = "firing", "a firing"
        MAINTENANCE = "maintenance", "maintenance"
        OFFER = "offer", "offered to the waiting list"

    class Release(models.TextChoices):
        """Why a booking was given back."""

        CANCELLED = "cancelled", "cancelled"
        MISSED = "missed", "missed"
        DISPLACED = "displaced", "displaced"
        LAPSED = "lapsed", "not taken up in time"
        REPLANNED = "replanned", "replanned"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    during = DateTimeRangeField()
    occupied = DateTimeRangeField()
    maker = models.ForeignKey(Maker, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    title = models.CharField(max_length=80, blank=True)
    price_minor = models.PositiveIntegerField(
        default=0, help_text="What its maker owes for it, fixed when it was booked."
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    booked_at = models.DateTimeField(auto_now_add=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="In calendars, and the same after each change.")
    sequence = models.PositiveIntegerField(default=0, help_text="Counts the changes, as calendars want it.")
    changed_at = models.DateTimeField(default=timezone.now)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=10, choices=Release.choices, blank=True)
    late_fee_minor = models.PositiveIntegerField(default=0, help_text="Charged for a late cancellation.")

    # What its maker was told when it was made. A change of the rules does not reach back.
    cancel_hours = models.PositiveSmallIntegerField(default=0, help_text="Free until so long before; 0: always.")
    late_cancel = models.CharField(max_length=8, choices=RuleSet.LateCancel, default=RuleSet.LateCancel.REFUSE)
    late_percent = models.PositiveSmallIntegerField(default=100, help_text="Of the price, when charged.")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["during"]
        constraints = [
            # Needs no extension: two ranges overlap when both the station's one-point range and the time do.
            ExclusionConstraint(
                name="station_serves_one_booking_at_a_time",
                expressions=[
                    (Func("station_id", "station_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("occupied", RangeOperators.OVERLAPS),
                ],
                condition=Q(released_at=None),
            ),
            models.CheckConstraint(
                name="booking_lasts_a_while", condition=Q(during__isempty=False, during__lower_inf=False)
            ),
            models.CheckConstraint(name="occupied_covers_during", condition=Q(occupied__contains=F("during"))),
            models.CheckConstraint(
                name="booking_says_whose_it_is",
                condition=Q(purpose__in=["maker", "offer"], maker__isnull=False, step=None)
                | Q(purpose="step", step__isnull=False)
                | Q(purpose__in=["firing", "maintenance"], step=None),
            ),
            models.CheckConstraint(name="booking_charges_a_part_at_most", condition=Q(late_percent__lte=100)),
            models.CheckConstraint(
                name="only_a_released_booking_says_why", condition=Q(release_reason="") | Q(released_at__isnull=False)
            ),
            models.CheckConstraint(
                name="who_checked_in_missed_nothing", condition=~Q(release_reason="missed") | Q(checked_in_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["maker"], name="booking_by_maker", condition=Q(released_at=None)),
            GistIndex(fields=["occupied"], name="booking_by_time", condition=Q(released_at=None)),
        ]

    def __str__(self):
        return f"{self.station}, {self.during.lower:%-d %B %H:%M} UTC"

    @property
    def minutes(self) -> int:
        return round((self.during.upper - self.during.lower).total_seconds() / 60)

    @property
    def local_day(self) -> date:
        """The day it begins on, on the clock of its node."""
        return self.during.lower.astimezone(self.station.node.zone).date()
