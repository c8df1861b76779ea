"""A maker's month as people read it: live until it is closed, and from then on as it was written down."""

from dataclasses import dataclass
from itertools import groupby

from coop.models import Maker, Terms
from fulfillment.books import books_of, reckoned
from fulfillment.models import Settlement
from fulfillment.settling import Kind, Line, Reckoned, reckon
from scheduling.months import Month


@dataclass(frozen=True)
class Group:
    """Lines of one kind about one thing: a capsule, a station."""

    about: str
    count: int
    minor: int


@dataclass(frozen=True)
class MonthShown:
    maker: Maker
    month: Month
    reckoned: Reckoned
    settlement: Settlement | None = None

    @property
    def sums(self) -> list[tuple[str, int, list[Group]]]:
        """Each kind with its sum, and what it is made of."""
        return [(words, minor, self._groups(kind)) for kind, words, minor in self.reckoned.sums]

    def _groups(self, kind: Kind) -> list[Group]:
        lines = sorted((line for line in self.reckoned.lines if line.kind == kind), key=_about)
        some = ((about, list(each)) for about, each in groupby(lines, key=_about))
        return [Group(about, len(each), sum(line.minor for line in each)) for about, each in some]

    @property
    def row(self) -> list[int]:
        """The sum of each kind, for a table of makers."""
        return [self.reckoned.of(kind) for kind in Kind]


def _about(line: Line) -> str:
    return line.about


def month_of(maker: Maker, month: Month) -> MonthShown:
    settlement = Settlement.objects.of_month(month).filter(maker=maker).select_related("closed_by").first()
    if settlement:
        return frozen(settlement)
    [book] = books_of(month, maker)
    return MonthShown(maker, month, reckon(book.moved, book.used, Terms.objects.in_force(month.first)))


def months_of_all(month: Month) -> list[MonthShown]:
    """Of every maker for whom anything moved or is closed, by name."""
    closed = Settlement.objects.of_month(month).select_related("maker", "closed_by").prefetch_related("lines")
    shown = {each.maker_id: frozen(each) for each in closed}
    for maker, found in reckoned(month):
        if found.lines:
            shown.setdefault(maker.pk, MonthShown(maker, month, found))
    return sorted(shown.values(), key=lambda each: (each.maker.name, each.maker.pk))


def frozen(settlement: Settlement) -> MonthShown:
    lines = tuple(Line(Kind(row.kind), row.about, row.said, row.on, row.minor) for row in settlement.lines.all())
    found = Reckoned(lines, settlement.vat_minor)
    return MonthShown(settlement.maker, Month.of(settlement.month), found, settlement)


def totals(shown: list[MonthShown]) -> list[int]:
    return [sum(column) for column in zip(*(each.row for each in shown), strict=True)]
