import base64
import secrets
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from capsules.models import Capsule, Preorder, Run, Waiting
from coop.lifecycle import Lifecycle, stamped
from coop.models import Maker, Node
from scheduling.models import Booking

SECRET_OVERLAP = timedelta(hours=24)


def new_endpoint_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def of(self, owner: Node | Maker):
        return self.filter(**owned_by(owner))

    def listening(self):
        return self.filter(switched_off_at=None)


def owned_by(owner: Node | Maker) -> dict:
    """{"node": owner} or {"maker": owner}"""
    return {owner._meta.model_name: owner}


class Endpoint(models.Model):
    """Where a node's own system, or a maker's own shop, takes our signed messages."""

    node = models.OneToOneField(Node, null=True, blank=True, on_delete=models.CASCADE, related_name="endpoint")
    maker = models.OneToOneField(Maker, null=True, blank=True, on_delete=models.CASCADE, related_name="endpoint")
    url = models.URLField(help_text="It answers 2xx once it has stored the message.")
    secret = models.CharField(
        max_length=80, default=new_endpoint_secret, help_text="Starts with whsec_; both sides keep it."
    )
    previous_secret = models.CharField(
        max_length=80, blank=True, help_text="Signs as well while its owner changes over."
    )
    rotated_at = models.DateTimeField(null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_reason = models.CharField(max_length=160, blank=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endpoint_belongs_to_a_node_or_a_maker",
                condition=Q(node__isnull=False, maker=None) | Q(node=None, maker__isnull=False),
            ),
            models.CheckConstraint(
                name="rotated_secret_has_its_stamp", condition=Q(previous_secret="") | Q(rotated_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.owner}: {self.url}"

    @property
    def owner(self) -> Node | Maker:
        owner = self.node or self.maker
        assert owner is not None, "endpoint_belongs_to_a_node_or_a_maker"
        return owner

    def secrets_at(self, now) -> list[str]:
        """The secrets that sign a message: after a rotation both, until its owner had time to change over."""
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
    "node_id": ["node"],
    "endpoint_id": ["endpoint__node", "endpoint__maker__home"],
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
    """Something that we owe somebody: a mail to a person, or a signed message to a node's system or a maker's shop."""

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
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
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
                name="message_goes_to_an_endpoint", condition=~Q(channel="message") | Q(endpoint__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], name="notice_owed", condition=Q(status="owed"))]

    def __str__(self):
        return self.key

    def with_what_it_is_about(self) -> "Notice":
        """The row again, with all that its letter says: only the tables that this one needs."""
        columns = ["endpoint_id"] if self.channel == Notice.Channel.MESSAGE else [c for c in ABOUT if getattr(self, c)]
        joins = [path for column in columns for path in ABOUT[column]]
        return Notice.objects.select_related(*joins).get(pk=self.pk)
