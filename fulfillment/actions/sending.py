"""Sending what is owed. The sender takes a lease on the row; where it dies, the lease runs out and another sends."""

import logging
from contextlib import closing, suppress
from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from coop.lifecycle import StaleRow
from fulfillment.letters import send_letter
from fulfillment.messages import send_message
from fulfillment.models import Notice
from fulfillment.outcomes import Failed

from . import endpoints

log = logging.getLogger(__name__)

WAITS = [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)]
WAITS += [timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)]
"""After each failed attempt. After one more failure a person must look."""

LONGEST_HOLD = timedelta(minutes=10)


def take(uid) -> Notice | None:
    """Take the lease of one due notice; None where it is not due: sent already, or somebody is at it."""
    if Notice.objects.due().filter(uid=uid).update(**_lease()):
        return Notice.objects.get(uid=uid)
    return None


@transaction.atomic
def take_next() -> Notice | None:
    """Take the lease of the notice that is longest due and that nobody else is just taking."""
    notice = Notice.objects.due().select_for_update(skip_locked=True, no_key=True).first()
    if notice is None:
        return None
    Notice.objects.filter(pk=notice.pk).update(**_lease())
    notice.attempts += 1
    return notice


def _lease() -> dict:
    return {"next_try_at": _in(timedelta(seconds=settings.NOTICE_LEASE_SECONDS)), "attempts": F("attempts") + 1}


def send(notice) -> bool:
    """Send one due notice now. False where it is not due, or where it failed and will be tried again."""
    taken = take(notice.uid)
    return taken is not None and deliver(taken)


def send_due(*, limit: int) -> int:
    """Send what is due, the oldest first, mails over one connection; how many notices were taken."""
    with closing(mail.get_connection()) as connection:
        for taken in range(limit):
            notice = take_next()
            if notice is None:
                return taken
            deliver(notice, connection=connection)
    return limit


def deliver(notice, *, connection=None) -> bool:
    """Send a notice whose lease is ours, outside any transaction, and write what came of it."""
    if notice.attempts > len(WAITS) + 1:
        # Its senders died without a word: it may be what kills them.
        return _fail(notice, Failed("Its sending broke off every time.", for_good=True))
    try:
        notice = notice.with_what_it_is_about()
        if notice.channel == Notice.Channel.MAIL:
            send_letter(notice, connection=connection)
        else:
            send_message(notice, now=timezone.now())
    except Failed as failure:
        return _fail(notice, failure)
    except Notice.DoesNotExist:
        return False  # forgotten since it was taken
    try:
        notice.become(Notice.Status.SENT, sent_at=timezone.now(), last_error="")
    except StaleRow:
        log.warning("notice %s was sent after its lease had run out", notice.pk)
    return True


def _fail(notice, failure: Failed) -> bool:
    log.warning("notice %s, attempt %s: %s", notice.pk, notice.attempts, failure)
    said = str(failure)[:200]
    with suppress(StaleRow), transaction.atomic():  # which was ended by another sender, or forgotten
        if failure.gone:
            endpoints.switch_off(notice.endpoint, reason=said, notice=notice)
        if failure.for_good or notice.attempts > len(WAITS):
            notice.become(Notice.Status.GIVEN_UP, given_up_at=timezone.now(), last_error=said)
            return False
        wait = failure.retry_after or WAITS[notice.attempts - 1]
        Notice.objects.owed().filter(pk=notice.pk).update(next_try_at=_in(wait), last_error=said)
        if failure.nobody_there:
            _hold_back(notice, failure.retry_after or min(wait, LONGEST_HOLD))
    return False


def _hold_back(notice, wait: timedelta) -> None:
    """Knock no more at a door where nobody answers: what else goes through it waits a while, without an attempt."""
    others = Notice.objects.owed().filter(channel=notice.channel).exclude(pk=notice.pk)
    if notice.channel == Notice.Channel.MESSAGE:
        others = others.filter(endpoint=notice.endpoint)
    others.update(next_try_at=Greatest(F("next_try_at"), _in(wait)))


def _in(wait: timedelta):
    """The database's clock, so that no two machines argue about a lease."""
    return Now() + Value(wait)
