"""A week in shifts: for each station what is still free in each, and what is held, drawn small. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from coop.phrases import length_words
from coop.times import Stretch, minute_of_day

from .cells import Usage

SHIFTS = [(7 * 60, 13 * 60, "morning"), (13 * 60, 22 * 60, "later"), (22 * 60, 31 * 60, "night")]
"""From and until, in minutes after local midnight, and the word over its column."""


@dataclass(frozen=True)
class Shift:
    day: date
    start: datetime
    end: datetime
    key: str
    day_iso: str
    said: str
    """As screen readers hear it: “Thu 26, later”."""

    def clip(self, start: datetime, end: datetime) -> Stretch:
        return max(start, self.start), min(end, self.end)


@dataclass(frozen=True)
class Busy:
    """What is held, as far as the week shows it: a firing has the name of its program."""

    start: datetime
    end: datetime
    look: str
    what: str = ""


@dataclass(frozen=True)
class Bar:
    """Percent of the shift."""

    look: str
    x: float
    width: float


@dataclass(frozen=True)
class ShiftCell:
    """`look` is free, full, off or past; `starts` is the first start in it that is free."""

    shift: Shift
    look: str
    bars: list[Bar]
    words: str = ""
    starts: str = ""
    length: int = 0
    on: str = ""


def shifts_of(monday: date, zone: ZoneInfo) -> list[Shift]:
    """Three a day for seven days; on the day the clocks change the night is an hour shorter or longer."""
    return [
        Shift(
            day,
            minute_of_day(day, first, zone),
            _moment(day, last, zone),
            f"{day:%d}{words[0]}",
            day.isoformat(),
            f"{day:%a} {day.day}, {words}",
        )
        for day in (monday + timedelta(days=offset) for offset in range(7))
        for first, last, words in SHIFTS
    ]


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minute, 24 * 60)
    return minute_of_day(day + timedelta(days=days), minute, zone)


def cells_of_week(
    shifts: list[Shift], busy: list[Busy], free: list[Stretch], staffed: list[Stretch], usage: Usage, zone: ZoneInfo
) -> Iterator[ShiftCell]:
    """One cell for each shift."""
    for shift in shifts:
        bars = list(_bars(shift, busy))
        left = [shift.clip(*stretch) for stretch in free if stretch[0] < shift.end and shift.start < stretch[1]]
        starts = [(opens, closes) for opens, closes in left if closes - opens >= timedelta(minutes=usage.slot_minutes)]
        if starts:
            yield _free(shift, bars, starts, usage, zone)
            continue
        there = any(opens < shift.end and shift.start < closes for opens, closes in staffed)
        said = next((each.what for each in busy if each.what and shift.start <= each.start < shift.end), "")
        look = "full" if bars else "past" if there else "off"
        yield ShiftCell(shift, look, bars, said or ("" if _fired(shift, busy) else "full" if bars else ""))


def _fired(shift: Shift, busy: list[Busy]) -> bool:
    """A firing goes on: its name stands where it begins."""
    return any(each.what and each.start < shift.end and shift.start < each.end for each in busy)


def _free(shift: Shift, bars: list[Bar], left: list[Stretch], usage: Usage, zone: ZoneInfo) -> ShiftCell:
    minutes = round(sum((closes - opens).total_seconds() for opens, closes in left) / 60)
    opens, closes = left[0]
    words = hours_words(minutes)
    length = usage.usual_minutes(round((closes - opens).total_seconds() / 60))
    local = opens.astimezone(zone)
    on = "" if local.date() == shift.day else local.date().isoformat()
    return ShiftCell(shift, "free", bars, words, f"{local:%H:%M}", length, on)


def hours_words(minutes: int) -> str:
    """ "4½ h", "45 min": short, for narrow columns."""
    hours, rest = divmod(minutes, 60)
    if rest not in (0, 30):
        return length_words(minutes)
    return f"{hours or ''}{'½' if rest else ''} h"


def _bars(shift: Shift, busy: Iterable[Busy]) -> Iterator[Bar]:
    whole = (shift.end - shift.start).total_seconds()
    for each in busy:
        start, end = shift.clip(each.start, each.end)
        if start < end:
            x, width = (start - shift.start).total_seconds(), (end - start).total_seconds()
            yield Bar(each.look, round(x / whole * 100, 1), round(width / whole * 100, 1))


def booked_percent(staffed: list[Stretch], occupied: Iterable[Stretch], stations: int) -> int:
    """How much of the staffed time of so many stations is held."""
    there = sum((closes - opens).total_seconds() for opens, closes in staffed) * stations
    held = sum(
        max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        for start, end in occupied
        for opens, closes in staffed
    )
    return round(held / there * 100) if there else 0
