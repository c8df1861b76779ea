import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coop.lifecycle import Lifecycle, stamped

from .cards import Card
from .errands import Errand, ErrandQuerySet
from .preorders import Preorder

TIME_TO_ACT = timedelta(hours=72)
"""So long a customer whose card was not charged may give another one, or confirm."""


class PaymentQuerySet(ErrandQuerySet):
    def live(self):
        """Those that still count on money, or have it."""
        return self.filter(status__in=[Payment.Status.OWED, Payment.Status.ASKED, Payment.Status.PAID])

    def owed(self):
        return self.filter(status=Payment.Status.OWED)

    def asked(self):
        return self.filter(status=Payment.Status.ASKED)

    def taken(self):
        """Those for which money was taken."""
        return self.filter(status__in=[Payment.Status.PAID, Payment.Status.SURPLUS])

    def to_close(self):
        """No longer wanted, but the provider could still take the money."""
        return self.filter(status=Payment.Status.DROPPED, closed_at=None)

    def overdue(self):
        """Their customers did not act in time."""
        return self.asked().filter(asked_at__lte=Now() - TIME_TO_ACT)


class Payment(Errand, Lifecycle):
    """A sum that an order owes, and what became of it. Written before anybody is asked for the money."""

    class Status(models.TextChoices):
        OWED = "owed", "to be charged"
        ASKED = "asked", "waits for its customer"
        PAID = "paid", "paid"
        DROPPED = "dropped", "no longer wanted"
        SURPLUS = "surplus", "taken too late, goes back"

    class Wants(models.TextChoices):
        CONFIRMATION = "confirmation", "the bank asks the customer to confirm"
        CARD = "card", "another card"

    MOVES = {
        Status.OWED: frozenset({Status.ASKED, Status.PAID, Status.DROPPED}),
        Status.ASKED: frozenset({Status.OWED, Status.PAID, Status.DROPPED}),
        Status.DROPPED: frozenset({Status.SURPLUS}),
    }

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The provider knows the charge by it.")
    preorder = models.ForeignKey(Preorder, on_delete=models.PROTECT, related_name="payments")
    way = models.CharField(max_length=4, choices=Preorder.PayBy.choices)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    refunded_minor = models.PositiveIntegerField(default=0, help_text="Its refunds, also owed ones; a trigger counts.")

    intent = models.CharField(max_length=80, blank=True, help_text="The provider's name for the charge.")
    card = models.ForeignKey(
        Card, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", help_text="The intent's."
    )
    turn = models.PositiveSmallIntegerField(
        default=0,
        help_text="Part of the key under which the provider knows the question: another one after a failure that it "
        "would only repeat, and after an intent that was given up.",
    )
    wants = models.CharField(max_length=12, choices=Wants.choices, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, help_text="How many its customer got.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OWED)
    owed_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When its customer was first told to act.")
    paid_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Of one that was dropped: nothing can come now.")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="order_is_charged_once",
                fields=["preorder"],
                condition=Q(status__in=["owed", "asked", "paid"]),
            ),
            models.UniqueConstraint(name="intent_pays_one_payment", fields=["intent"], condition=~Q(intent="")),
            models.CheckConstraint(name="payment_is_of_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refunds_never_exceed_what_was_paid", condition=Q(refunded_minor__lte=F("amount_minor"))
            ),
            models.CheckConstraint(
                name="only_what_was_taken_goes_back",
                condition=Q(refunded_minor=0) | Q(status__in=["paid", "surplus"]),
            ),
            models.CheckConstraint(
                name="payment_status_has_its_stamp",
                condition=stamped(
                    {"asked": "asked_at", "paid": "paid_at", "dropped": "dropped_at", "surplus": "paid_at"},
                    statuses=["asked", "paid", "dropped", "surplus"],
                ),
            ),
            models.CheckConstraint(
                name="asked_payment_says_what_it_wants", condition=~Q(status="asked") | ~Q(wants="")
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="payment_to_charge", condition=Q(status="owed")),
            models.Index(
                fields=["next_try_at"], name="payment_to_close", condition=Q(status="dropped", closed_at=None)
            ),
            models.Index(fields=["asked_at"], name="payment_asked", condition=Q(status="asked")),
        ]

    def __str__(self):
        return f"payment {self.pk} of {self.preorder}"

    @property
    def kept_minor(self) -> int:
        """What of it the co-op has and keeps."""
        return self.amount_minor - self.refunded_minor if self.paid_at else 0

    @property
    def act_until(self):
        """Until when its customer may act."""
        return self.asked_at + TIME_TO_ACT


class RefundQuerySet(ErrandQuerySet):
    def owed(self):
        return self.filter(status=Refund.Status.OWED)

    def by_hand(self):
        return self.filter(status=Refund.Status.BY_HAND)


class Refund(Errand, Lifecycle):
    """A sum that goes back to a customer."""

    class Status(models.TextChoices):
        OWED = "owed", "on its way"
        DONE = "done", "given back"
        BY_HAND = "by hand", "to be given back by hand"

    MOVES = {
        Status.OWED: frozenset({Status.DONE, Status.BY_HAND}),
        Status.BY_HAND: frozenset({Status.DONE}),
        # Banks send money back days later, where a card was closed.
        Status.DONE: frozenset({Status.BY_HAND}),
    }

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The provider knows the refund by it.")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.PositiveIntegerField()
    reason = models.TextField(help_text="The customer reads it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, blank=True, help_text="The provider's name for the refund.")
    turn = models.PositiveSmallIntegerField(default=0, help_text="As of a payment.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OWED)
    owed_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    by_hand_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="refund_is_of_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_status_has_its_stamp",
                condition=stamped({"done": "done_at", "by hand": "by_hand_at"}, statuses=["done", "by hand"]),
            ),
            models.UniqueConstraint(name="refund_has_its_own_name", fields=["reference"], condition=~Q(reference="")),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="refund_owed", condition=Q(status="owed"))]

    def __str__(self):
        return f"refund {self.pk} of {self.payment}"
