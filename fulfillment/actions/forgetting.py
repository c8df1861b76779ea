from django.db import transaction
from django.db.models import Q

from capsules.actions import forgetting
from capsules.models import Preorder
from fulfillment.models import Notice, Shipment


@transaction.atomic
def forget(preorder, *, by) -> Preorder:
    """Take from an ended order, its notices and its parcel all that says whose it was.

    Mails that are still owed to it are owed no more; of those that were sent stays that they were.
    Raises StillStanding while somebody counts on it.
    """
    preorder = forgetting.forget(preorder, by=by)
    mails = Notice.objects.filter(Q(preorder=preorder) | Q(waiting__email=""), channel=Notice.Channel.MAIL)
    mails.owed().delete()
    mails.update(to="", facts={}, last_error="")
    Shipment.objects.filter(preorder=preorder).update(tracking_number="")
    return preorder
