import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

PREFIX = "coop_"
SHOWN_LETTERS = len(PREFIX) + 6
USE_IS_NOTED_EVERY = timedelta(hours=1)


def new_key_text() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    """Plain SHA-256 is enough: the text is 256 random bits, and nobody guesses those from a list of passwords."""
    return hashlib.sha256(text.encode()).hexdigest()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self):
        return self.filter(revoked_at=None, user__is_active=True)

    def that_is(self, text: str) -> "ApiKey | None":
        """The valid key with this text."""
        return self.valid().select_related("user__maker").filter(digest=digest_of(text)).first()

    def note_use(self, key: "ApiKey") -> None:
        """Write that it was used, once an hour: people want to know which keys are dead, not to the second."""
        now = timezone.now()
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
        self.filter(stale, pk=key.pk).update(last_used_at=now)


class ApiKey(models.Model):
    """Lets a program act as its user, under the same rules. Its text is shown once; we keep only a digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60, help_text="Where it is used: “studio dashboard”.")
    beginning = models.CharField(max_length=SHOWN_LETTERS, help_text="Its first letters, to tell keys apart.")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["-made_at", "-id"]

    def __str__(self):
        return f"{self.name} ({self.beginning}…)"
