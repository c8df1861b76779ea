from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from coop.lifecycle import Lifecycle, stamped

from .nodes import Node


class Maker(Lifecycle):
    """A member's studio, as the co-op and its customers know it."""

    class Status(models.TextChoices):
        APPLIED = "applied", "applied"
        ACTIVE = "active", "active"
        PAUSED = "paused", "paused"
        LEFT = "left", "left"

    MOVES = {
        Status.APPLIED: frozenset({Status.ACTIVE, Status.LEFT}),
        Status.ACTIVE: frozenset({Status.PAUSED, Status.LEFT}),
        Status.PAUSED: frozenset({Status.ACTIVE, Status.LEFT}),
    }

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    craft = models.CharField(max_length=80, help_text="In a few words: “stoneware for the table”.")
    story = models.TextField(blank=True)
    home = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="makers", help_text="The node they work at.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.APPLIED)
    applied_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="maker_status_has_its_stamp",
                condition=stamped(
                    {"active": "joined_at", "paused": "joined_at", "left": "left_at"},
                    statuses=["active", "paused", "left"],
                ),
            ),
        ]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, is_admin=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. What they may do follows from `is_admin`, `maker` and `desk`, nothing else."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField("co-op admin", default=False)
    maker = models.ForeignKey(Maker, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    desk = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staff",
        help_text="The node whose desk and floor they staff.",
    )
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="mail_address_belongs_to_one_person"),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        return self.is_admin
