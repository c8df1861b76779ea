from django.conf import settings
from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """One line of the journal: who did what to which row. A trigger lets nobody change it; it may lose details."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=80, help_text="The name, or “customer” or “worker” where nobody was logged in.")
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, help_text="The model of the row, as in capsules.run.")
    row = models.BigIntegerField()
    title = models.CharField(max_length=160)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "row"], name="journal_by_row")]

    def __str__(self):
        return f"{self.who} {self.verb} {self.title}"
