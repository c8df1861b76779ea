from django.db import models
from django.db.models import Max, Min, Q
from django.db.models.functions import Greatest, Least

from capsules.models import Capsule, Run
from coop.lifecycle import Lifecycle, stamped

from .stations import Program, StationKind


class Operation(models.Model):
    """One stop on a capsule's route: a kind of station and how long, or how many litres, a piece takes there."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="operations")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40, help_text="As customers read it: Formed, Glazed.")
    kind = models.ForeignKey(StationKind, on_delete=models.PROTECT, related_name="operations")
    setup_minutes = models.PositiveSmallIntegerField(default=0)
    minutes_per_piece = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    program = models.ForeignKey(Program, null=True, blank=True, on_delete=models.PROTECT, related_name="operations")
    litres_per_piece = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    family = models.CharField(
        max_length=20, blank=True, help_text="What a station is changed over for, as in light or dark."
    )
    splits = models.BooleanField(default=False, help_text="May be worked on at several stations at once.")
    unattended = models.BooleanField(default=False, help_text="Nobody needs to stand by once it has begun.")
    wait_minutes = models.PositiveIntegerField(default=0, help_text="Least wait before the next stop: drying, latex.")
    longest_wait_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="The next stop must begin by then."
    )

    class Meta:
        ordering = ["capsule", "rank"]
        constraints = [
            models.UniqueConstraint(name="stop_has_its_own_place_on_the_route", fields=["capsule", "rank"]),
            models.CheckConstraint(
                name="stop_takes_minutes_or_litres",
                # Not null said besides: a check that comes out as NULL lets the row pass.
                condition=Q(
                    minutes_per_piece__isnull=False, minutes_per_piece__gt=0, program=None, litres_per_piece=None
                )
                | Q(
                    minutes_per_piece=None,
                    program__isnull=False,
                    litres_per_piece__isnull=False,
                    litres_per_piece__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="only_work_has_a_family_or_is_split", condition=Q(program=None) | Q(family="", splits=False)
            ),
            models.CheckConstraint(
                name="longest_wait_is_no_shorter",
                condition=Q(longest_wait_minutes=None) | Q(longest_wait_minutes__gte=models.F("wait_minutes")),
            ),
        ]

    def __str__(self):
        return self.name


class StepQuerySet(models.QuerySet["Step"]):
    def live(self):
        return self.exclude(status=Step.Status.DROPPED)

    def open(self):
        return self.filter(status__in=[Step.Status.WAITING, Step.Status.PLANNED, Step.Status.STARTED])

    def with_times(self):
        """Annotate `begins_at` and `ends_at`, of its bookings and its shares of firings; None where it has no place."""
        booked, shared = Q(bookings__released_at=None), Q(shares__released_at=None)
        firing = "shares__firing"
        return self.annotate(
            begins_at=Least(
                Min("bookings__during__startswith", filter=booked),
                Min(f"{firing}__booking__during__startswith", filter=shared),
            ),
            ends_at=Greatest(
                Max("bookings__during__endswith", filter=booked), Max(f"{firing}__opens_at", filter=shared)
            ),
        )


class Step(Lifecycle):
    """One operation of one run. Its time lies in its bookings, or in its shares of firings."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting for station time"
        PLANNED = "planned", "planned"
        STARTED = "started", "started"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    MOVES = {
        Status.WAITING: frozenset({Status.PLANNED, Status.DROPPED}),
        Status.PLANNED: frozenset({Status.STARTED, Status.WAITING, Status.DROPPED}),
        Status.STARTED: frozenset({Status.DONE}),
    }

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="steps")
    rank = models.PositiveSmallIntegerField()
    pieces = models.PositiveSmallIntegerField()

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    planned_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="What the floor says is wrong.")
    booked_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where it was done early: what was booked. Its bookings end with the work."
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["run", "rank"]
        constraints = [
            models.UniqueConstraint(name="step_has_its_own_place_in_the_run", fields=["run", "rank"]),
            models.CheckConstraint(
                name="step_status_has_its_stamp",
                condition=stamped(
                    {"planned": "planned_at", "started": "started_at", "done": "done_at"},
                    statuses=["planned", "started", "done"],
                ),
            ),
        ]

    def __str__(self):
        return f"{self.operation}, {self.run}"
