"""Notices that are owed, and what came of them."""

from datetime import timedelta

from django.db.models.functions import Now

from fulfillment.actions import noticing
from fulfillment.models import Notice
from tests import make
from tests.fulfillment import line


def owe_mail(number=1):
    order = line.preorder(make.capsule(), [number], status="placed")
    noticing.owe_mail(f"preorder_placed:{order.pk}", "preorder_placed", order.email, preorder=order)
    return Notice.objects.get(preorder=order)


def owe_message(endpoint, number=1):
    order = line.preorder(make.capsule(), [number], at=endpoint.node)
    noticing.owe_message(
        f"preorder.ready:{order.pk}", "preorder.ready", endpoint, {"order": str(number)}, preorder=order
    )
    return Notice.objects.get(preorder=order)


def outcome(notice):
    notice.refresh_from_db()
    return notice.status, notice.attempts, notice.last_error


def make_due(*notices):
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(next_try_at=Now())


def waits(notice) -> timedelta:
    """For how long nobody may try it, as the database counts."""
    row = Notice.objects.annotate(now=Now()).get(pk=notice.pk)
    return timedelta(seconds=round((row.next_try_at - row.now).total_seconds()))
