"""What becomes of a customer's money, told to them."""

from capsules.models import Payment, Preorder, Refund

from . import noticing


def card_not_charged(payment: Payment) -> None:
    """The customer must give another card, or confirm; the link stands for 72 hours."""
    _tell("payment_asked", payment, f"payment_asked:{payment.pk}")


def still_not_charged(payment: Payment) -> None:
    _tell("payment_reminded", payment, f"payment_reminded:{payment.pk}:{payment.reminders}")


def charged(payment: Payment) -> None:
    _tell("payment_taken", payment, f"payment_taken:{payment.pk}")


def goes_back(refund: Refund) -> None:
    """Of an order that ended, the mail about its end says so too."""
    order = refund.payment.preorder
    if order.status in Preorder.ENDED and refund.payment.status == Payment.Status.PAID:
        return
    facts = {"minor": refund.amount_minor, "reason": refund.reason}
    noticing.owe_mail(f"refund_owed:{refund.pk}", "refund_owed", order.email, preorder=order, facts=facts)


def _tell(kind: str, payment: Payment, key: str) -> None:
    order = payment.preorder
    noticing.owe_mail(key, kind, order.email, preorder=order, facts={"payment": payment.pk})
