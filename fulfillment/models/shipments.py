from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from capsules.models import Preorder
from coop.models import Node
from fulfillment.carriers import follow_url


class Shipment(models.Model):
    """That an order's pieces left as one parcel, and with whom."""

    preorder = models.ForeignKey(Preorder, on_delete=models.PROTECT, related_name="shipments")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="shipments", help_text="Where it left from.")
    carrier = models.CharField(max_length=40)
    tracking_number = models.CharField(max_length=60, blank=True, help_text="Forgotten with whom it went to.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(name="order_is_sent_once", fields=["preorder"]),
            models.CheckConstraint(name="shipment_names_its_carrier", condition=~Q(carrier="")),
        ]

    def __str__(self):
        return f"parcel of {self.preorder}"

    @property
    def follow_url(self) -> str:
        order = self.preorder
        return follow_url(self.carrier, self.tracking_number, country=order.ship_country, postcode=order.ship_postcode)
