from django.conf import settings
from django.db import models
from django.db.models import Q

from .capsules import Capsule

LEARNING_DROPS = 3
"""A maker's first drops are product development: each asks what it taught."""


class Lesson(models.Model):
    """What a maker takes from a drop to the next one."""

    capsule = models.OneToOneField(Capsule, on_delete=models.CASCADE, related_name="lesson")
    keep = models.TextField(blank=True, max_length=600, help_text="What is worth doing again?")
    change = models.TextField(blank=True, max_length=600, help_text="What would you make, price or plan differently?")
    surprise = models.TextField(
        blank=True, max_length=600, help_text="What did customers ask, or do, that you did not expect?"
    )
    written_at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lesson_says_something", condition=~Q(keep="") | ~Q(change="") | ~Q(surprise="")
            )
        ]

    def __str__(self):
        return f"lesson of {self.capsule}"
