"""What a drop was to cost and to leave, beside what it did: the cost sheet held against the rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from django.db.models import Sum
from django.utils import timezone

from capsules.costing import Outcome, outcome
from capsules.costing.exact import half_up
from capsules.costing.outcome import COMMISSION, FEE, MATERIALS, ONCE, OWN, PACKAGING, SHIPPING, STATION
from capsules.figures import saved_figures
from capsules.models import Capsule, Claim, Payment, Preorder, Refund, Run
from capsules.sheets import Sheet, sheet_of
from coop.models import Terms
from coop.money import percent_of, vat_within
from coop.terms import Rates
from fulfillment.settling import WORDS, Kind, Moved, reckon
from scheduling.months import Month
from scheduling.pages.reckoning import reckoning_of
from scheduling.pages.run_cost import cost_of_run

ASSUMED = (OWN, PACKAGING, ONCE, SHIPPING)
"""What nobody measures: it counts as it was planned."""


@dataclass(frozen=True)
class Row:
    """`planned` is None where there was no cost sheet."""

    words: str
    planned: int | None
    real: int


@dataclass(frozen=True)
class Waste:
    pieces: int
    minor: int


class DropCosts:
    """Of a run whose pieces are made. Planned is what the cost sheet says of as many pieces as were really sold."""

    def __init__(self, capsule: Capsule, run: Run, *, made: int, scrapped: int):
        self.capsule, self.run, self.made, self.scrapped = capsule, run, made, scrapped
        self._known_terms: dict[Month, Rates] = {}

    @property
    def _sold(self):
        return Claim.objects.firm().filter(capsule=self.capsule)

    @property
    def _payments(self):
        return Payment.objects.filter(preorder__capsule=self.capsule, status=Payment.Status.PAID)

    @property
    def _refunds(self):
        """Of orders that stand: what cancelled ones got back was never counted as sold."""
        back = Refund.objects.filter(payment__preorder__capsule=self.capsule, payment__status=Payment.Status.PAID)
        return back.exclude(payment__preorder__status__in=Preorder.ENDED)

    @cached_property
    def sheet(self) -> Sheet | None:
        return sheet_of(self.capsule)

    @cached_property
    def claims(self) -> dict[str, int]:
        """What was sold for how much, and what codes took off."""
        sums = self._sold.aggregate(price=Sum("price_minor", default=0), off=Sum("discount_minor", default=0))
        return sums | {"pieces": self._sold.count()}

    @cached_property
    def planned(self) -> Outcome | None:
        if self.sheet is None or not self.claims["pieces"]:
            return None
        route = self.capsule.operations.select_related("kind", "program")
        figures, closed_on = saved_figures(self.capsule), self._day(self.capsule.closed_at)
        reckoning = reckoning_of(self.capsule, figures, self.sheet, route, on=closed_on)
        return outcome(reckoning.drop, self.claims["pieces"]) if reckoning.is_possible else None

    @cached_property
    def refunds_minor(self) -> int:
        return self._refunds.aggregate(n=Sum("amount_minor", default=0))["n"]

    @cached_property
    def fees_minor(self) -> int:
        """By the co-op's terms of the month in which each card was charged."""
        total = 0
        paid = self._payments.filter(way="card")
        for at, minor in paid.values_list("paid_at", "amount_minor"):
            rates = self._terms_in(Month.of(self._day(at)))
            total += percent_of(minor, rates.card_percent) + rates.card_minor
        return total

    @cached_property
    def commission_minor(self) -> int:
        """As a settlement reckons it, month by month. What is still to be paid counts as if it were paid today."""
        months: dict[Month, list[Moved]] = {}
        for moved in self._moved():
            months.setdefault(Month.of(moved.on), []).append(moved)
        kept = (reckon(moved, (), self._terms_in(month)).of(Kind.COMMISSION) for month, moved in months.items())
        return -sum(kept)

    def _moved(self) -> Iterator[Moved]:
        """What was sold, when it was paid, and what was given back. Parcels pass through, so none is told."""
        vat, title = self.capsule.vat_percent, self.capsule.title
        paid = dict(self._payments.values_list("preorder", "paid_at"))
        for order, price, off in self._sold.values_list("preorder", "price_minor", "discount_minor"):
            yield Moved(Kind.SALE, title, "", self._day(paid.get(order, timezone.now())), price - off, vat)
        for at, minor in self._refunds.values_list("owed_at", "amount_minor"):
            yield Moved(Kind.REFUND, title, "", self._day(at), minor, vat)

    def _day(self, at: datetime) -> date:
        """On the clock of the node that made it."""
        return at.astimezone(self.capsule.made_at.zone).date()

    def _terms_in(self, month: Month) -> Rates:
        if month not in self._known_terms:
            self._known_terms[month] = Terms.objects.in_force(month.first)
        return self._known_terms[month]

    @cached_property
    def stations_minor(self) -> int:
        return cost_of_run(self.run)

    @cached_property
    def materials_minor(self) -> int:
        """The sheet's price of one piece, for all that were made."""
        if self.sheet is None:
            return 0
        assumed = self.sheet.assumed
        return half_up(Fraction(assumed.materials_minor * self.made * 100, 100 - assumed.waste_percent))

    @property
    def assumed_minor(self) -> int:
        return self.planned.of(*ASSUMED) if self.planned else 0

    @property
    def vat_minor(self) -> int:
        return vat_within(self.claims["price"] - self.claims["off"] - self.refunds_minor, self.capsule.vat_percent)

    @property
    def rows(self) -> list[Row]:
        """Signed: what is spent or given away is below zero. Without those that are nothing on both sides."""
        rows = [
            Row("Prices of the pieces", self._planned(lambda plan: plan.income_minor), self.claims["price"]),
            Row("Taken off by codes", self._planned(lambda plan: 0), -self.claims["off"]),
            Row("Given back to customers", self._planned(lambda plan: -plan.refunded_minor), -self.refunds_minor),
            Row("VAT", self._planned(lambda plan: -plan.vat_minor), -self.vat_minor),
            self._cost("Stations and firings", self.stations_minor, STATION),
            self._cost("Materials", self.materials_minor, MATERIALS),
            self._cost("Payment fees", self.fees_minor, FEE),
            self._cost(WORDS[Kind.COMMISSION], self.commission_minor, COMMISSION),
            self._cost("Own work, packaging and the rest, as assumed", self.assumed_minor, *ASSUMED),
        ]
        return [row for row in rows if row.planned or row.real]

    def _planned(self, figure: Callable[[Outcome], int]) -> int | None:
        return None if self.planned is None else figure(self.planned)

    def _cost(self, words: str, real: int, *kinds: str) -> Row:
        return Row(words, self._planned(lambda plan: -plan.of(*kinds)), -real)

    @property
    def left(self) -> Row:
        """What all rows come to."""
        planned = self.planned.left_minor if self.planned else None
        return Row("Left", planned, sum(row.real for row in self.rows))

    @property
    def margins(self) -> tuple[int | None, int | None]:
        """Percent left of what comes in without VAT, planned and real."""
        net = self.claims["price"] - self.claims["off"] - self.refunds_minor - self.vat_minor
        real = half_up(Fraction(self.left.real * 100, net)) if net else None
        return self.planned.margin_percent if self.planned else None, real

    @property
    def waste(self) -> Waste | None:
        """What making the scrapped pieces cost at stations and in materials."""
        if not self.scrapped:
            return None
        spent = self.stations_minor + self.materials_minor
        return Waste(self.scrapped, half_up(Fraction(spent * self.scrapped, self.made)))
