"""What makers used in a month, on the clock of each station's node: hours, litres, late fees, and what they owe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Q

from coop.models import Maker
from scheduling.actions.firing import shares_cost
from scheduling.models import Booking, LoadShare, Station
from scheduling.months import Month

OWN, RUN, FIRED, LATE = "own work", "work of a run", "firing", "given back late"


@dataclass(frozen=True)
class Entry:
    """One line of a statement: a booking, a share of a firing, or what giving one back late cost."""

    maker: Maker
    station: Station
    what: str
    title: str
    start: datetime
    end: datetime
    minutes: int = 0
    litres: Decimal = Decimal()
    sum_minor: int = 0
    run_minor: int = 0
    """Of work of a run, at the station's rate: owed when its maker's month is settled, and not here."""

    @property
    def node(self):
        return self.station.node

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Total:
    """Entries of one kind of station and one sort of use, added up."""

    kind: str
    what: str
    times: int
    minutes: int
    litres: Decimal
    sum_minor: int


@dataclass(frozen=True)
class Statement:
    """A maker's month."""

    maker: Maker
    month: Month
    entries: list[Entry]

    @property
    def totals(self) -> list[Total]:
        ordered = sorted(self.entries, key=_kind_and_what)
        return [_total(*key, list(some)) for key, some in groupby(ordered, key=_kind_and_what)]

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def litres(self) -> Decimal:
        return sum((entry.litres for entry in self.entries), Decimal())

    @property
    def late_minor(self) -> int:
        return sum(entry.sum_minor for entry in self.entries if entry.what == LATE)

    @property
    def sum_minor(self) -> int:
        return sum(entry.sum_minor for entry in self.entries)


def statement_of(maker: Maker, month: Month) -> Statement:
    return Statement(maker, month, entries_of(month, Q(maker=maker)))


def statements(month: Month) -> list[Statement]:
    """Of every maker who used something, by name."""
    entries = sorted(entries_of(month), key=lambda entry: (entry.maker.name, entry.maker.pk, entry.start))
    return [Statement(maker, month, list(some)) for maker, some in groupby(entries, key=lambda entry: entry.maker)]


def entries_of(month: Month, whose: Q | None = None) -> list[Entry]:
    """Everything that begins within the month, on the clock of its own node, in order."""
    found = [*_booked(month, whose or Q()), *_fired(month, whose or Q())]
    return sorted((entry for entry in found if month.has(entry.start, entry.node.zone)), key=lambda entry: entry.start)


def _booked(month: Month, whose: Q) -> Iterable[Entry]:
    kept = Q(released_at=None, purpose__in=[Booking.Purpose.MAKER, Booking.Purpose.STEP]) | Q(late_fee_minor__gt=0)
    rows = Booking.objects.filter(whose, kept, maker__isnull=False, during__startswith__range=month.anywhere)
    for row in rows.select_related("maker", "station__node", "station__kind", "step__run__capsule"):
        span = (row.during.lower, row.during.upper)
        if row.late_fee_minor:
            yield Entry(row.maker, row.station, LATE, row.title, *span, sum_minor=row.late_fee_minor)
        if row.released_at:
            continue
        if row.step:
            cost = row.station.price_of(row.minutes)
            yield Entry(
                row.maker, row.station, RUN, str(row.step.run.capsule), *span, minutes=row.minutes, run_minor=cost
            )
        else:
            yield Entry(row.maker, row.station, OWN, row.title, *span, minutes=row.minutes, sum_minor=row.price_minor)


def _fired(month: Month, whose: Q) -> Iterable[Entry]:
    """Shares of firings. What a run's pieces cost is counted with the run, as its other steps are."""
    begun = Q(firing__booking__during__startswith__range=month.anywhere)
    rows = LoadShare.objects.filter(whose, begun, Q(released_at=None) | Q(late_fee_minor__gt=0))
    rows = rows.select_related(
        "maker",
        "step__run__capsule",
        "firing__program",
        "firing__booking__station__node",
        "firing__booking__station__kind",
    ).prefetch_related("firing__shares")
    for row in rows:
        booking = row.firing.booking
        place, span = (row.maker, booking.station), (booking.during.lower, booking.during.upper)
        if row.released_at:
            yield Entry(*place, LATE, str(row.firing.program), *span, sum_minor=row.late_fee_minor)
            continue
        cost = shares_cost(row.firing)[row.pk]
        if row.step:
            yield Entry(*place, RUN, str(row.step.run.capsule), *span, litres=row.litres, run_minor=cost)
        else:
            yield Entry(*place, FIRED, str(row.firing.program), *span, litres=row.litres, sum_minor=cost)


def _kind_and_what(entry: Entry) -> tuple[str, str]:
    return entry.station.kind.name, entry.what


def _total(kind: str, what: str, entries: list[Entry]) -> Total:
    return Total(
        kind,
        what,
        len(entries),
        sum(entry.minutes for entry in entries),
        sum((entry.litres for entry in entries), Decimal()),
        sum(entry.sum_minor for entry in entries),
    )
