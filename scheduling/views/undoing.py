"""What somebody just did and may take back: kept for ten seconds in the session, so that it works without script."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from scheduling.actions.cancelling import UNDO

KEY = "undo"
WORDS = {"book": "Undo the booking", "move": "Move it back", "cancel": "Undo the cancelling"}


def remember_undo(request, act: str, booking) -> None:
    until = timezone.now() + UNDO
    request.session[KEY] = {"act": act, "booking": booking.pk, "until": until.isoformat()}


def undo_shown(request) -> dict | None:
    """What may still be taken back, with the words of its button."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    left = parse_datetime(kept["until"]) - timezone.now()
    if left <= timedelta():
        del request.session[KEY]
        return None
    return kept | {"words": WORDS[kept["act"]], "seconds": max(1, round(left.total_seconds()))}


def undo_of(request, booking) -> str:
    """The act to take back for this booking, once; "" where there is none."""
    kept = request.session.pop(KEY, None)
    return kept["act"] if kept and kept["booking"] == booking.pk else ""
