from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q

from coop.lifecycle import Lifecycle, stamped

from .capsules import Capsule
from .road import ready_where_made


class RunQuerySet(models.QuerySet["Run"]):
    def owned_by(self, user):
        return self.filter(capsule__maker_id=user.maker_id) if user.maker_id else self.none()

    def waiting_for_approval(self):
        return self.filter(status=Run.Status.PROPOSED).order_by("proposed_at")

    def waiting_for_stations(self):
        """Approved and not yet planned: what the worker has to do."""
        return self.filter(status=Run.Status.APPROVED).order_by("approved_at")

    def without_place(self):
        """Those that the worker found no station time for, wholly or for what is left of them."""
        waiting = self.filter(status__in=[Run.Status.APPROVED, Run.Status.STARTED])
        return waiting.exclude(obstacle="").order_by("approved_at")

    def being_made(self):
        return self.filter(status__in=[Run.Status.PLANNED, Run.Status.STARTED])

    def all_ready(self):
        """Made, and no order waits for its pieces any more; annotates `ready_at`, when the last one was ready.

        What was carried to another node counts as ready that much earlier.
        """
        orders = "capsule__preorders"
        waiting = Count(orders, filter=Q(capsule__preorders__status__in=["placed", "confirmed"]))
        ready = self.filter(status=Run.Status.MADE).annotate(
            ready_at=Max(ready_where_made(f"{orders}__")), waiting=waiting
        )
        return ready.filter(waiting=0, ready_at__isnull=False)


class Run(Lifecycle):
    """The production of a closed capsule's pieces."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "waiting for approval"
        APPROVED = "approved", "waiting for station time"
        PLANNED = "planned", "planned"
        STARTED = "started", "being made"
        MADE = "made", "made"
        WITHDRAWN = "withdrawn", "withdrawn"

    MOVES = {
        Status.PROPOSED: frozenset({Status.APPROVED, Status.WITHDRAWN}),
        # Some steps of a run that waits for station time may have theirs, and begin.
        Status.APPROVED: frozenset({Status.PLANNED, Status.STARTED}),
        Status.PLANNED: frozenset({Status.STARTED, Status.APPROVED}),
        Status.STARTED: frozenset({Status.MADE}),
        # Pieces that did not turn out are made again.
        Status.MADE: frozenset({Status.STARTED}),
    }

    capsule = models.ForeignKey(Capsule, on_delete=models.PROTECT, related_name="runs")
    pieces = models.PositiveSmallIntegerField(help_text="How many are to be made; fixed by the approval.")
    due_at = models.DateTimeField(help_text="The close plus the published lead time.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True, help_text="When the plan ends.")
    started_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    obstacle = models.TextField(blank=True, help_text="Why the worker found no station time, in words.")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="capsule_has_one_run",
                fields=["capsule"],
                condition=~Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                name="run_status_has_its_stamp",
                condition=stamped(
                    {
                        "approved": "approved_at",
                        "planned": "planned_at",
                        "started": "started_at",
                        "made": "made_at",
                        "withdrawn": "withdrawn_at",
                    },
                    statuses=["approved", "planned", "started", "made", "withdrawn"],
                ),
            ),
            models.CheckConstraint(name="run_makes_something", condition=Q(pieces__gte=1)),
        ]

    def __str__(self):
        return f"run {self.pk}, {self.capsule}"
