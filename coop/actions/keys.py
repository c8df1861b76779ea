"""Keys with which a program acts as a person."""

from django.db import transaction
from django.utils import timezone

from coop.models import ApiKey, User
from coop.models.keys import SHOWN_LETTERS, digest_of, new_key_text

from .journal import record


@transaction.atomic
def make_key(user: User, *, name: str, by: User) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can read again."""
    text = new_key_text()
    key = ApiKey.objects.create(user=user, name=name, beginning=text[:SHOWN_LETTERS], digest=digest_of(text))
    record(by, "made a key", key)
    return key, text


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User) -> None:
    """From now on it opens nothing. Doing it twice is harmless."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(by, "revoked a key", key)
