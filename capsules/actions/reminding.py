from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from capsules.models import Capsule, Reminder
from capsules.refusals import ListClosed, OpenAlready
from capsules.signals import drop_opened
from coop.actions.journal import CUSTOMER, WORKER, record
from coop.lifecycle import broke

from .forgetting import forget_addresses
from .preordering import locked


def ask(capsule, *, email: str, by=CUSTOMER) -> Reminder | None:
    """Want to hear when a drop opens. None where this address has asked already: its secret is not ours to show.

    Raises OpenAlready or ListClosed where there is nothing to wait for.
    """
    try:
        with transaction.atomic():
            return _ask(locked(capsule), email.strip(), by)
    except IntegrityError as error:
        if broke(error, "nobody_is_reminded_twice"):
            return None
        raise


def _ask(capsule, email: str, by) -> Reminder:
    if capsule.status != Capsule.Status.LISTED or capsule.closes_at <= capsule.now:
        raise ListClosed
    if capsule.opens_at <= capsule.now:
        raise OpenAlready
    reminder = Reminder.objects.create(capsule=capsule, email=email)
    record(by, "asked to hear of the opening of", capsule)
    return reminder


@transaction.atomic
def leave(reminder, *, by=CUSTOMER) -> None:
    """Want to hear no more, and be forgotten. Left twice, it is left once."""
    if Reminder.objects.filter(pk=reminder.pk, left_at=None).update(left_at=Now()):
        forget_addresses(reminders=[reminder])
        record(by, "no longer asks for the opening of", reminder.capsule)


@transaction.atomic
def tell(capsule, *, by=WORKER) -> int:
    """Owe everybody who asked the news that it is open; how many. Harmless when called again or too early.

    Each row is marked under its own lock, so that two sweeps at once owe nobody two mails.
    """
    due = Reminder.objects.due().filter(capsule=capsule).select_for_update(of=["self"], skip_locked=True, no_key=True)
    reminders = list(due)
    if not reminders:
        return 0
    Reminder.objects.filter(pk__in=[each.pk for each in reminders]).update(told_at=Now())
    record(by, "told the opening of", capsule, people=len(reminders))
    drop_opened.send(sender=Capsule, capsule=capsule, reminders=reminders)
    return len(reminders)
