from datetime import datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import connection, models
from django.db.models import F, Func, Q, Value

from coop.hours import write_hours
from coop.times import Stretch, covers, staffed_stretches


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone. Write one like Europe/Berlin.")


WEEK_AND_CLOSURES = """
SELECT weekday, opens_minute, closes_minute, NULL, NULL FROM coop_staffedhours WHERE node_id = %(node)s
UNION ALL
SELECT NULL, NULL, NULL, lower(days), upper(days) FROM coop_closure WHERE node_id = %(node)s
"""


class Node(models.Model):
    """A site: it makes (it has stations), hands over (it has a desk), or both. Its zone rules every time said there."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=60)
    postcode = models.CharField(max_length=12)
    country = models.CharField(max_length=2, help_text="Two letters, as in DE.")
    directions = models.CharField(max_length=160, blank=True, help_text="How to find the desk.")
    time_zone = models.CharField(max_length=40, validators=[known_zone])
    hands_over = models.BooleanField(default=True, help_text="Customers may collect here.")
    carried_days = models.PositiveSmallIntegerField(
        default=2,
        validators=[MaxValueValidator(60)],
        help_text="How long pieces that were made at another node are on their way here.",
    )

    HOURS = ("staffed_hours", "closures", "extra_hours")
    """What `staffed_between` reads: to be prefetched wherever several nodes are asked."""

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def staffed_between(self, start: datetime, end: datetime) -> list[Stretch]:
        """When somebody is there between two instants: weekly and extra hours in its zone, less the closures."""
        week = [(hours.weekday, hours.opens_minute, hours.closes_minute) for hours in self.staffed_hours.all()]
        shut = [(closure.days.lower, closure.days.upper) for closure in self.closures.all()]
        extra = [(hours.day, hours.opens_minute, hours.closes_minute) for hours in self.extra_hours.all()]
        return staffed_stretches(week, shut, self.zone, start, end, extra=extra)

    def is_staffed(self, start: datetime, end: datetime) -> bool:
        """Whether somebody is there from `start` until `end` without a break.

        Every booking asks this, so week and closures are one statement, and extra hours, which can only add to the
        week, are read where that leaves a gap.
        """
        with connection.cursor() as cursor:
            rows = cursor.execute(WEEK_AND_CLOSURES, {"node": self.pk}).fetchall()
        week = [(weekday, opens, closes) for weekday, opens, closes, _, _ in rows if weekday is not None]
        shut = [(first, after) for weekday, _, _, first, after in rows if weekday is None]
        if covers(staffed_stretches(week, shut, self.zone, start, end), start, end):
            return True
        return covers(self.staffed_between(start, end), start, end)


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


def minutes_of(at: time) -> int:
    return at.hour * 60 + at.minute


class StaffedHours(models.Model):
    """One stretch of a weekday in which somebody of the node is there, in minutes after local midnight."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="staffed_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["node", "weekday", "opens_minute"]
        constraints = [
            models.CheckConstraint(
                name="staffed_hours_end_after_they_begin",
                condition=Q(closes_minute__gt=F("opens_minute"), closes_minute__lte=24 * 60),
            ),
            models.CheckConstraint(name="weekday_is_monday_to_sunday", condition=Q(weekday__lte=6)),
            ExclusionConstraint(
                name="staffed_hours_of_a_day_do_not_overlap",
                expressions=[
                    (Func("node_id", "node_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("weekday", "weekday", Value("[]"), function="int4range"), RangeOperators.OVERLAPS),
                    (Func("opens_minute", "closes_minute", function="int4range"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.node}, {self.get_weekday_display()}"

    @property
    def opens(self) -> time:
        return time(*divmod(self.opens_minute, 60))

    @property
    def closes(self) -> time:
        """The closing time; midnight at the end of the day reads 23:59."""
        return time(*divmod(min(self.closes_minute, 24 * 60 - 1), 60))


class Closure(models.Model):
    """Whole local days on which the node is shut: nobody is there, whatever the week says."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="closures")
    days = DateRangeField()
    reason = models.CharField(max_length=80)

    class Meta:
        ordering = ["days"]
        constraints = [
            models.CheckConstraint(name="closure_has_days", condition=Q(days__isempty=False)),
        ]

    def __str__(self):
        return f"{self.node}, {self.reason}"


class ExtraHours(models.Model):
    """Somebody is there on one day besides the weekly hours: a Saturday shift. On a closed day the closure rules."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="extra_hours")
    day = models.DateField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["node", "day", "opens_minute"]
        constraints = [
            models.CheckConstraint(
                name="extra_hours_end_after_they_begin",
                condition=Q(closes_minute__gt=F("opens_minute"), closes_minute__lte=24 * 60),
            ),
            ExclusionConstraint(
                name="extra_hours_of_a_day_do_not_overlap",
                expressions=[
                    (Func("node_id", "node_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("day", "day", Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                    (Func("opens_minute", "closes_minute", function="int4range"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.node}, {self.day:%-d %B %Y}"

    @property
    def hours(self) -> str:
        return write_hours([(self.opens_minute, self.closes_minute)])
