from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from capsules.models import Payment, Preorder, Refund
from capsules.paying import provider_of, stripe
from capsules.paying.provider import Back, ByHand, Given, Later, Returned
from capsules.refusals import NothingToGiveBack, ReasonWanted, TooMuchBack
from capsules.signals import errands_wanted, refund_owed
from coop.actions.journal import record
from coop.lifecycle import StaleRow, broke
from coop.models import User

from .errands import put_off


def give_back(payment: Payment, minor: int, *, reason: str, by) -> Refund:
    """Owe a customer a part of what was paid, or all of it; the order stands as it is.

    Raises TooMuchBack where more would go back than was paid, however many ask at the same instant.
    """
    if not reason.strip():
        raise ReasonWanted
    try:
        with transaction.atomic():
            Preorder.objects.select_for_update(no_key=True).get(pk=payment.preorder_id)
            payment = Payment.objects.select_for_update(no_key=True).select_related("preorder").get(pk=payment.pk)
            if payment.status != Payment.Status.PAID:
                raise NothingToGiveBack
            if not 0 < minor <= payment.kept_minor:
                raise TooMuchBack(payment.kept_minor, payment.currency)
            return owe_refund(payment, minor, reason=reason.strip(), by=by)
    except IntegrityError as error:
        if broke(error, "refunds_never_exceed_what_was_paid"):
            raise TooMuchBack(payment.kept_minor, payment.currency) from error
        raise


def owe_refund(payment: Payment, minor: int, *, reason: str, by) -> Refund:
    """Write down that this goes back. The caller holds the payment's row."""
    giver = by if isinstance(by, User) else None
    refund = Refund.objects.create(payment=payment, amount_minor=minor, reason=reason, by=giver)
    record(by, "owes a refund for", payment.preorder, minor=minor, reason=reason)
    refund_owed.send(sender=Refund, refund=refund)
    errands_wanted.send(sender=Refund)
    return refund


def send_back(refund: Refund) -> None:
    """Ask the provider to give back a refund whose lease is ours, and write what came of it."""
    payment = Payment.objects.get(pk=refund.payment_id)
    back = Back(refund.uid, payment.intent, refund.amount_minor, refund.turn, again=refund.attempts > 1)
    settle_refund(refund, provider_of(payment.way).give_back(back))


def settle_refund(refund: Refund, said: Returned) -> None:
    """Write what the provider said. Said twice, it has one effect."""
    try:
        match said:
            case Given(reference) if refund.status != Refund.Status.DONE:
                refund.become(Refund.Status.DONE, done_at=timezone.now(), reference=reference, last_error="")
            case ByHand(why) if refund.status != Refund.Status.BY_HAND:
                refund.become(Refund.Status.BY_HAND, by_hand_at=timezone.now(), last_error=why[:200])
            case Later(why, rejected):
                put_off(refund, why, turn=F("turn") + int(rejected))
    except StaleRow:
        pass  # somebody else was told the same, or a person has done it


@transaction.atomic
def mark_given(refund: Refund, *, by) -> None:
    """Somebody gave it back by hand."""
    refund.become(Refund.Status.DONE, done_at=timezone.now())
    record(by, "gave back by hand", refund.payment.preorder, minor=refund.amount_minor)


def look_again(refund: Refund) -> None:
    """What has become of a refund that the provider took on: the bank may have sent it back. Raises ProviderAway."""
    settle_refund(refund, stripe().look_at_refund(refund.reference))
