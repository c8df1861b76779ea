"""A calendar month, thought on the clock of a node. Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coop.times import Stretch, minute_of_day

A_ZONE_APART = timedelta(days=1)


class Month(NamedTuple):
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))

    @property
    def before(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    def span(self, zone: ZoneInfo) -> Stretch:
        """From its first local midnight until that of the next, in UTC."""
        return minute_of_day(self.first, 0, zone), minute_of_day(self.next.first, 0, zone)

    @property
    def anywhere(self) -> Stretch:
        """From when the earliest zone enters it until the last has left it."""
        first, after = (datetime(*month, 1, tzinfo=UTC) for month in (self, self.next))
        return first - A_ZONE_APART, after + A_ZONE_APART

    def has(self, moment: datetime, zone: ZoneInfo) -> bool:
        return Month.of(moment.astimezone(zone).date()) == self

    def __str__(self):
        return f"{self.year}-{self.number:02}"
