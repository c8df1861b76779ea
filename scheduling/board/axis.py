"""The board's columns: five minutes each, by day and, a quarter as wide, by night. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from coop.times import Stretch, minute_of_day

DAWN, DUSK, MIDNIGHT = 7 * 60, 22 * 60, 24 * 60
COLUMN = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Head:
    """A head over `span` columns. `look` is hour, dark or night; on, off or shut."""

    look: str
    span: int
    words: str


@dataclass(frozen=True)
class Axis:
    """From `start` until `dusk` by day, until `end` by night."""

    start: datetime
    dusk: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def day_columns(self) -> int:
        return round((self.dusk - self.start) / COLUMN)

    @property
    def night_columns(self) -> int:
        return round((self.end - self.dusk) / COLUMN)

    @property
    def quarters(self) -> int:
        """The width in quarters of a half hour by day: what the style sheet knows an axis by."""
        return round((self.day_columns * 4 + self.night_columns) / 6)

    def column(self, moment: datetime) -> int:
        """The column that begins at a moment; times that no grid made are rounded to five minutes."""
        moment = min(max(moment, self.start), self.end)
        if moment <= self.dusk:
            return round((moment - self.start) / COLUMN)
        return self.day_columns + round((moment - self.dusk) / COLUMN)

    def span(self, start: datetime, end: datetime) -> int:
        return self.column(end) - self.column(start)

    def x(self, moment: datetime) -> float:
        """Minutes by day and quarters of minutes by night, from the axis's start; before it, less than nothing."""
        if moment <= self.dusk:
            return (moment - self.start) / MINUTE
        return (self.dusk - self.start) / MINUTE + (moment - self.dusk) / MINUTE / 4

    def percent(self, moment: datetime) -> float:
        return round(self.x(moment) / self.x(self.end) * 100, 2)

    def has(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def clip(self, start: datetime, end: datetime) -> Stretch:
        return max(start, self.start), min(end, self.end)

    def hours(self, staffed: list[Stretch]) -> Iterator[Head]:
        """One head an hour by day, and one for the night."""
        moment = self.start
        while moment < self.dusk:
            local = moment.astimezone(self.zone)
            after = min(moment + timedelta(minutes=60 - local.minute), self.dusk)
            lit = any(opens < after and moment < closes for opens, closes in staffed)
            yield Head("hour" if lit else "hour dark", self.span(moment, after), f"{local:%H}")
            moment = after
        if self.night_columns:
            dusk, dawn = self.dusk.astimezone(self.zone), self.end.astimezone(self.zone)
            yield Head("night", self.night_columns, f"night {dusk:%H}–{dawn:%H}")

    def staff(self, staffed: Iterable[Stretch], closed: str = "") -> Iterator[Head]:
        """Over the hours: where somebody is there, and where nobody is."""
        at = self.start
        for opens, closes in staffed:
            yield from self._nobody(at, opens, closed)
            words = f"staffed {opens.astimezone(self.zone):%H:%M}–{closes.astimezone(self.zone):%H:%M}"
            yield Head("on", self.span(opens, closes), words)
            at = closes
        yield from self._nobody(at, self.end, closed)

    def _nobody(self, start: datetime, end: datetime, closed: str) -> Iterator[Head]:
        """By day and by night apart, as their columns are."""
        words = f"closed: {closed}" if closed else "unstaffed"
        for opens, closes, night in ((start, min(end, self.dusk), ""), (max(start, self.dusk), end, " nightside")):
            if span := self.span(opens, closes) if opens < closes else 0:
                yield Head(f"off{night}", span, "" if night else words)


def axis_of(day: date, zone: ZoneInfo, week: Iterable[tuple[int, int]]) -> Axis:
    """A local day from 07:00 to the next, or from midnight to midnight where somebody is there earlier or later.

    `week` holds the opening and closing minutes of every day's hours, so that all days look the same.
    """
    next_day = day + timedelta(days=1)
    if any(opens < DAWN or closes > DUSK for opens, closes in week):
        midnight = minute_of_day(next_day, 0, zone)
        return Axis(minute_of_day(day, 0, zone), midnight, midnight, zone)
    return Axis(
        minute_of_day(day, DAWN, zone), minute_of_day(day, DUSK, zone), minute_of_day(next_day, DAWN, zone), zone
    )


def day_shown(moment: datetime, zone: ZoneInfo, week: Iterable[tuple[int, int]]) -> date:
    """The day on whose board a moment is: before dawn, that of the evening before."""
    day = moment.astimezone(zone).date()
    return day if moment >= axis_of(day, zone, week).start else day - timedelta(days=1)
