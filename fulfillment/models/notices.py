import base64
import secrets
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from capsules.models import Capsule, Preorder, Run, Waiting
from coop.lifecycle import Lifecycle, stamped
from coop.models import Node
from scheduling.models import Booking

SECRET_OVERLAP = timedelta(hours=24)


def new_endpoint_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class Endpoint(models.Model):
    """Where a node's own system takes our signed messages."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="endpoint")
    url = models.URLField(help_text="It answers 2xx once it has stored the message.")
    secret = models.CharField(
        max_length=80, default=new_endpoint_secret, help_text="Starts with whsec_; both sides keep it."
    )
    previous_secret = models.CharField(
        max_length=80, blank=True, help_text="Signs as well while the node changes over."
    )
    rotated_at = models.DateTimeField(null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_reason = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rotated_secret_has_its_stamp", condition=Q(previous_secret="") | Q(rotated_at__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.node}: {self.url}"

    def secrets_at(self, now) -> list[str]:
        """The secrets that sign a message: after a rotation both, until the node had time to change over."""
        changing = self.previous_secret and self.rotated_at and now < self.rotated_at + SECRET_OVERLAP
        return [self.secret, self.previous_secret] if changing else [self.secret]


ABOUT = {
    "preorder_id": [
        "preorder__capsule__maker",
        "preorder__capsule__made_at",
        "preorder__variant",
        "preorder__pickup_node",
    ],
    "capsule_id": ["capsule__maker", "capsule__made_at"],
    "waiting_id": ["waiting__capsule__maker", "waiting__capsule__made_at", "waiting__variant"],
    "run_id": ["run__capsule__maker", "run__capsule__made_at"],
    "node_id": ["node__endpoint"],
    "booking_id": ["booking__station__node", "booking__station__kind", "booking__maker"],
}
"""What a letter or a message says, by the column that leads there."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def owed(self):
        return self.filter(status=Notice.Status.OWED)

    def given_up(self):
        return self.filter(status=Notice.Status.GIVEN_UP)

    def due(self):
        """Owed, and nobody is at it: never tried, or its last attempt is long enough ago."""
        return self.owed().filter(next_try_at__lte=Now()).order_by("next_try_at", "id")


class Notice(Lifecycle):
    """Something that we owe somebody: a mail to a person, or a signed message to a node's system."""

    class Channel(models.TextChoices):
        MAIL = "mail", "mail"
        MESSAGE = "message", "signed message"

    class Status(models.TextChoices):
        OWED = "owed", "owed"
        SENT = "sent", "sent"
        GIVEN_UP = "given up", "given up"

    MOVES = {Status.OWED: frozenset({Status.SENT, Status.GIVEN_UP}), Status.GIVEN_UP: frozenset({Status.OWED})}

    key = models.CharField(max_length=120, unique=True, help_text="What it is about: the same news is owed once.")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text="The same at every attempt.")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=40, help_text="Names the mail's template or the message's type.")
    to = models.CharField(max_length=254, help_text="A mail address, or an endpoint's address when it was tried.")
    preorder = models.ForeignKey(Preorder, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    capsule = models.ForeignKey(Capsule, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    waiting = models.ForeignKey(Waiting, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    facts = models.JSONField(default=dict, help_text="What it says that no row keeps, fixed when it is written.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OWED)
    owed_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_status_has_its_stamp",
                condition=stamped({"sent": "sent_at", "given up": "given_up_at"}, statuses=["sent", "given up"]),
            ),
            models.CheckConstraint(
                name="message_goes_to_a_node", condition=~Q(channel="message") | Q(node__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="notice_owed", condition=Q(status="owed"))]

    def __str__(self):
        return self.key

    def with_what_it_is_about(self) -> "Notice":
        """The row again, with all that its letter says: only the tables that this one needs."""
        columns = ["node_id"] if self.channel == Notice.Channel.MESSAGE else [c for c in ABOUT if getattr(self, c)]
        joins = [path for column in columns for path in ABOUT[column]]
        return Notice.objects.select_related(*joins).get(pk=self.pk)
