from django.db import transaction
from django.db.models import Q

from capsules.actions import forgetting
from capsules.models import Preorder
from fulfillment.models import Notice, Shipment
from fulfillment.models.notices import NoticeQuerySet

from .announcing import opening_key


@transaction.atomic
def forget(preorder, *, by) -> Preorder:
    """Take from an ended order, its notices and its parcel all that says whose it was.

    Mails that are still owed to it are owed no more; of those that were sent stays that they were.
    Raises StillStanding while somebody counts on it.
    """
    preorder = forgetting.forget(preorder, by=by)
    forget_mails(Notice.objects.filter(preorder=preorder))
    Shipment.objects.filter(preorder=preorder).update(tracking_number="")
    return preorder


def forget_lists(waiting, reminders) -> None:
    """The mails of waiting lists and reminders whose addresses are gone."""
    told = [opening_key(each) for each in reminders]
    forget_mails(Notice.objects.filter(Q(waiting__in=waiting) | Q(key__in=told)))


def forget_mails(notices: NoticeQuerySet) -> None:
    mails = notices.filter(channel=Notice.Channel.MAIL)
    mails.owed().delete()
    mails.update(to="", facts={}, last_error="")
