from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from .capsules import Capsule
from .preorders import new_secret


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self):
        """Of drops that have opened, and not told yet."""
        opened = Q(capsule__status__in=[Capsule.Status.LISTED, Capsule.Status.CLOSED], capsule__opens_at__lte=Now())
        return self.filter(opened, left_at=None, told_at=None)

    def over(self):
        """Told, or left."""
        return self.exclude(left_at=None, told_at=None)


class Reminder(models.Model):
    """Somebody who wants to hear, once, when a drop opens."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="reminders")
    email = models.EmailField()
    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    asked_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "capsule", Lower("email"), name="nobody_is_reminded_twice", condition=Q(left_at=None)
            ),
            models.CheckConstraint(
                name="who_left_is_not_told",
                condition=Q(left_at=None) | Q(told_at=None) | Q(told_at__lte=F("left_at")),
            ),
        ]
        indexes = [models.Index(fields=["capsule"], name="reminder_to_tell", condition=Q(left_at=None, told_at=None))]

    def __str__(self):
        return f"{self.capsule}, asked on {self.asked_at:%-d %B}"
