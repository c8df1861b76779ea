"""An order as its own page shows it: where it stands on the line, its receipt, its ticket."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import segno
from django.utils.safestring import SafeString, mark_safe

from capsules.models import Preorder, Run
from coop.phrases import short_day_words
from coop.week import week_of
from fulfillment.models import Piece
from fulfillment.words import numbers_words
from scheduling.models import Promise
from scheduling.pages.date_shown import Change, DateShown

from .receipt import Receipt

DONE, HERE, AHEAD = "done", "here", "todo"


@dataclass(frozen=True)
class Stop:
    name: str
    when: str
    note: str
    state: str


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
    def is_collected(self) -> bool:
        return self.preorder.status == Preorder.Status.COLLECTED

    @property
    def is_held(self) -> bool:
        return self.preorder.status == Preorder.Status.HELD

    @property
    def is_over(self) -> bool:
        return self.preorder.status in Preorder.ENDED

    @property
    def is_free_to_cancel(self) -> bool:
        return self.preorder.status in (Preorder.Status.HELD, Preorder.Status.PLACED)

    @property
    def may_pay_at_desk(self) -> bool:
        """Whether its customer may still choose the desk instead of the card."""
        return self.preorder.status == Preorder.Status.PLACED and self.preorder.pay_by == Preorder.PayBy.CARD

    @property
    def is_coming(self) -> bool:
        return self.preorder.status in (Preorder.Status.PLACED, Preorder.Status.CONFIRMED)

    @cached_property
    def promises(self) -> list[Promise]:
        """All of its capsule by age, while its date still interests."""
        return list(self.capsule.promises.order_by("made_at", "id")) if self.is_coming else []

    @cached_property
    def date(self) -> DateShown:
        current = next((promise for promise in self.promises if promise.superseded_at is None), None)
        return DateShown(self.capsule, self.run, current, now=self.now)

    @cached_property
    def date_changes(self) -> list[Change]:
        return self.date.changes(self.promises, since=self.preorder.placed_at)

    @property
    def headline(self) -> str:
        several = self.preorder.quantity > 1
        return {
            Preorder.Status.HELD: f"{self.numbers} {'are' if several else 'is'} held for you",
            Preorder.Status.PLACED: f"{self.numbers} {'are' if several else 'is'} reserved for you",
            Preorder.Status.CONFIRMED: f"{self.numbers} {'are' if several else 'is'} being made",
            Preorder.Status.READY: f"{self.numbers} {'are' if several else 'is'} waiting for you",
            Preorder.Status.COLLECTED: f"{self.numbers} {'are' if several else 'is'} yours",
            Preorder.Status.CANCELLED: "This order is cancelled",
            Preorder.Status.RELEASED: "This order was released",
            Preorder.Status.LAPSED: "No longer held for you",
        }[Preorder.Status(self.preorder.status)]

    @cached_property
    def steps(self) -> list[Stop]:
        """The line from the order to the handover; an order that ended stops there."""
        preorder, capsule, run = self.preorder, self.capsule, self.run
        is_only_held = preorder.status in (Preorder.Status.HELD, Preorder.Status.LAPSED)
        ordered = ("Held" if is_only_held else "Ordered", preorder.placed_at, None, "")
        if self.is_over:
            ended = preorder.cancelled_at or preorder.released_at or preorder.lapsed_at
            return self._stops([ordered, (preorder.get_status_display().capitalize(), ended, None, "")])
        closed = capsule.closed_at and f"{run.pieces} of {capsule.edition_size}" if run else ""
        return self._stops(
            [
                ordered,
                ("Drop closed", capsule.closed_at, capsule.closes_at, closed or ""),
                ("Run approved", run and run.approved_at, None, "by the co-op"),
                ("Made", run and run.made_at, run and run.expected_at, self._making),
                ("Inspected", self._inspected_at, None, "each piece by hand"),
                ("At your node", preorder.ready_at, self._expected_at, f"promised by {self._day(self.date.by_at)}"),
                ("Collected", preorder.collected_at, None, ""),
            ]
        )

    @property
    def _expected_at(self) -> datetime | None:
        return self.date.expected_at if self.date.promise else None

    @property
    def _making(self) -> str:
        run = self.run
        if not run or run.made_at:
            return ""
        if run.started_at:
            return f"begun {self._day(run.started_at)}"
        return "as planned" if run.planned_at else ""

    @property
    def _inspected_at(self) -> datetime | None:
        if len(self.pieces) < len(self.claims):
            return None
        return max((piece.inspected_at for piece in self.pieces), default=None)

    def _stops(self, line) -> list[Stop]:
        reached = max(at for at, (_, when, _, _) in enumerate(line) if when)
        return [
            Stop(
                name=name,
                when=self._day(when) if when else (self._day(planned) if planned else ""),
                note=note,
                state=DONE if at < reached else HERE if at == reached else AHEAD,
            )
            for at, (name, when, planned, note) in enumerate(line)
        ]

    def _day(self, moment: datetime) -> str:
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
        return self.preorder.code if self.is_ready else ""

    @property
    def qr(self) -> SafeString | str:
        return qr_of(self.preorder.pickup_code, "QR code with your pickup code") if self.is_ready else ""
