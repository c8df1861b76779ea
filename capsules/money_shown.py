"""What the office sees of payments: what waits for somebody, and what that somebody can do."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from capsules.models import Comparison, Difference, Payment, Refund

STUCK_AFTER = timedelta(hours=1)
LATEST = 30

TODO = {
    Difference.Kind.UNKNOWN_CHARGE: "Look it up at Stripe. If no order of ours belongs to it, refund it there.",
    Difference.Kind.TAKEN_THERE: "The money came. Open the payment, and ask Stripe again.",
    Difference.Kind.NOT_TAKEN: "Look it up at Stripe. If the money never came, ask the customer to pay at the desk.",
    Difference.Kind.OTHER_SUM: "Compare with the order’s sum, and refund at Stripe what is too much.",
    Difference.Kind.UNKNOWN_REFUND: "Somebody refunded it at Stripe: tell whoever keeps the books.",
    Difference.Kind.NOT_GIVEN_BACK: "Refund it at Stripe, or by bank transfer: the customer was told that it comes.",
}


def money_waits() -> int:
    """How many differences and refunds want somebody's hand."""
    differences, refunds = Difference.objects.open().order_by(), Refund.objects.by_hand().order_by()
    return differences.values_list("pk").union(refunds.values_list("pk"), all=True).count()


class MoneyShown:
    def __init__(self):
        self.now = timezone.now()
        self.comparison = Comparison.objects.filter(ended_at__isnull=False).first()
        self.differences = [self._with_todo(each) for each in self._differences()]
        self.by_hand = list(self._with_orders(Refund.objects.by_hand(), "payment__preorder"))
        self.asked = list(self._with_orders(Payment.objects.asked().order_by("asked_at"), "preorder"))
        stuck = Payment.objects.owed().filter(owed_at__lt=self.now - STUCK_AFTER).order_by("owed_at")
        self.stuck = list(self._with_orders(stuck, "preorder"))
        self.latest = list(self._with_orders(Payment.objects.taken().order_by("-paid_at"), "preorder")[:LATEST])

    @property
    def waits(self) -> bool:
        return bool(self.differences or self.by_hand or self.asked or self.stuck)

    @staticmethod
    def _differences() -> QuerySet[Difference]:
        rows = ("payment__preorder__capsule__made_at", "refund__payment__preorder__capsule__made_at")
        return Difference.objects.open().select_related(*rows)

    @staticmethod
    def _with_orders(rows: QuerySet, order: str) -> QuerySet:
        return rows.select_related(f"{order}__capsule__made_at")

    def _with_todo(self, difference: Difference) -> Difference:
        difference.todo = TODO[Difference.Kind(difference.kind)]
        payment = difference.payment or (difference.refund and difference.refund.payment)
        difference.order = payment and payment.preorder
        # Found no more by the latest comparison: it was put right since, and still wants a look.
        difference.is_gone = bool(self.comparison and difference.seen_at < self.comparison.began_at)
        return difference
