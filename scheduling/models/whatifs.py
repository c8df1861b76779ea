from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from capsules.models import Run
from coop.lifecycle import Lifecycle, stamped
from coop.models import Node

FIGURES = {
    "step": ["step", "station", "start"],
    "out": ["station", "until", "reason"],
    "shift": ["day", "opens_minute", "closes_minute"],
    "run": ["run"],
}
"""What each kind of question must say, in `figures`."""


def figures_fit() -> Q:
    condition = Q()
    for kind, names in FIGURES.items():
        condition |= Q(kind=kind, figures__has_keys=names)
    return condition


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def open(self):
        """Asked or answered, and not decided."""
        return self.filter(status__in=WhatIf.OPEN)

    def to_think(self):
        return self.filter(status=WhatIf.Status.WANTED)

    def left_behind(self, since):
        """Being thought about by a worker that began before then."""
        return self.filter(status=WhatIf.Status.THINKING, thinking_at__lt=since)


class WhatIf(Lifecycle):
    """A decision that somebody thinks of, and what it would do to a node's plan."""

    class Kind(models.TextChoices):
        STEP = "step", "a step stands elsewhere"
        OUT = "out", "a station is out"
        SHIFT = "shift", "a shift is added"
        RUN = "run", "a run is taken"

    class Status(models.TextChoices):
        WANTED = "wanted", "waiting for the worker"
        THINKING = "thinking", "thinking"
        ANSWERED = "answered", "answered"
        IMPOSSIBLE = "impossible", "impossible"
        ACCEPTED = "accepted", "accepted"
        THROWN_AWAY = "thrown_away", "thrown away"
        OUTDATED = "outdated", "outdated"

    OPEN = (Status.WANTED, Status.THINKING, Status.ANSWERED)
    MOVES = {
        Status.WANTED: frozenset({Status.THINKING, Status.THROWN_AWAY}),
        Status.THINKING: frozenset({Status.ANSWERED, Status.IMPOSSIBLE, Status.WANTED, Status.THROWN_AWAY}),
        Status.ANSWERED: frozenset({Status.ACCEPTED, Status.THROWN_AWAY, Status.OUTDATED}),
        Status.IMPOSSIBLE: frozenset({Status.THROWN_AWAY}),
    }

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="what_ifs")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=200, help_text="What is asked, to follow “If”, and what was done, if it is.")
    figures = models.JSONField(help_text="Which step where and when, which station until when, which day and hours.")
    run = models.ForeignKey(
        Run, null=True, blank=True, on_delete=models.PROTECT, related_name="what_ifs", help_text="That would be taken."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WANTED)
    thinking_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why it is impossible.")
    result = models.JSONField(null=True, blank=True, help_text="The comparison, and the plan as it would be written.")
    relied_on = models.CharField(max_length=64, blank=True, help_text="Fingerprint of all that the answer rests on.")

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(name="what_if_says_what", condition=figures_fit()),
            models.CheckConstraint(
                name="what_if_names_the_run_to_take",
                condition=Q(kind="run", run__isnull=False) | (~Q(kind="run") & Q(run=None)),
            ),
            models.CheckConstraint(
                name="what_if_status_has_its_stamp",
                condition=stamped(
                    {
                        "thinking": "thinking_at",
                        "answered": "answered_at",
                        "impossible": "answered_at",
                        "accepted": "decided_at",
                        "thrown_away": "decided_at",
                        "outdated": "decided_at",
                    },
                    statuses=["thinking", "answered", "impossible", "accepted", "thrown_away", "outdated"],
                ),
            ),
            models.CheckConstraint(
                name="answer_has_its_result",
                condition=~Q(status__in=["answered", "accepted"]) | Q(result__isnull=False),
            ),
            models.CheckConstraint(name="impossible_says_why", condition=~Q(status="impossible") | ~Q(reason="")),
            models.UniqueConstraint(
                name="run_is_thought_about_once_at_a_time",
                fields=["run"],
                condition=Q(status__in=["wanted", "thinking"]),
            ),
        ]
        indexes = [models.Index(fields=["node", "status"], name="what_if_by_node")]

    def __str__(self):
        return f"if {self.words}"
