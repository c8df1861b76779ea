import uuid

from django.db import models
from django.db.models import Q

from .errands import Errand, ErrandQuerySet
from .preorders import Preorder


class CardQuerySet(ErrandQuerySet):
    def open(self):
        """Asked for, and not saved yet."""
        return self.filter(saved_at=None, dropped_at=None)

    def saved(self):
        return self.filter(saved_at__isnull=False, dropped_at=None)

    def to_forget(self):
        """No longer wanted, and the provider still has it."""
        return self.filter(dropped_at__isnull=False, forgotten_at=None)


class Card(Errand):
    """A customer's card, saved at the provider for one order. We know what it is called there, never its number."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The provider knows our question by it.")
    preorder = models.ForeignKey(Preorder, on_delete=models.PROTECT, related_name="cards")
    customer = models.CharField(max_length=80, blank=True, help_text="The provider's name for who pays this order.")
    setup = models.CharField(max_length=80, blank=True, help_text="The provider's name for the saving of the card.")
    method = models.CharField(max_length=80, blank=True, help_text="The provider's name for the saved card.")
    brand = models.CharField(max_length=20, blank=True)
    last4 = models.CharField(max_length=4, blank=True)

    asked_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="When it was no longer wanted.")
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="When the provider had let go of it.")

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="order_asks_for_one_card_at_a_time",
                fields=["preorder"],
                condition=Q(saved_at=None, dropped_at=None),
            ),
            models.UniqueConstraint(
                name="order_has_one_saved_card",
                fields=["preorder"],
                condition=Q(saved_at__isnull=False, dropped_at=None),
            ),
            models.UniqueConstraint(name="setup_saves_one_card", fields=["setup"], condition=~Q(setup="")),
            models.CheckConstraint(name="saved_card_can_be_charged", condition=Q(saved_at=None) | ~Q(method="")),
            models.CheckConstraint(
                name="only_a_dropped_card_is_forgotten", condition=Q(forgotten_at=None) | Q(dropped_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="card_to_forget",
                condition=Q(dropped_at__isnull=False, forgotten_at=None),
            )
        ]

    def __str__(self):
        return f"{self.brand.capitalize() or 'card'} ending in {self.last4}" if self.last4 else "a card"
