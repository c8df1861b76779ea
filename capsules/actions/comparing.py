"""Every night our payments are held against the provider's. What differs is listed, and mended by nobody but people."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from capsules.differences import Found, OurCharge, OurRefund, differences
from capsules.models import Comparison, Difference, Payment, Preorder, Refund
from capsules.paying import provider_of, takes_cards
from capsules.paying.provider import Movement, ProviderAway
from capsules.refusals import ReasonWanted
from coop.actions.journal import record

log = logging.getLogger(__name__)

DAYS = timedelta(days=40)
"""So far back one looks each night."""

A_DAY = timedelta(days=1)
AGAIN = timedelta(hours=20)


def compare_if_due() -> None:
    """Compare, unless that was done this night."""
    lately = Comparison.objects.filter(ended_at__isnull=False, began_at__gte=timezone.now() - AGAIN)
    if takes_cards() and not lately.exists():
        compare()


def compare() -> Comparison:
    """Hold all that moved lately against our rows, and list what differs. Done twice, it is listed once."""
    since = timezone.now() - DAYS
    comparison = Comparison.objects.create(since=since)
    try:
        moved = list(provider_of(Preorder.PayBy.CARD).moved_since(since))
    except ProviderAway as away:
        log.warning("comparison %s: %s", comparison.pk, away)
        return comparison
    # Ours are read after theirs: what was charged in between is noted here, and not listed there as missing.
    found = differences(moved, _our_charges(moved, since + A_DAY), _our_refunds(moved, since + A_DAY))
    with transaction.atomic():
        for each in found:
            _list(each)
        comparison.looked_at, comparison.ended_at = len(moved), timezone.now()
        comparison.save(update_fields=["looked_at", "ended_at"])
    return comparison


def _our_charges(moved: list[Movement], since) -> list[OurCharge]:
    named = Q(intent__in={each.intent for each in moved if each.intent})
    lately = Q(owed_at__gte=since, status__in=[Payment.Status.PAID, Payment.Status.SURPLUS])
    now = timezone.now()
    return [
        OurCharge(
            pk=payment.pk,
            intent=payment.intent,
            minor=payment.amount_minor,
            currency=payment.currency,
            is_taken=payment.paid_at is not None,
            is_in_hand=payment.status == Payment.Status.OWED and payment.next_try_at > now,
        )
        for payment in Payment.objects.filter(named | lately, way=Preorder.PayBy.CARD)
    ]


def _our_refunds(moved: list[Movement], since) -> list[OurRefund]:
    named = Q(uid__in={each.uid for each in moved if each.is_refund and each.uid})
    lately = Q(done_at__gte=since, status=Refund.Status.DONE)
    refunds = Refund.objects.filter(named | lately, payment__way=Preorder.PayBy.CARD)
    return [
        OurRefund(
            pk=refund.pk,
            uid=str(refund.uid),
            reference=refund.reference,
            minor=refund.amount_minor,
            currency=refund.payment.currency,
            is_done=refund.status == Refund.Status.DONE and refund.by_hand_at is None,
        )
        for refund in refunds.select_related("payment")
    ]


def _list(found: Found) -> None:
    said = found._asdict()
    keys = {name: said.pop(name) for name in ("kind", "reference")}
    rows = {"payment_id": said.pop("payment"), "refund_id": said.pop("refund")}
    Difference.objects.update_or_create(**keys, defaults={**said, **rows, "seen_at": timezone.now()})


@transaction.atomic
def mark_settled(difference: Difference, *, note: str, by) -> None:
    """Somebody looked into it, and says how it was settled. Nothing but the list changes."""
    if not note.strip():
        raise ReasonWanted
    open_still = Difference.objects.open().filter(pk=difference.pk)
    if open_still.update(settled_at=timezone.now(), settled_note=note.strip()[:200]):
        record(by, "settled", difference, note=note.strip())
