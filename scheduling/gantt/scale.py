"""Days across: staffed hours at full width, all others at a quarter of it. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from coop.times import Stretch, local_days, minute_of_day

NARROW = 0.25
"""How wide an hour without anybody there is, against a staffed one."""

ROOMY, TIGHT = 46, 32
"""Widths from which a day is called “Mon 23”, and “M 23”."""


@dataclass(frozen=True)
class Scale:
    """From moments to places across. `stops` are (moment, x), rising in both; between them time runs evenly."""

    stops: Sequence[tuple[datetime, float]]
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        return self.stops[0][0]

    @property
    def end(self) -> datetime:
        return self.stops[-1][0]

    @property
    def right(self) -> float:
        return self.stops[-1][1]

    def x(self, moment: datetime) -> float:
        """Beyond either end it runs on as beside it, so that a curve cut by the edge keeps its shape."""
        after = min(max(bisect_right(self.stops, moment, key=lambda stop: stop[0]), 1), len(self.stops) - 1)
        (since, left), (until, right) = self.stops[after - 1], self.stops[after]
        return round(left + (moment - since) / (until - since) * (right - left), 1)

    def shows(self, start: datetime, end: datetime) -> bool:
        return start < self.end and self.start < end

    def clip(self, start: datetime, end: datetime) -> Stretch:
        return max(start, self.start), min(end, self.end)

    def span(self, start: datetime, end: datetime) -> tuple[float, float]:
        """x and width of what is seen of it."""
        since, until = self.clip(start, end)
        left = self.x(since)
        return left, round(self.x(until) - left, 1)


def scale_of(days: Stretch, staffed: Iterable[Stretch], zone: ZoneInfo, *, left: float, right: float) -> Scale:
    start, end = days
    lit = [(max(opens, start), min(closes, end)) for opens, closes in staffed]
    moments = sorted({start, end, *(moment for stretch in lit for moment in stretch)})
    opening = {opens for opens, _ in lit}
    worth = [(until - since) * (1 if since in opening else NARROW) for since, until in pairwise(moments)]
    whole, at, stops = sum(worth, timedelta()), timedelta(), [(start, left)]
    for moment, part in zip(moments[1:], worth, strict=True):
        at += part
        stops.append((moment, left + at / whole * (right - left)))
    return Scale(tuple(stops), zone)


@dataclass(frozen=True)
class DayHead:
    """A local day at the top. `month` where one begins, and on the first day."""

    date: date
    x: float
    width: float
    weekday: str
    month: str = ""
    today: bool = False

    @property
    def words_x(self) -> float:
        return self.x + 5


def day_heads(scale: Scale, today: date) -> Iterator[DayHead]:
    for day in local_days(scale.start, scale.end, scale.zone):
        x, width = scale.span(*(minute_of_day(each, 0, scale.zone) for each in (day, day + timedelta(days=1))))
        weekday = f"{day:%a}" if width >= ROOMY else f"{day:%a}"[0] if width >= TIGHT else ""
        month = f"{day:%B}" if day.day == 1 or not x > scale.stops[0][1] else ""
        yield DayHead(day, x, width, weekday, month, day == today)


def dark(scale: Scale, staffed: Iterable[Stretch]) -> Iterator[tuple[float, float]]:
    """(x, width) of each stretch without anybody there."""
    since = scale.start
    for opens, closes in [*staffed, (scale.end, scale.end)]:
        if since < opens:
            yield scale.span(since, opens)
        since = max(since, closes)
