"""A node's weekly hours in as few words as they need: “Wed to Sat 10:00–18:00”. Pure."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from coop.hours import write_hours

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class DaysAlike(NamedTuple):
    """Neighbouring weekdays with the same hours; `hours` is empty where nobody is there."""

    first: int
    last: int
    hours: str

    @property
    def days(self) -> str:
        if self.first == self.last:
            return DAYS[self.first]
        joint = ", " if self.last == self.first + 1 else " to "
        return f"{DAYS[self.first]}{joint}{DAYS[self.last]}"

    def has(self, weekday: int) -> bool:
        return self.first <= weekday <= self.last


def week_of(hours: Iterable) -> list[DaysAlike]:
    """All seven days from Monday, joined where they are alike. `hours` are rows of staffed hours."""
    days: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for stretch in hours:
        days[stretch.weekday].append((stretch.opens_minute, stretch.closes_minute))
    alike = groupby(range(7), key=lambda day: sorted(days[day]))
    return [DaysAlike(some[0], some[-1], write_hours(open_at)) for open_at, some in ((h, list(d)) for h, d in alike)]


def week_in_words(hours: Iterable) -> str:
    """“Mon to Fri 9:00–18:00, Sat 10:00–14:00”; closed days are left out."""
    return "; ".join(f"{some.days} {some.hours}" for some in week_of(hours) if some.hours)
