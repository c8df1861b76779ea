"""An order as its own page shows it: where it stands on the line, its receipt, its ticket."""

from datetime import datetime
from functools import cached_property

import segno
from django.utils.safestring import SafeString, mark_safe

from capsules.models import Preorder, Run
from coop.models import Node
from coop.phrases import day_words, short_day_words
from coop.week import week_of
from fulfillment.models import Piece, Shipment
from fulfillment.words import numbers_words
from scheduling.models import Promise
from scheduling.pages.date_shown import Change, DateShown

from .order_steps import Stop, steps_of
from .receipt import Receipt


def qr_of(text: str, label: str) -> SafeString:
    """An inline SVG without any style of its own, for pages that allow none."""
    drawn = segno.make(text, micro=False).svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1))


class OrderShown:
    """`now` decides which weekday is today's, and whether a date has passed."""

    def __init__(self, preorder: Preorder, *, now: datetime):
        self.preorder, self.now = preorder, now
        self.capsule, self.node = preorder.capsule, preorder.pickup_node
        self.claims = list(preorder.claims.order_by("position"))
        pieces = Piece.objects.filter(claim__in=self.claims, claim__cancelled_at=None)
        self.pieces = list(pieces.order_by("number"))
        self.run: Run | None = preorder.capsule.runs.order_by("-proposed_at").first()

    @property
    def numbers(self) -> str:
        return numbers_words([piece.number for piece in self.pieces] or [claim.position for claim in self.claims])

    @property
    def is_ready(self) -> bool:
        return self.preorder.status == Preorder.Status.READY

    @property
    def is_to_collect(self) -> bool:
        return self.is_ready and not self.preorder.is_parcel

    @property
    def is_collected(self) -> bool:
        return self.preorder.status == Preorder.Status.COLLECTED

    @property
    def is_sent(self) -> bool:
        return self.preorder.status == Preorder.Status.SHIPPED

    @property
    def has_left(self) -> bool:
        """It is with its customer, or on its way there."""
        return self.is_collected or self.is_sent

    @property
    def is_held(self) -> bool:
        return self.preorder.status == Preorder.Status.HELD

    @property
    def is_over(self) -> bool:
        return self.preorder.status in Preorder.ENDED

    @property
    def ended_at(self) -> datetime | None:
        order = self.preorder
        return (order.cancelled_at or order.released_at or order.lapsed_at) if self.is_over else None

    @property
    def is_free_to_cancel(self) -> bool:
        return self.preorder.status in (Preorder.Status.HELD, Preorder.Status.PLACED)

    @property
    def may_pay_at_desk(self) -> bool:
        """Whether its customer may still choose the desk instead of the card."""
        by_card = self.preorder.pay_by == Preorder.PayBy.CARD and not self.preorder.is_parcel
        return by_card and self.preorder.status == Preorder.Status.PLACED

    @property
    def is_coming(self) -> bool:
        return self.preorder.status in (Preorder.Status.PLACED, Preorder.Status.CONFIRMED)

    @property
    def has_other_numbers(self) -> bool:
        """Whoever ordered first is served first: with another's number, where their own did not pass in time."""
        return not {piece.number for piece in self.pieces} <= {claim.position for claim in self.claims}

    @cached_property
    def shipment(self) -> Shipment | None:
        return self.preorder.shipments.select_related("preorder").first() if self.is_sent else None

    @cached_property
    def other_nodes(self) -> list[Node]:
        """Where it may be collected instead, as long as all of it is in the workshop."""
        is_there = all(piece.place == Piece.Place.WORKSHOP for piece in self.pieces)
        if not self.is_coming or self.preorder.is_parcel or not is_there:
            return []
        return [node for node in self.capsule.pickup_nodes.all() if node != self.node]

    @property
    def last_changed_at(self) -> datetime:
        stamps = set(Preorder.Status) - {Preorder.Status.HELD}
        return max(filter(None, (getattr(self.preorder, f"{status.value}_at") for status in stamps)))

    @cached_property
    def promises(self) -> list[Promise]:
        """All of its capsule by age, while its date still interests."""
        return list(self.capsule.promises.order_by("made_at", "id")) if self.is_coming else []

    @cached_property
    def date(self) -> DateShown:
        current = next((promise for promise in self.promises if promise.superseded_at is None), None)
        return DateShown(self.capsule, self.run, current, now=self.now, carried=self.preorder.carried_days)

    @cached_property
    def date_changes(self) -> list[Change]:
        return self.date.changes(self.promises, since=self.preorder.placed_at)

    @property
    def headline(self) -> str:
        they = f"{self.numbers} {'are' if self.preorder.quantity > 1 else 'is'}"
        return {
            Preorder.Status.HELD: f"{they} held for you",
            Preorder.Status.PLACED: f"{they} reserved for you",
            Preorder.Status.CONFIRMED: f"{they} being made",
            Preorder.Status.READY: f"{they} {'being packed' if self.preorder.is_parcel else 'waiting'} for you",
            Preorder.Status.COLLECTED: f"{they} yours",
            Preorder.Status.SHIPPED: f"{they} on the way to you",
            Preorder.Status.CANCELLED: "This order is cancelled",
            Preorder.Status.RELEASED: "This order was released",
            Preorder.Status.LAPSED: "No longer held for you",
        }[Preorder.Status(self.preorder.status)]

    @cached_property
    def steps(self) -> list[Stop]:
        return steps_of(self)

    def long_day(self, moment: datetime) -> str:
        """With its year where somebody who reads it later could mistake it."""
        return day_words(moment.astimezone(self.node.zone).date(), self.now.astimezone(self.node.zone).date())

    def day(self, moment: datetime) -> str:
        return short_day_words(moment.astimezone(self.node.zone).date())

    @cached_property
    def receipt(self) -> Receipt:
        return Receipt(self.preorder, self.claims)

    @cached_property
    def week(self) -> list[dict]:
        today = self.now.astimezone(self.node.zone).weekday()
        return [
            {"words": some.days, "hours": some.hours or "closed", "today": some.has(today)}
            for some in week_of(self.node.staffed_hours.all())
        ]

    @cached_property
    def closures(self) -> list:
        today = self.now.astimezone(self.node.zone).date()
        ahead = [closure for closure in self.node.closures.all() if closure.days.upper > today]
        return ahead[:3]

    @property
    def code(self) -> str:
        return self.preorder.code if self.is_to_collect else ""

    @property
    def qr(self) -> SafeString | str:
        return qr_of(self.preorder.pickup_code, "QR code with your pickup code") if self.is_to_collect else ""
