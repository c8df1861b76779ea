from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coop.models import Node

from .pieces import Piece


class StockMove(models.Model):
    """One line of the ledger that says where each piece is. Append-only; a trigger holds it.

    A piece's moves are numbered from 1, and each number is used once: two desks that move
    the same piece at the same instant write the same number, and one of them is refused.
    """

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=10, choices=Piece.Place.choices)
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["piece", "number"]
        constraints = [
            models.UniqueConstraint(name="piece_moves_one_step_at_a_time", fields=["piece", "number"]),
            models.UniqueConstraint(name="piece_is_handed_over_once", fields=["piece"], condition=Q(place="customer")),
            models.CheckConstraint(
                name="shelf_and_workshop_stand_in_a_node",
                condition=Q(node__isnull=False) | ~Q(place__in=["workshop", "shelf", "transit"]),
            ),
            models.CheckConstraint(name="moves_are_numbered_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self):
        return f"{self.piece}: {self.place}"
