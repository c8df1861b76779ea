"""How drops sell: pieces a day of each variant, orders of those who look, and how many come again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Lower

from capsules.models import Capsule, Preorder, Variant
from capsules.referrals_shown import looked_at

LAST_DROPS = 12
SHORTEST = timedelta(hours=1)
"""What sold out within the hour counts as having taken one."""

NOT_WANTED = [Preorder.Status.HELD, Preorder.Status.LAPSED, Preorder.Status.CANCELLED]
"""Of a drop that missed its minimum counts what had been ordered."""


@dataclass(frozen=True)
class Velocity:
    """`percent` is drawn: of the fastest."""

    variant: Variant
    pieces: int
    open_for: timedelta
    percent: int

    @property
    def a_day(self) -> float:
        return pace(self.pieces, self.open_for)

    @property
    def days(self) -> float:
        return round(self.open_for / timedelta(days=1), 1)


@dataclass(frozen=True)
class Again:
    """Orders whose address is still known, and those of them by somebody who had ordered before."""

    orders: int
    repeated: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.repeated / self.orders) if self.orders else None


def sales_page(now: datetime) -> dict:
    capsules = latest_drops(now)
    return {
        "velocities": velocities(capsules, now),
        "looked": looked_at(capsules.select_related("maker")),
        "again": again(),
        "last_drops": LAST_DROPS,
    }


def latest_drops(now: datetime) -> QuerySet[Capsule]:
    """Those that have opened."""
    opened = Capsule.objects.public().filter(opens_at__lte=now).order_by("-opens_at", "pk")
    return Capsule.objects.filter(pk__in=list(opened.values_list("pk", flat=True)[:LAST_DROPS])).order_by("-opens_at")


def velocities(capsules: QuerySet[Capsule], now: datetime) -> list[Velocity]:
    """The fastest first, those that nobody wanted too."""
    variants = Variant.objects.filter(capsule__in=capsules).select_related("capsule__maker")
    wanted = Sum("preorders__quantity", filter=~Q(preorders__status__in=NOT_WANTED), default=0)
    found = [(row, row.pieces, open_for(row.capsule, now)) for row in variants.annotate(pieces=wanted)]
    fastest = max((pace(pieces, span) for _, pieces, span in found), default=0) or 1
    rows = [Velocity(row, pieces, span, round(100 * pace(pieces, span) / fastest)) for row, pieces, span in found]
    return sorted(rows, key=lambda row: (-row.a_day, row.variant.sku))


def pace(pieces: int, span: timedelta) -> float:
    return round(pieces / (span / timedelta(days=1)), 1)


def open_for(capsule: Capsule, now: datetime) -> timedelta:
    ended = min(now, capsule.closes_at, capsule.closed_at or now)
    return max(ended - capsule.opens_at, SHORTEST)


def again() -> Again:
    """Each address's first order is new and all others are not, so no address has to leave the database."""
    known = Preorder.objects.exclude(status__in=NOT_WANTED).exclude(email="")
    counted = known.aggregate(orders=Count("pk"), people=Count(Lower("email"), distinct=True))
    return Again(counted["orders"], counted["orders"] - counted["people"])
