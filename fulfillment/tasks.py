from uuid import UUID

from celery import shared_task

from fulfillment.actions import reminding, sending
from fulfillment.models import Notice

PER_SWEEP = 500
"""So that a sweep ends well within its time limit; the next one goes on."""


@shared_task
def send_notice(uid: str) -> None:
    """Send one notice, if it is still owed and nobody else is at it."""
    sending.send(Notice(uid=UUID(uid)))


@shared_task
def sweep_notices() -> int:
    """Send what is due: what was just written in number, what failed before, what a dead worker left behind."""
    return sending.send_due(limit=PER_SWEEP)


@shared_task
def sweep_uncollected() -> int:
    """Remind whoever has not collected for a week, and for two."""
    return reminding.owe_reminders()
