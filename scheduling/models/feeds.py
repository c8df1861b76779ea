import secrets

from django.db import models
from django.utils import timezone

from coop.models import Maker


def new_feed_secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """A maker's private calendar: whoever holds the secret in its address may read it. Reset, the old one is dead."""

    maker = models.OneToOneField(Maker, on_delete=models.CASCADE, related_name="calendar_feed")
    secret = models.CharField(max_length=40, unique=True, default=new_feed_secret)
    reset_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"calendar of {self.maker}"
