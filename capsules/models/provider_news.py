from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .errands import Errand, ErrandQuerySet


class ProviderNewsQuerySet(ErrandQuerySet):
    def unread(self):
        return self.filter(looked_at=None)


class ProviderNews(Errand):
    """That something happened at the provider: what it is about is looked up there, whatever the message said of it."""

    event = models.CharField(max_length=80, help_text="The provider's name for the message, which it may send twice.")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80, help_text="The provider's name for what it is about.")
    received_at = models.DateTimeField(db_default=Now())
    looked_at = models.DateTimeField(null=True, blank=True)

    objects = ProviderNewsQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "provider news"
        constraints = [models.UniqueConstraint(name="news_are_taken_once", fields=["event"])]
        indexes = [models.Index(fields=["next_try_at"], name="news_to_look_at", condition=Q(looked_at=None))]

    def __str__(self):
        return f"{self.kind} of {self.about}"
