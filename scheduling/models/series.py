from django.db import models
from django.db.models import Q

from coop.models import Maker

from .stations import Station


class Series(models.Model):
    """Bookings that repeat on the node's clock: each week, or each month on the same day where there is one."""

    class Every(models.TextChoices):
        WEEK = "week", "every week"
        MONTH = "month", "every month"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="series")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="series")
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    first_day = models.DateField()
    start_minute = models.PositiveSmallIntegerField(help_text="After local midnight.")
    minutes = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["first_day", "start_minute"]
        constraints = [
            models.CheckConstraint(
                name="series_repeats_within_a_year",
                condition=Q(times__gte=2, times__lte=53, minutes__gte=5, start_minute__lt=24 * 60),
            ),
        ]

    def __str__(self):
        return f"{self.station}, {self.get_every_display()}"
