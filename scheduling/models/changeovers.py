from django.db import models
from django.db.models import F, Q

from .stations import StationKind


class Changeover(models.Model):
    """How long a kind's stations take to go from one family to another: from dark to light, 60 minutes.

    A pair without a row takes no time.
    """

    kind = models.ForeignKey(StationKind, on_delete=models.CASCADE, related_name="changeovers")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["kind", "before", "after"]
        constraints = [
            models.UniqueConstraint(name="kind_changes_over_in_one_time", fields=["kind", "before", "after"]),
            models.CheckConstraint(
                name="changeover_leads_to_another_family",
                condition=~Q(before=F("after")) & ~Q(before="") & ~Q(after=""),
            ),
            models.CheckConstraint(name="changeover_takes_minutes", condition=Q(minutes__gt=0)),
        ]

    def __str__(self):
        return f"{self.before} to {self.after}: {self.minutes} min"
