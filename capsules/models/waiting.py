from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from .capsules import Capsule
from .preorders import new_secret


class Waiting(models.Model):
    """Somebody who wants a piece of a sold-out edition, in order of asking."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="waiting")
    email = models.EmailField()
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint("capsule", Lower("email"), name="nobody_waits_twice", condition=Q(left_at=None)),
        ]

    def __str__(self):
        return f"{self.capsule}, since {self.joined_at:%-d %B}"
