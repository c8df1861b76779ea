"""What we owe is a row before it is a mail or a message: known by its key, the same news is owed once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone

from coop.actions.journal import record
from fulfillment.models import Notice
from fulfillment.signals import notices_written

AT_ONCE = timedelta()


def letter(key, kind, to, **about) -> Notice:
    return Notice(key=key, kind=kind, to=to, channel=Notice.Channel.MAIL, **about)


def message(key, kind, endpoint, facts, **about) -> Notice:
    channel, to = Notice.Channel.MESSAGE, endpoint.url[:254]
    return Notice(key=key, kind=kind, to=to, channel=channel, endpoint=endpoint, facts=facts, **about)


def owe(notices: list[Notice], *, after: timedelta = AT_ONCE) -> None:
    """Write what is owed, to be sent `after` a while.

    The same news, known by its key, is owed once however often it is written.
    """
    if not notices:
        return
    if after:
        for notice in notices:
            notice.next_try_at = Now() + Value(after)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    notices_written.send(sender=Notice, notices=notices, after=after)


def owe_mail(key, kind, to, **about) -> None:
    """Owe a mail of this kind (`templates/mail/<kind>`) about a preorder=, capsule=, run=, node= or another row."""
    owe([letter(key, kind, to, **about)])


def owe_message(key, kind, endpoint, facts, **about) -> None:
    """Owe a signed message to an endpoint, with these facts, about a preorder= or run=."""
    owe([message(key, kind, endpoint, facts, **about)])


@transaction.atomic
def retry(notice, *, by) -> None:
    """Owe a notice again that was given up."""
    notice.become(
        Notice.Status.OWED, next_try_at=timezone.now(), attempts=0, given_up_at=None, last_error=notice.last_error
    )
    record(by, "will send again", notice)
    notices_written.send(sender=Notice, notices=[notice], after=AT_ONCE)
