from django.conf import settings
from django.db import models
from django.utils import timezone

from capsules.models import Preorder
from coop.models import Node


class Handover(models.Model):
    """That a preorder's pieces were given to its customer."""

    preorder = models.OneToOneField(Preorder, on_delete=models.PROTECT, related_name="handover")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="handovers")
    paid_minor = models.PositiveIntegerField(help_text="Taken at the desk.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"handover of {self.preorder}"
