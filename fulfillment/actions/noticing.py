"""What we owe is a row before it is a mail or a message: known by its key, the same news is owed once."""

from django.db import transaction
from django.utils import timezone

from coop.actions.journal import record
from fulfillment.models import Notice
from fulfillment.signals import notices_written


def letter(key, kind, to, **about) -> Notice:
    return Notice(key=key, kind=kind, to=to, channel=Notice.Channel.MAIL, **about)


def message(key, kind, node, preorder, facts) -> Notice:
    endpoint = node.endpoint.url
    return Notice(
        key=key, kind=kind, to=endpoint[:254], channel=Notice.Channel.MESSAGE, node=node, preorder=preorder, facts=facts
    )


def owe(notices: list[Notice]) -> None:
    """Write what is owed. The same news, known by its key, is owed once however often it is written."""
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        notices_written.send(sender=Notice, notices=notices)


def owe_mail(key, kind, to, **about) -> None:
    """Owe a mail of this kind (`templates/mail/<kind>`) about a preorder=, capsule=, run= or node=."""
    owe([letter(key, kind, to, **about)])


def owe_message(key, kind, node, preorder, facts) -> None:
    """Owe a signed message to the node's own system, which must have an endpoint."""
    owe([message(key, kind, node, preorder, facts)])


@transaction.atomic
def retry(notice, *, by) -> None:
    """Owe a notice again that was given up."""
    notice.become(
        Notice.Status.OWED, next_try_at=timezone.now(), attempts=0, given_up_at=None, last_error=notice.last_error
    )
    record(by, "will send again", notice)
    notices_written.send(sender=Notice, notices=[notice])
