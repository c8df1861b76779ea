"""The local days of a series. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice


def days_of(first: date, every: str, times: int) -> list[date]:
    """`times` days: each week, or each month that has a day of this number (the 31st skips June)."""
    return list(islice(_weekly(first) if every == "week" else _monthly(first), times))


def _weekly(first: date) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += timedelta(weeks=1)


def _monthly(first: date) -> Iterator[date]:
    months = first.year * 12 + first.month - 1
    while True:
        year, month = divmod(months, 12)
        if first.day <= monthrange(year, month + 1)[1]:
            yield date(year, month + 1, first.day)
        months += 1
