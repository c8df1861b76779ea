"""What the mails about money say, as words."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from capsules.models import Payment, Refund
from coop.money import format_minor
from coop.phrases import count_words, moment_words

from .outcomes import Failed

A_DAY_S, AN_HOUR_S = 24 * 3600, 3600


def of_the_end(notice, facts) -> dict:
    """What goes back of an order that ended, if anything was paid."""
    refunds = Refund.objects.filter(payment__preorder=notice.preorder).order_by("pk")
    sum_back = sum(refund.amount_minor for refund in refunds)
    return {"given_back": format_minor(sum_back, notice.preorder.currency) if sum_back else ""}


def _asked(notice, facts) -> dict:
    payment = Payment.objects.get(pk=notice.facts["payment"])
    if payment.status != Payment.Status.ASKED:
        raise Failed(f"The payment was {payment.get_status_display()} before this mail went out.", for_good=True)
    zone = facts["capsule"].made_at.zone
    until, today = payment.act_until.astimezone(zone), timezone.now().astimezone(zone).date()
    return {
        **_sum(payment),
        "wants_card": payment.wants == Payment.Wants.CARD,
        "why": payment.last_error,
        "until": moment_words(until, today),
        "left": _left(payment.act_until - timezone.now()),
        "pay_url": settings.PUBLIC_URL + reverse("pay", args=[notice.preorder.secret]),
    }


def _left(left) -> str:
    """ "2 days", "11 hours"."""
    seconds = max(0, int(left.total_seconds()))
    if seconds >= 2 * A_DAY_S:
        return count_words(seconds // A_DAY_S, "day", "days")
    return count_words(max(1, seconds // AN_HOUR_S), "hour", "hours")


def _taken(notice, facts) -> dict:
    payment = Payment.objects.select_related("card").get(pk=notice.facts["payment"])
    return {**_sum(payment), "card": payment.card}


def _refunded(notice, facts) -> dict:
    sum_back = format_minor(notice.facts["minor"], notice.preorder.currency)
    return {"sum": sum_back, "reason": notice.facts["reason"]}


def _sum(payment) -> dict:
    return {"sum": format_minor(payment.amount_minor, payment.currency)}


PAYMENT_KINDS = {
    "payment_asked": _asked,
    "payment_reminded": _asked,
    "payment_taken": _taken,
    "refund_owed": _refunded,
}
