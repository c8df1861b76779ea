from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from coop.models import Maker, Node
from scheduling.rules import Rules


class RuleSet(models.Model):
    """Rules of booking that a kind or one station sets; empty says nothing. `scheduling.rules.Rules` resolves them."""

    class LateCancel(models.TextChoices):
        REFUSE = "refuse", "is refused"
        CHARGE = "charge", "is charged"

    staffed_only = models.BooleanField(null=True, blank=True, help_text="The whole booking lies in staffed hours.")
    per_day = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Bookings of a maker in a local day.")
    future_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="That a maker may hold ahead.")
    prime_minutes_a_week = models.PositiveIntegerField(null=True, blank=True, help_text="Prime hours of a maker.")
    cancel_hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Free until so long before.")
    late_cancel = models.CharField(max_length=8, choices=LateCancel.choices, null=True, blank=True)  # noqa: DJ001
    late_percent = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the price, when charged.")
    check_in = models.BooleanField(null=True, blank=True, help_text="Released where nobody checks in.")
    early_minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Check-in opens so early.")
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Missed after so long.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_charges_a_part_at_most", condition=Q(late_percent=None) | Q(late_percent__lte=100)
            ),
        ]


class StationKind(RuleSet):
    """What a station is, and so how it is used."""

    class Use(models.TextChoices):
        EXCLUSIVE = "exclusive", "one at a time"
        LOAD = "load", "several share a load"

    class Group(models.TextChoices):
        """For the icon and the colour, never for a rule."""

        KILN = "kiln", "kiln"
        DYE = "dye", "dye"
        TUFT = "tuft", "tufting"
        FORM = "form", "forming"
        GLAZE = "glaze", "glazing"
        FINISH = "finish", "finishing"

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(unique=True)
    group = models.CharField(max_length=10, choices=Group.choices)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.EXCLUSIVE)
    needs_qualification = models.BooleanField(default=True)
    how_to_qualify = models.CharField(max_length=160, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(default=30, help_text="Bookings begin and end on this grid.")
    shortest_minutes = models.PositiveSmallIntegerField(default=30)
    longest_minutes = models.PositiveSmallIntegerField(default=480)
    horizon_days = models.PositiveSmallIntegerField(default=60, help_text="How far ahead makers may book.")

    class Meta:
        ordering = ["name"]
        constraints = [
            *RuleSet.Meta.constraints,
            models.CheckConstraint(
                name="kind_allows_some_length",
                condition=Q(
                    slot_minutes__gte=5,
                    shortest_minutes__gte=F("slot_minutes"),
                    longest_minutes__gte=F("shortest_minutes"),
                ),
            ),
        ]

    def __str__(self):
        return self.name


class StationQuerySet(models.QuerySet["Station"]):
    def in_service(self):
        return self.filter(retired_at=None)


class Station(RuleSet):
    """A thing that is booked: one kiln, one tufting frame."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="stations")
    kind = models.ForeignKey(StationKind, on_delete=models.PROTECT, related_name="stations")
    name = models.CharField(max_length=40)
    slug = models.SlugField(unique=True)
    setup_minutes = models.PositiveSmallIntegerField(default=0, help_text="Kept free before each booking.")
    clearing_minutes = models.PositiveSmallIntegerField(default=0, help_text="Kept free after each booking.")
    hour_minor = models.PositiveIntegerField(default=0, help_text="Price of an hour, in cents.")
    capacity_l = models.DecimalField("capacity in litres", max_digits=7, decimal_places=1, null=True, blank=True)
    peak_limit_c = models.PositiveSmallIntegerField("hottest in °C", null=True, blank=True)
    least_share_minor = models.PositiveIntegerField(default=0, help_text="What any share of a load costs at least.")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        ordering = ["node", "kind", "name"]
        constraints = [
            *RuleSet.Meta.constraints,
            models.UniqueConstraint(name="station_name_is_used_once_in_a_node", fields=["node", "name"]),
            models.CheckConstraint(name="station_holds_something", condition=Q(capacity_l=None) | Q(capacity_l__gt=0)),
        ]

    def __str__(self):
        return self.name

    @property
    def rules(self) -> Rules:
        return Rules.of(self, self.kind)

    def occupied_by(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """What nobody else can have while it is worked on from `start` to `end`."""
        return start - timedelta(minutes=self.setup_minutes), end + timedelta(minutes=self.clearing_minutes)

    def price_of(self, minutes: int) -> int:
        """What a booking costs, in minor units, rounded half up."""
        return (self.hour_minor * minutes + 30) // 60


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def valid_on(self, day: date):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))


class Qualification(models.Model):
    """That a maker may use stations of a kind, perhaps until a day."""

    maker = models.ForeignKey(Maker, on_delete=models.CASCADE, related_name="qualifications")
    kind = models.ForeignKey(StationKind, on_delete=models.CASCADE, related_name="qualifications")
    valid_until = models.DateField(null=True, blank=True, help_text="The last day; empty while it has none.")

    objects = QualificationQuerySet.as_manager()

    class Meta:
        ordering = ["maker", "kind"]
        constraints = [
            models.UniqueConstraint(name="maker_qualifies_once_for_a_kind", fields=["maker", "kind"]),
        ]

    def __str__(self):
        return f"{self.maker}: {self.kind}"


class ProgramQuerySet(models.QuerySet["Program"]):
    def families(self):
        return self.order_by("family").values_list("family", flat=True).distinct()


class Program(models.Model):
    """A firing curve. Loads of one family may share a firing."""

    kind = models.ForeignKey(StationKind, on_delete=models.PROTECT, related_name="programs")
    name = models.CharField(max_length=60, unique=True)
    cone = models.CharField(max_length=4, blank=True)
    family = models.CharField(max_length=20, help_text="Only one family goes into a load, as in bisque.")
    peak_c = models.PositiveSmallIntegerField()
    fire_minutes = models.PositiveSmallIntegerField(help_text="Heating and holds.")
    cool_minutes = models.PositiveSmallIntegerField(help_text="Until the door may be opened.")
    segments = models.JSONField(default=list, help_text="[[°C per hour, target °C, hold in minutes], …]")

    objects = ProgramQuerySet.as_manager()

    def takes(self, needed: "Program") -> bool:
        """Whether pieces that need another program may go into a firing of this one."""
        return (self.kind_id, self.family) == (needed.kind_id, needed.family) and self.peak_c >= needed.peak_c

    class Meta:
        ordering = ["peak_c", "name"]

    def __str__(self):
        return self.name
