from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from capsules.models import Run
from coop.lifecycle import Lifecycle, stamped
from coop.models import Node


class NodePlanQuerySet(models.QuerySet["NodePlan"]):
    def live(self):
        """Asked for and not answered yet."""
        return self.filter(status__in=NodePlan.LIVE)

    def left_behind(self, since):
        """Being thought about by a worker of which nothing was heard since then."""
        return self.filter(status=NodePlan.Status.THINKING, alive_at__lt=since)


class NodePlan(Lifecycle):
    """One thinking of the planner about all open runs of a node. While it is wanted, the row is the order."""

    class Status(models.TextChoices):
        WANTED = "wanted", "waiting for the worker"
        THINKING = "thinking", "thinking"
        WRITTEN = "written", "written"
        NOTHING = "nothing", "nothing better found"
        CANCELLED = "cancelled", "cancelled"

    LIVE = (Status.WANTED, Status.THINKING)
    MOVES = {
        Status.WANTED: frozenset({Status.THINKING, Status.CANCELLED}),
        Status.THINKING: frozenset({Status.WRITTEN, Status.NOTHING, Status.CANCELLED, Status.WANTED}),
    }

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="plans")
    reason = models.TextField(help_text="Why it was asked for, in words: a sentence for each asking.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_again_at = models.DateTimeField(null=True, blank=True, help_text="Something happened while it was live.")
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WANTED)
    thinking_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, help_text="When its worker was last heard of.")
    ended_at = models.DateTimeField(null=True, blank=True)

    progress = models.JSONField(default=dict, blank=True, help_text="Engine, seconds, late hours, moves, firings.")
    engine = models.CharField(max_length=20, blank=True)
    seconds = models.FloatField(null=True, blank=True, help_text="Of thinking.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="More than one where something came in between.")
    moves = models.PositiveSmallIntegerField(default=0, help_text="Bookings that stand elsewhere than before.")
    before = models.JSONField(null=True, blank=True, help_text="The objectives of the plan that stood.")
    objectives = models.JSONField(null=True, blank=True, help_text="Of the plan that was found.")
    bound = models.JSONField(null=True, blank=True, help_text="What no plan can better, as far as it is known.")
    proved = models.BooleanField(default=False, help_text="No plan is better.")

    objects = NodePlanQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="node_is_thought_about_once_at_a_time",
                fields=["node"],
                condition=Q(status__in=["wanted", "thinking"]),
            ),
            models.CheckConstraint(
                name="node_plan_status_has_its_stamp",
                condition=stamped(
                    {"thinking": "thinking_at", "written": "ended_at", "nothing": "ended_at", "cancelled": "ended_at"},
                    statuses=["thinking", "written", "nothing", "cancelled"],
                ),
            ),
        ]

    def __str__(self):
        return f"plan of {self.node}"


class Plan(models.Model):
    """That the worker planned a run: with which engine, how long it thought, and what came of it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="plans")
    node_plan = models.ForeignKey(
        NodePlan, null=True, blank=True, on_delete=models.PROTECT, related_name="run_plans", help_text="It is part of."
    )
    engine = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField()
    attempts = models.PositiveSmallIntegerField(help_text="More than one where a booking came in between.")
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it ends when it does, or why it has no place.")

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"plan of {self.run}"
