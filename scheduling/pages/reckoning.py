"""What the price calculator says of a drop, saved or half typed: cost, what is left, break-even, free shipping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from capsules.cost_zones import zones_of
from capsules.costing import (
    Drop,
    FreeShipping,
    Line,
    Outcome,
    Stop,
    TierLeft,
    Work,
    break_even,
    free_shipping,
    least_price,
    left_by_number,
    left_by_tier,
    outcome,
)
from capsules.costing.exact import half_up
from capsules.costing.outcome import COMMISSION, FEE, MATERIALS, ONCE, OWN, PACKAGING, SHIPPING, STATION
from capsules.figures import Figures
from capsules.models import Capsule
from capsules.parcels import zones_served
from capsules.sheets import Sheet, first_sheet
from capsules.shipping import RateTable
from coop.models import Terms
from coop.money import format_minor, format_percent, vat_within
from coop.phrases import length_words
from scheduling.models import Operation, Station
from scheduling.rates import stops_of

MOST_PIECES = 1000
"""Of an edition that is worked out at every number; a larger one is no capsule."""
WIDTH, HEIGHT = 300, 96
"""Of the drawing of what is left, by pieces sold."""

GROUPS = {
    "Stations": (STATION,),
    "Materials": (MATERIALS,),
    "Your own work": (OWN,),
    "Packaging": (PACKAGING,),
    "Once for the drop": (ONCE,),
    "Payment fees": (FEE,),
    "The co-op’s commission": (COMMISSION,),
    "Parcels that you pay": (SHIPPING,),
}


class Row(NamedTuple):
    words: str
    sums: list[int]


class ShopSum(NamedTuple):
    """What a customer pays for so many of the next pieces."""

    words: str
    total_minor: int
    vat_minor: int


class PriceLine(NamedTuple):
    """The price by position as steps; `labels` are (x, y, price, positions)."""

    path: str
    area: str
    labels: list[tuple[float, float, int, str]]


@dataclass(frozen=True)
class Drawn:
    """What is left by pieces sold, as a line; `zero` and `even` say where nothing is lost or won."""

    line: str
    zero: float
    even: float | None
    marks: list[tuple[float, int]]


class Reckoning:
    """`figures` say what customers pay, `sheet` what the maker assumes, `operations` the route at `stations`, `parcels`
    the co-op's rates by zone, `commission_percent` what it keeps of sales. `wrong` is what keeps it from reckoning, as
    (id of its field, words).
    """

    def __init__(
        self,
        figures: Figures,
        sheet: Sheet,
        operations: Iterable[Operation],
        stations: list[Station],
        parcels: Mapping[str, RateTable],
        commission_percent: Decimal,
        wrong: list[tuple[str, str]] | None = None,
    ):
        self.wrong = wrong or []
        self.figures, self.sheet, self.currency, self.parcels = figures, sheet, figures.currency, parcels
        self.commission_percent = commission_percent
        self.stops, self.without_rate = stops_of(operations, stations)

    @property
    def is_possible(self) -> bool:
        return not self.wrong and bool(self.figures.price_minor) and self.figures.edition_size <= MOST_PIECES

    @property
    def has_no_route(self) -> bool:
        return not self.stops and not self.without_rate

    @property
    def co_op_keeps(self) -> str:
        """As in “12 %”; empty where it keeps nothing."""
        return format_percent(self.commission_percent) if self.commission_percent else ""

    @cached_property
    def drop(self) -> Drop:
        figures = self.figures
        most = min(figures.per_customer, figures.edition_size)
        return Drop(
            edition_size=figures.edition_size,
            price_minor=figures.price_minor,
            tiers=figures.tiers,
            minimum=figures.minimum,
            per_customer=most,
            vat_percent=figures.vat_percent,
            stops=tuple(self.stops),
            assumed=replace(self.sheet.assumed, commission_percent=self.commission_percent),
            zones=zones_of(
                self.sheet.zones, self.parcels, piece=figures.piece, vat_percent=figures.vat_percent, most=most
            ),
        )

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return [outcome(self.drop, sold) for sold in self.drop.sizes]

    @cached_property
    def left(self) -> list[int]:
        return left_by_number(self.drop)

    @cached_property
    def break_even(self) -> int | None:
        return break_even(self.left)

    @cached_property
    def least_price_minor(self) -> int | None:
        """The price at which the minimum alone pays for itself."""
        return least_price(self.drop, sold=self.drop.minimum)

    @cached_property
    def tiers(self) -> list[TierLeft]:
        return left_by_tier(self.drop, self.drop.edition_size)

    @cached_property
    def free(self) -> FreeShipping:
        return free_shipping(self.drop, self.drop.middle)

    @property
    def zones_of_co_op(self) -> list[str]:
        """The sheet's zones that the co-op has too: of a piece that is measured, its rates count there."""
        return [zone.name for zone in self.sheet.zones if zone.name.strip().casefold() in self.parcels]

    @cached_property
    def rows(self) -> list[Row]:
        """Each group of costs at each size, without those that nobody pays."""
        rows = [Row(words, [each.of(*kinds) for each in self.outcomes]) for words, kinds in GROUPS.items()]
        return [row for row in rows if any(row.sums)]

    @cached_property
    def shop_sums(self) -> list[ShopSum]:
        """What the shop asks: the first piece of each price, VAT contained."""
        vat = self.figures.vat_percent
        return [
            ShopSum(f"No. {first}" if first == last else f"No. {first}–{last}", price, vat_within(price, vat))
            for first, last, price in self.drop.stretches(self.drop.edition_size)
        ]

    @property
    def tiers_in_shop(self) -> list[tuple[TierLeft, ShopSum]]:
        return list(zip(self.tiers, self.shop_sums, strict=True))

    @cached_property
    def price_line(self) -> PriceLine:
        size = self.drop.edition_size
        steps = self.drop.stretches(size)
        most = max(1, *(price for _, _, price in steps)) * 1.2

        def x(edge: int) -> float:
            return round(10 + edge / size * 580, 1)

        heights = [round(170 - price / most * 140, 1) for _, _, price in steps]
        path = "M" + "L".join(
            f"{x(first - 1)} {y}H{x(last)}" for (first, last, _), y in zip(steps, heights, strict=True)
        )
        labels = [
            (round((x(first - 1) + x(last)) / 2, 1), y - 12, price, f"{first}–{last}" if first < last else str(first))
            for (first, last, price), y in zip(steps, heights, strict=True)
        ]
        return PriceLine(path, f"M{x(0)} 170L{path[1:]}V170Z", labels)

    @cached_property
    def stations(self) -> list[tuple[Line, str]]:
        """What each stop costs when the middle number sells, and why."""
        lines = [line for line in outcome(self.drop, self.drop.middle).lines if line.kind == STATION]
        return [(line, self._rate(stop, line)) for stop, line in zip(self.stops, lines, strict=True)]

    def _rate(self, stop: Stop, line: Line) -> str:
        if isinstance(stop, Work):
            return f"{length_words(half_up(line.quantity))} at {format_minor(stop.hour_minor, self.currency)} an hour"
        firing, fill = format_minor(stop.firing_minor, self.currency), self.drop.assumed.fill_percent
        return f"{half_up(line.quantity)} l, in firings of {firing} for {stop.capacity_l:g} l, {fill} % full"

    @cached_property
    def drawn(self) -> Drawn:
        least, most = min(0, *self.left), max(1, *self.left)

        def x(sold: int) -> float:
            return round((sold - 0.5) / len(self.left) * WIDTH, 1)

        def y(minor: int) -> float:
            return round(HEIGHT - (minor - least) / (most - least) * HEIGHT, 1)

        points = " ".join(f"{x(sold)},{y(minor)}" for sold, minor in enumerate(self.left, 1))
        marks = [(x(each.sold), each.sold) for each in self.outcomes]
        return Drawn(points, y(0), x(self.break_even) if self.break_even else None, marks)


def reckoning_of(
    capsule: Capsule,
    figures: Figures,
    sheet: Sheet | None,
    operations: Iterable[Operation],
    *,
    on: date | None = None,
    wrong: list[tuple[str, str]] | None = None,
) -> Reckoning:
    """At the rates of the node that makes it, and by the terms in force on a day of its clock: today, or `on`.

    Without a sheet, at the costs that a first one begins with.
    """
    stations = Station.objects.in_service().filter(node=capsule.made_at_id).select_related("kind")
    terms = Terms.objects.in_force(on or timezone.now().astimezone(capsule.made_at.zone).date())
    served = zones_served(figures.currency, country=capsule.made_at.country)
    parcels = {zone.name.casefold(): zone.table for zone in served}
    costs = sheet or first_sheet(served, figures)
    return Reckoning(figures, costs, operations, list(stations), parcels, terms.commission_percent, wrong)
