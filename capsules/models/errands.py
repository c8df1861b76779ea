from django.db import models
from django.db.models.functions import Now


class ErrandQuerySet(models.QuerySet):
    def due(self):
        """To be done now, and nobody is at it: never tried, or its last attempt is long enough ago."""
        return self.filter(next_try_at__lte=Now()).order_by("next_try_at", "pk")


class Errand(models.Model):
    """A row that wants something done at the provider of payments. Whoever does it moves `next_try_at` ahead first."""

    next_try_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
