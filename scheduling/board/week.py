"""A week in shifts: for each station what is still free in each, and what is held, drawn small. Pure."""

from bisect import bisect_left, bisect_right
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
    fired: str = ""
    """The programs of the firings in it."""

    @property
    def holds_own(self) -> bool:
        return any(bar.look == "mine" for bar in self.bars)


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
    """One cell for each shift. `shifts` touch and lie in order, so that each stretch is looked up but once."""
    starts = [shift.start for shift in shifts]
    bars: list[list[Bar]] = [[] for _ in shifts]
    names: dict[int, str] = {}
    for each in busy:
        for at in _touched(starts, each.start, each.end):
            bars[at].append(_bar(shifts[at], each))
            if each.what:
                names[at] = f"{names[at]} and {each.what}" if at in names else each.what
    left = _left(shifts, starts, free, timedelta(minutes=usage.slot_minutes))
    there = {at for opens, closes in staffed for at in _touched(starts, opens, closes)}
    for at, shift in enumerate(shifts):
        if at in left:
            yield _free(shift, bars[at], left[at], usage, zone, names.get(at, ""))
        else:
            look = "full" if bars[at] else "past" if at in there else "off"
            yield ShiftCell(shift, look, bars[at], "full" if bars[at] else "", fired=names.get(at, ""))


def _touched(starts: list[datetime], start: datetime, end: datetime) -> range:
    """Which of the shifts that begin at `starts` a stretch touches; the last one is taken to have no end."""
    return range(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end))


def _left(
    shifts: list[Shift], starts: list[datetime], free: list[Stretch], shortest: timedelta
) -> dict[int, list[Stretch]]:
    """What is free of each shift, where it is long enough to book."""
    left: dict[int, list[Stretch]] = {}
    for stretch in free:
        for at in _touched(starts, *stretch):
            opens, closes = shifts[at].clip(*stretch)
            if closes - opens >= shortest:
                left.setdefault(at, []).append((opens, closes))
    return left


def _free(shift: Shift, bars: list[Bar], left: list[Stretch], usage: Usage, zone: ZoneInfo, fired: str) -> ShiftCell:
    minutes = round(sum((closes - opens).total_seconds() for opens, closes in left) / 60)
    opens, closes = left[0]
    words = hours_words(minutes)
    length = usage.usual_minutes(round((closes - opens).total_seconds() / 60))
    local = opens.astimezone(zone)
    on = "" if local.date() == shift.day else local.date().isoformat()
    return ShiftCell(shift, "free", bars, words, f"{local:%H:%M}", length, on, fired)


def hours_words(minutes: int) -> str:
    """ "4½ h", "45 min": short, for narrow columns."""
    hours, rest = divmod(minutes, 60)
    if rest not in (0, 30):
        return length_words(minutes)
    return f"{hours or ''}{'½' if rest else ''} h"


def _bar(shift: Shift, busy: Busy) -> Bar:
    start, end = shift.clip(busy.start, busy.end)
    percent = (shift.end - shift.start) / 100
    return Bar(busy.look, round((start - shift.start) / percent, 1), round((end - start) / percent, 1))


def booked_percent(staffed: list[Stretch], occupied: Iterable[Stretch], stations: int) -> int:
    """How much of the staffed time of so many stations is held."""
    there = sum((closes - opens for opens, closes in staffed), timedelta()) * stations
    held = sum(
        (
            min(end, closes) - max(start, opens)
            for start, end in occupied
            for opens, closes in staffed
            if start < closes and opens < end
        ),
        timedelta(),
    )
    return round(held / there * 100) if there else 0
