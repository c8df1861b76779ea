"""How a drop sold: its curve, its variants, and what each price did. Pure: sales in, figures and shapes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from capsules.pricing import PriceStretch, price_stretches

DAY = timedelta(days=1)
SHORTEST = timedelta(hours=1)
"""A stretch that sold within the hour is counted as having taken one: nobody sells at an infinite pace."""


class Sale(NamedTuple):
    """One piece that stayed sold: when it was ordered, on which position, of which variant, and what it brought."""

    at: datetime
    position: int
    variant: str
    paid_minor: int


@dataclass(frozen=True)
class Curve:
    """Pieces sold over the days that the drop was open, as a line of steps in a `width` × `height` drawing."""

    points: tuple[tuple[float, float], ...]
    path: str
    minimum_y: float
    minimum_met_at: datetime | None
    half_sold_at: datetime | None
    width: int = 640
    height: int = 200

    @property
    def last(self) -> tuple[float, float]:
        return self.points[-1]


def curve_of(
    sales: Iterable[Sale], *, opens_at: datetime, closes_at: datetime, edition_size: int, minimum: int
) -> Curve:
    """`closes_at` is when it really ended; sales before or after are drawn at the edge."""
    moments = sorted(sale.at for sale in sales)
    span = max(closes_at - opens_at, SHORTEST)
    width, height = Curve.width, Curve.height

    def x(moment: datetime) -> float:
        return round(min(max((moment - opens_at) / span, 0), 1) * width, 1)

    def y(count: int) -> float:
        return round(height * (1 - count / edition_size), 1)

    points = [
        (0.0, y(0)),
        *((x(moment), y(count)) for count, moment in enumerate(moments, 1)),
        (width, y(len(moments))),
    ]
    path = f"M{points[0][0]} {points[0][1]}" + "".join(f"H{across}V{down}" for across, down in points[1:])
    return Curve(
        points=tuple(points),
        path=path,
        minimum_y=y(minimum),
        minimum_met_at=moments[minimum - 1] if len(moments) >= minimum else None,
        half_sold_at=moments[(len(moments) - 1) // 2] if moments else None,
    )


@dataclass(frozen=True)
class Share:
    """What one variant, code or sample had of the whole drop."""

    name: str
    pieces: int
    sum_minor: int
    percent: int


def shares_by_variant(sales: Iterable[Sale], variants: Sequence[str]) -> list[Share]:
    """Each variant in the order given, those that nobody wanted too."""
    sales = list(sales)
    of = {name: [sale for sale in sales if sale.variant == name] for name in variants}
    return [
        Share(name, len(sold), sum(sale.paid_minor for sale in sold), round(100 * len(sold) / max(len(sales), 1)))
        for name, sold in of.items()
    ]


@dataclass(frozen=True)
class PricePace:
    """A stretch of the edition at one price: how much of it sold, over how long, and how many pieces a day."""

    first: int
    last: int
    price_minor: int
    sold: int
    took: timedelta | None

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def a_day(self) -> float | None:
        return None if self.took is None else round(self.sold / (self.took / DAY), 1)


def price_paces(
    sales: Iterable[Sale],
    *,
    opens_at: datetime,
    closes_at: datetime,
    edition_size: int,
    price_minor: int,
    tiers: Iterable[PriceStretch],
) -> list[PricePace]:
    """What each price did, at the prices of one variant.

    A stretch is for sale from the last sale of the one before it until its own last sale, and to the close where
    pieces of it are left: positions are sold in their order, so the prices follow each other in time.
    """
    sales = list(sales)
    stretches = price_stretches(edition_size, price_minor, tiers)
    sold = [[sale.at for sale in sales if first <= sale.position <= last] for first, last, _ in stretches]
    ends = [
        max(moments) if len(moments) == last - first + 1 else closes_at if moments else None
        for moments, (first, last, _) in zip(sold, stretches, strict=True)
    ]
    begins = list(accumulate(ends[:-1], lambda before, end: end or before, initial=opens_at))
    return [
        PricePace(first, last, price, len(moments), max(end - begin, SHORTEST) if end else None)
        for (first, last, price), moments, begin, end in zip(stretches, sold, begins, ends, strict=True)
    ]
