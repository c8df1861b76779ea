from django.db import models
from django.db.models import F, Q

from coop.models import Node
from coop.models.nodes import Weekday


class PrimeHours(models.Model):
    """A stretch of a node's week that everybody wants: a ledger counts each maker's share of it."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="prime_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "prime hours"
        ordering = ["node", "weekday", "opens_minute"]
        constraints = [
            models.CheckConstraint(
                name="prime_hours_end_after_they_begin",
                condition=Q(closes_minute__gt=F("opens_minute"), closes_minute__lte=24 * 60, weekday__lte=6),
            ),
        ]

    def __str__(self):
        return f"{self.node}, {self.get_weekday_display()}"
