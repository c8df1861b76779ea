"""The lead time as a bar from the close of the drop: promised, expected, kept. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Tick(NamedTuple):
    x: float
    """In percent of the bar's width."""
    label: str


class LeadBar(NamedTuple):
    """Positions in percent. `planned` is the expected day, `kept` the one on which everything was ready."""

    due: float
    planned: float | None
    kept: float | None
    now: float | None
    ticks: list[Tick]


PADDED = 0.96
"""The last day stands a little before the right edge, so that its pin has room."""


def lead_bar(
    closes: datetime,
    due: datetime,
    zone: ZoneInfo,
    *,
    planned: datetime | None = None,
    kept: datetime | None = None,
    now: datetime,
) -> LeadBar:
    length = max(max(due, kept or due) - closes, timedelta(days=1)) / PADDED

    def place(instant: datetime) -> float:
        return round(max((instant - closes) / length * 100, 0), 2)

    inside = closes < now < due and not kept
    return LeadBar(
        due=place(due),
        planned=min(place(planned), 100.0) if planned else None,
        kept=place(kept) if kept else None,
        now=place(now) if inside else None,
        ticks=[Tick(place(monday), f"{monday:%-d %b}") for monday in _mondays(closes.astimezone(zone), due)],
    )


def _mondays(start: datetime, end: datetime):
    """Local Monday mornings between, but only as many as a phone can label, and none too close to either end."""
    weeks = max(1, round((end - start).days / 7 / 3))
    day = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7 - start.weekday())
    while day < start + (end - start) * 0.72:
        if day > start + (end - start) * 0.2:
            yield day
        day += timedelta(weeks=weeks)
