"""What the page of a card form says: of an order that is held, or whose card could not be charged."""

from datetime import datetime
from functools import cached_property

from capsules.models import Card, Payment, Preorder
from capsules.pricing import Line, grouped
from coop.money import format_minor, vat_within


class PayShown:
    """`now` decides whether a hold is over."""

    def __init__(self, order: Preorder, *, now: datetime):
        self.order, self.now = order, now
        self.node = order.capsule.made_at

    @property
    def is_held(self) -> bool:
        return self.order.status == Preorder.Status.HELD

    @cached_property
    def payment(self) -> Payment | None:
        """The one that waits for its customer."""
        payment = Payment.objects.asked().filter(preorder=self.order).first()
        if payment:
            payment.preorder = self.order
        return payment

    @property
    def is_wanted(self) -> bool:
        return self.is_held or self.payment is not None

    @property
    def saves(self) -> bool:
        """Whether a card is to be typed; else the bank asks to confirm."""
        return self.payment is None or self.payment.wants == Payment.Wants.CARD

    @property
    def until(self) -> datetime:
        return self.order.held_until if self.is_held else self.payment.act_until

    @property
    def is_over(self) -> bool:
        return self.is_held and self.until <= self.now

    @property
    def seconds_left(self) -> int:
        return max(0, int((self.until - self.now).total_seconds()))

    @property
    def clock(self) -> str:
        """ "14:05" minutes and seconds."""
        return "{}:{:02}".format(*divmod(self.seconds_left, 60))

    @cached_property
    def card(self) -> Card | None:
        return Card.objects.saved().filter(preorder=self.order).first()

    @cached_property
    def lines(self) -> list[dict]:
        order = self.order
        lines = [Line(claim.position, claim.price_minor, None) for claim in order.claims.live().order_by("position")]
        what = f"{order.capsule.title}, {order.variant}"
        rows = [
            {"words": what, "note": _numbers(group.positions), "minor": group.sum_minor} for group in grouped(lines)
        ]
        if order.discount_minor:
            rows.append({"words": "With your code", "minor": -order.discount_minor})
        if order.shipping_minor:
            rows.append({"words": "Shipping", "minor": order.shipping_minor})
        rows.append({"words": "Total", "note": self._vat, "minor": order.total_minor, "total": True})
        return rows + self._when

    @property
    def _vat(self) -> str:
        percent = self.order.capsule.vat_percent
        vat = vat_within(self.order.total_minor, percent)
        return f"with {format_minor(vat, self.order.currency)} VAT ({percent} %)"

    @property
    def _when(self) -> list[dict]:
        if self.payment:
            return [{"words": "Charged now", "note": "once your bank agrees", "minor": self.payment.amount_minor}]
        return [
            {"words": "Charged now", "note": "the card is only saved", "minor": 0},
            {
                "words": "Charged later",
                "note": "when the co-op approves the run, and not at all if it is not made",
                "minor": self.order.total_minor,
            },
        ]


def _numbers(positions) -> str:
    *first, last = positions
    return f"No. {', '.join(map(str, first))} and {last}" if first else f"No. {last}"
