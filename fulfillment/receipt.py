"""What an order costs, line by line as the form showed it, and what was paid, goes back or is still to be paid."""

from functools import cached_property

from capsules.models import Card, Claim, Payment, Preorder
from capsules.pricing import Line, discounts, grouped
from coop.money import format_minor, vat_within
from coop.phrases import short_day_words
from fulfillment.words import numbers_words


class Receipt:
    """Iterated, it gives the lines of `includes/sum.html`."""

    def __init__(self, preorder: Preorder, claims: list[Claim]):
        self.preorder, self.claims = preorder, claims
        self.capsule, self.node = preorder.capsule, preorder.pickup_node

    def __iter__(self):
        return iter(self.lines)

    @cached_property
    def payments(self) -> list[Payment]:
        """Those that count; an order that pays at the desk has none until it is collected."""
        if self.preorder.pay_by == Preorder.PayBy.DESK and not self.preorder.paid_minor:
            return []
        counting = [*Payment.objects.filter(preorder=self.preorder).exclude(status=Payment.Status.DROPPED)]
        for payment in counting:
            payment.preorder = self.preorder
        return counting

    @cached_property
    def card(self) -> Card | None:
        if self.preorder.pay_by == Preorder.PayBy.DESK:
            return None
        return Card.objects.saved().filter(preorder=self.preorder).first()

    @property
    def waits(self) -> Payment | None:
        """The payment that waits for its customer."""
        return next((each for each in self.payments if each.status == Payment.Status.ASKED), None)

    @property
    def is_being_charged(self) -> bool:
        return any(each.status == Payment.Status.OWED for each in self.payments)

    @cached_property
    def lines(self) -> list[dict]:
        preorder = self.preorder
        vat = vat_within(preorder.total_minor, self.capsule.vat_percent)
        contained = f"with {format_minor(vat, preorder.currency)} VAT ({self.capsule.vat_percent} %)"
        return [
            *(self._line(group) for group in grouped(self._priced)),
            *self._discount(),
            {"words": self._way, "minor": preorder.shipping_minor},
            {"words": "Total", "note": contained, "minor": preorder.total_minor, "total": True},
            *self._paid(),
            *self._to_pay(),
        ]

    def _line(self, group) -> dict:
        each = f" at {format_minor(group.price_minor, self.preorder.currency)}"
        numbers = numbers_words(list(group.positions))
        return {
            "words": f"{self.capsule.title}, {self.preorder.variant}",
            "note": numbers + (each if group.quantity > 1 else ""),
            "minor": group.sum_minor,
        }

    @property
    def _priced(self) -> list[Line]:
        return [Line(claim.position, claim.price_minor, None, claim.discount_minor) for claim in self.claims]

    @property
    def _way(self) -> str:
        return f"Parcel, {self.preorder.country_name}" if self.preorder.is_parcel else f"Collect at {self.node}"

    def _discount(self) -> list[dict]:
        """As the form showed it: a line for each sum that the code takes off."""
        code = self.preorder.price_code
        return [
            {
                "words": f"With your code {code.code}",
                "note": f"{numbers_words(list(off.positions))}, {format_minor(off.each_minor, code.currency)} off"
                + (" each" if len(off.positions) > 1 else ""),
                "minor": -off.sum_minor,
            }
            for off in discounts(self._priced)
        ]

    def _paid(self) -> list[dict]:
        taken = [each for each in self.payments if each.paid_at]
        paid = [
            {
                "words": f"Paid {each.get_way_display()}",
                "note": self._day(each.paid_at),
                "minor": each.amount_minor,
            }
            for each in taken
        ]
        back = sum(each.refunded_minor for each in taken)
        return paid + ([{"words": "Given back", "minor": -back}] if back else [])

    def _to_pay(self) -> list[dict]:
        due = self.preorder.to_pay_minor
        if self.preorder.status in Preorder.ENDED:
            return [{"words": "To pay", "minor": 0}]
        if not due:
            return []
        if self.preorder.pay_by == Preorder.PayBy.DESK:
            if self.preorder.status == Preorder.Status.COLLECTED:
                return [{"words": "Paid at the desk", "note": self._day(self.preorder.collected_at), "minor": due}]
            return [
                {"words": "Charged so far", "minor": 0},
                {"words": "Pay at the desk", "note": "when you collect", "minor": due},
            ]
        where = f"Charged to {self.card}" if self.card else "Charged to your card"
        when = "now" if self.is_being_charged else "not yet" if self.waits else "when the run is approved"
        return [{"words": "Charged so far", "minor": 0}, {"words": where, "note": when, "minor": due}]

    def _day(self, moment) -> str:
        return short_day_words(moment.astimezone(self.node.zone).date())
