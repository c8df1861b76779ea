"""An order as its own page shows it: where it stands on the line, its receipt, its ticket."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import segno
from django.utils.safestring import SafeString, mark_safe

from capsules.models import Preorder, Run
from capsules.pricing import Line, discounts, grouped
from coop.money import format_minor, vat_within
from coop.phrases import short_day_words
from coop.week import week_of
from fulfillment.models import Piece
from fulfillment.words import numbers_words
from scheduling.models import Promise
from scheduling.pages.date_shown import Change, DateShown

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
    def is_over(self) -> bool:
        return self.preorder.status in (Preorder.Status.CANCELLED, Preorder.Status.RELEASED)

    @property
    def is_free_to_cancel(self) -> bool:
        return self.preorder.status == Preorder.Status.PLACED

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
            Preorder.Status.PLACED: f"{self.numbers} {'are' if several else 'is'} reserved for you",
            Preorder.Status.CONFIRMED: f"{self.numbers} {'are' if several else 'is'} being made",
            Preorder.Status.READY: f"{self.numbers} {'are' if several else 'is'} waiting for you",
            Preorder.Status.COLLECTED: f"{self.numbers} {'are' if several else 'is'} yours",
            Preorder.Status.CANCELLED: "This order is cancelled",
            Preorder.Status.RELEASED: "This order was released",
        }[Preorder.Status(self.preorder.status)]

    @cached_property
    def steps(self) -> list[Stop]:
        """The line from the order to the handover; an order that ended stops there."""
        preorder, capsule, run = self.preorder, self.capsule, self.run
        ordered = ("Ordered", preorder.placed_at, None, "")
        if self.is_over:
            ended = preorder.cancelled_at or preorder.released_at
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
    def receipt(self) -> list[dict]:
        """Line by line, as the preorder form showed it, and what was paid or is to be paid."""
        preorder = self.preorder
        vat = vat_within(preorder.total_minor, self.capsule.vat_percent)
        contained = f"with {format_minor(vat, preorder.currency)} VAT ({self.capsule.vat_percent} %)"
        return [
            *(self._line(group) for group in grouped(self._priced)),
            *self._discount(),
            {"words": f"Collect at {self.node}", "minor": preorder.shipping_minor},
            {"words": "Total", "note": contained, "minor": preorder.total_minor, "total": True},
            *self._payment(),
        ]

    @property
    def _priced(self) -> list[Line]:
        return [Line(claim.position, claim.price_minor, None, claim.discount_minor) for claim in self.claims]

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

    def _line(self, group) -> dict:
        each = f" at {format_minor(group.price_minor, self.preorder.currency)}"
        numbers = numbers_words(list(group.positions))
        return {
            "words": f"{self.capsule.title}, {self.preorder.variant}",
            "note": numbers + (each if group.quantity > 1 else ""),
            "minor": group.sum_minor,
        }

    def _payment(self) -> list[dict]:
        total = self.preorder.total_minor
        if self.is_over:
            return [{"words": "To pay", "minor": 0}]
        if self.is_collected:
            return [{"words": "Paid at the desk", "note": self._day(self.preorder.collected_at), "minor": total}]
        return [
            {"words": "Charged so far", "minor": 0},
            {"words": "Pay at the desk", "note": "when you collect", "minor": total},
        ]

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
