"""What a maker's month comes to, exact to the minor unit. Pure: what moved goes in, signed lines come out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coop.money import format_percent, percent_of, vat_within
from coop.terms import Rates


class Kind(StrEnum):
    SALE = "sale"
    REFUND = "refund"
    PARCEL = "parcel"
    COMMISSION = "commission"
    FEE = "fee"
    STATION = "station"
    MATERIALS = "materials"


WORDS = {
    Kind.SALE: "Sales",
    Kind.REFUND: "Given back to customers",
    Kind.PARCEL: "Parcels that the co-op sent",
    Kind.COMMISSION: "The co-op’s commission",
    Kind.FEE: "Payment fees",
    Kind.STATION: "Stations and firings",
    Kind.MATERIALS: "Materials from the co-op",
}
TURNOVER = (Kind.SALE, Kind.REFUND, Kind.PARCEL)
"""Money of customers, with VAT in it; the others are between the co-op and its maker."""


@dataclass(frozen=True)
class Moved:
    """Money of one order: what its customer paid, what went back, or what was paid for a parcel that left."""

    kind: Kind
    about: str
    said: str
    on: date
    minor: int
    vat_percent: int
    by_card: bool = False


@dataclass(frozen=True)
class Used:
    """What a station or a firing costs its maker."""

    about: str
    said: str
    on: date
    minor: int


@dataclass(frozen=True)
class Line:
    """`minor` is what it adds to the payout; what the maker bears is below zero."""

    kind: Kind
    about: str
    said: str
    on: date | None
    minor: int

    @property
    def words(self) -> str:
        return WORDS[self.kind]


@dataclass(frozen=True)
class Reckoned:
    """The lines of a month, and the VAT that its sales contain, less refunds and parcels."""

    lines: tuple[Line, ...]
    vat_minor: int

    def of(self, *kinds: Kind) -> int:
        return sum(line.minor for line in self.lines if line.kind in kinds)

    @property
    def turnover_minor(self) -> int:
        return self.of(*TURNOVER)

    @property
    def net_minor(self) -> int:
        """Without VAT: what the commission is a part of."""
        return self.turnover_minor - self.vat_minor

    @property
    def payout_minor(self) -> int:
        return self.of(*Kind)

    @property
    def sums(self) -> list[tuple[Kind, str, int]]:
        """Each kind that there is, in the order in which people reckon."""
        there = {line.kind for line in self.lines}
        return [(kind, WORDS[kind], self.of(kind)) for kind in Kind if kind in there]


def reckon(
    moved: Iterable[Moved], used: Iterable[Used], rates: Rates, *, materials_minor: int = 0, materials_for: str = ""
) -> Reckoned:
    """VAT is taken out once for each rate of the month, as a return asks for it; so is the commission.

    A refund lowers the commission of the month in which it is given. The fee of a charge stays with who took it.
    """
    moved = list(moved)
    lines = [Line(each.kind, each.about, each.said, each.on, _signed(each)) for each in moved]
    vat = _vat(moved)
    net = sum(line.minor for line in lines) - vat
    if commission := percent_of(net, rates.commission_percent):
        said = f"{format_percent(rates.commission_percent)} of what came in, without VAT"
        lines.append(Line(Kind.COMMISSION, said, "", None, -commission))
    lines += _fees(moved, rates)
    lines += [Line(Kind.STATION, each.about, each.said, each.on, -each.minor) for each in used if each.minor]
    if materials_minor:
        lines.append(Line(Kind.MATERIALS, materials_for, "", None, -materials_minor))
    return Reckoned(tuple(lines), vat)


def _signed(each: Moved) -> int:
    return each.minor if each.kind == Kind.SALE else -each.minor


def _vat(moved: list[Moved]) -> int:
    rates = {each.vat_percent for each in moved}
    return sum(vat_within(sum(_signed(each) for each in moved if each.vat_percent == rate), rate) for rate in rates)


def _fees(moved: list[Moved], rates: Rates) -> list[Line]:
    charged = [each for each in moved if each.kind == Kind.SALE and each.by_card]
    fees = [(each, percent_of(each.minor, rates.card_percent) + rates.card_minor) for each in charged]
    return [Line(Kind.FEE, each.about, each.said, each.on, -fee) for each, fee in fees if fee]
