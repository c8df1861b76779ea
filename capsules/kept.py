"""What was promised against what was kept, in words and as a bar. Pure."""

from dataclasses import dataclass
from datetime import date

from coop.phrases import count_words

ROOM = 0.12
"""How much of the bar lies behind its last day, so that the last mark stands clear of the edge."""


@dataclass(frozen=True)
class Bar:
    """Percent of the drawing's width: the promise as a span from expected to due, and the day that it was ready."""

    due: float
    expected: float | None = None
    ready: float | None = None

    @property
    def span_width(self) -> float:
        return round(self.due - (self.due if self.expected is None else self.expected), 1)


def bar(*, closed: date, due: date, expected: date | None, ready: date | None) -> Bar:
    """All days on one line that begins with the close."""
    days = max((day - closed).days for day in (due, expected or due, ready or due))
    length = max(days, 1) * (1 + ROOM)

    def at(day: date | None) -> float | None:
        return None if day is None else round(max((day - closed).days, 0) * 100 / length, 1)

    return Bar(due=at(due), expected=None if expected is None else min(at(expected), at(due)), ready=at(ready))


def kept_words(*, due: date, ready: date) -> str:
    """“2 days early”, “on the day”, “1 day late”."""
    days = (ready - due).days
    if not days:
        return "on the day"
    return f"{count_words(abs(days), 'day', 'days')} {'late' if days > 0 else 'early'}"
