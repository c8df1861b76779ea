from django.db import models
from django.utils import timezone

from capsules.models import Run


class Plan(models.Model):
    """That the worker planned a run: with which engine, how long it thought, and what came of it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="plans")
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
