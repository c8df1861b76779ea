"""How much of its staffed hours a station was used, by weekday and hour of its node's clock. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coop.times import Stretch
from coop.week import DAYS

LEVELS = 5


class Cell(NamedTuple):
    """An hour of the week: minutes used of those staffed."""

    hour: int
    used: int
    staffed: int

    @property
    def percent(self) -> int | None:
        return round(self.used / self.staffed * 100) if self.staffed else None

    @property
    def level(self) -> int:
        """0 to 5, for the colour."""
        return -(-self.used * LEVELS // self.staffed) if self.staffed else 0


class DayRow(NamedTuple):
    weekday: str
    cells: list[Cell]


class HeatMap(NamedTuple):
    """Days of the week with somebody there, each with the same hours."""

    rows: list[DayRow]
    used: int
    staffed: int

    @property
    def percent(self) -> int:
        return round(self.used / self.staffed * 100) if self.staffed else 0

    @property
    def hours(self) -> list[int]:
        return [cell.hour for cell in self.rows[0].cells] if self.rows else []

    @property
    def words(self) -> str:
        """The map in one sentence."""
        if not self.used:
            return "Not used in its staffed hours."
        day, cell = max(
            ((row.weekday, cell) for row in self.rows for cell in row.cells if cell.staffed),
            key=lambda place: (place[1].used / place[1].staffed, place[1].used),
        )
        return f"Used {self.percent} % of its staffed hours; most on {day} at {cell.hour}:00, {cell.percent} %."


def heat_map(staffed: Iterable[Stretch], occupied: Iterable[Stretch], zone: ZoneInfo) -> HeatMap:
    """Each staffed hour's use. Stretches of each list are in order and do not overlap each other."""
    base: Counter[tuple[int, int]] = Counter()
    used: Counter[tuple[int, int]] = Counter()
    held = list(occupied)
    for stretch in staffed:
        for place, start, end in by_hour(stretch, zone):
            base[place] += minutes(start, end)
        for since, until in held:
            if since < stretch[1] and stretch[0] < until:
                for place, start, end in by_hour((max(since, stretch[0]), min(until, stretch[1])), zone):
                    used[place] += minutes(start, end)
    hours = sorted({hour for _, hour in base})
    shown = range(hours[0], hours[-1] + 1) if hours else range(0)
    rows = [
        DayRow(DAYS[day], [Cell(hour, used[day, hour], base[day, hour]) for hour in shown])
        for day in sorted({day for day, _ in base})
    ]
    return HeatMap(rows, used.total(), base.total())


def by_hour(stretch: Stretch, zone: ZoneInfo) -> Iterator[tuple[tuple[int, int], datetime, datetime]]:
    """The stretch cut at each full hour of the local clock: (weekday, hour), start, end."""
    start, end = stretch
    while start < end:
        local = start.astimezone(zone)
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        cut = min(end, start + timedelta(hours=1) - past)
        yield (local.weekday(), local.hour), start, cut
        start = cut


def minutes(start: datetime, end: datetime) -> int:
    return round((end - start) / timedelta(minutes=1))
