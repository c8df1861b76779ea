"""A node's week from its rows: how full each day is, and the table in shifts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coop.times import Stretch, minute_of_day
from scheduling.board.week import Bar, Busy, Shift, ShiftCell, booked_percent, cells_of_week, shifts_of
from scheduling.models import Booking, Station

from .board_rows import KindRows, Row, free_of, usage_of
from .day_list import Day

BUSY_LOOK = {"step": "run", "firing": "fire", "maintenance": "maint"}


@dataclass(frozen=True)
class WeekDay:
    """A day of the strip. `percent` is how much of its staffed time is booked; `closed` where nobody is there."""

    date: date
    percent: int
    closed: bool


@dataclass(frozen=True)
class Week:
    """The seven days around a day, from their Monday on."""

    node: object
    monday: date

    @property
    def start(self) -> datetime:
        return minute_of_day(self.monday, 0, self.node.zone)

    @property
    def end(self) -> datetime:
        return minute_of_day(self.monday + timedelta(days=8), 0, self.node.zone)

    @property
    def dates(self) -> list[date]:
        return [self.monday + timedelta(days=offset) for offset in range(7)]


def week_of(node, day: date) -> Week:
    return Week(node, day - timedelta(days=day.weekday()))


def strip_of_week(week: Week, stations: list[Station]) -> list[WeekDay]:
    """How full each day is, from one light query."""
    held = Booking.objects.live().filter(station__in=stations).within(week.start, week.end)
    occupied = [(each.lower, each.upper) for each in held.values_list("occupied", flat=True)]
    return [_strip_day(week.node, day, occupied, len(stations)) for day in week.dates]


def _strip_day(node, day: date, occupied: list[Stretch], stations: int) -> WeekDay:
    start, end = minute_of_day(day, 0, node.zone), minute_of_day(day + timedelta(days=1), 0, node.zone)
    staffed = node.staffed_between(start, end)
    return WeekDay(day, booked_percent(staffed, occupied, stations), not staffed)


def rows_of_week(day: Day, week: Week, stations: list[Station]) -> tuple[list[Shift], list[KindRows]]:
    """The week's shifts, and the stations by kind with a cell for each."""
    zone = week.node.zone
    shifts = shifts_of(week.monday, zone)
    frame = Frame(shifts[0].start, shifts[-1].end, zone)
    staffed = week.node.staffed_between(frame.start, frame.end)
    busy = busy_by_station(day, stations, frame)
    kinds: dict[int, KindRows] = {}
    for station in stations:
        usage, held = usage_of(station), busy[station.pk]
        free = free_of(station, usage, [(each.start, each.end) for each in held], staffed, frame, day.now)
        can_book = day.user.maker_id is not None and not usage.by_load
        cells = [
            drawn_cell(cell, station, can_book) for cell in cells_of_week(shifts, held, free, staffed, usage, zone)
        ]
        kinds.setdefault(station.kind_id, KindRows(station.kind, [])).rows.append(Row(station, cells, usage))
    return shifts, list(kinds.values())


def drawn_cell(cell: ShiftCell, station: Station, can_book: bool) -> dict:
    """What the template writes: ready strings, for a week has a thousand cells and each lookup in it counts."""
    if cell.look == "off":
        return {"look": "off"}
    shift, href = cell.shift, f"../{cell.shift.day_iso}/"
    if can_book and cell.look == "free":
        on = f"&on={cell.on}" if cell.on else ""
        href += f"?station={station.slug}&start={cell.starts}&length={cell.length}{on}#book"
    return {
        "look": cell.look,
        "bars": bar_paths(cell.bars),
        "key": f"{station.slug}-{shift.key}",
        "href": href,
        "said": f"{station}, {shift.said}: ",
        "words": cell.words,
    }


def bar_paths(bars: list[Bar]) -> dict[str, str]:
    """One path for all bars of a look."""
    paths: dict[str, str] = {}
    for bar in bars:
        paths[bar.look] = f"{paths.get(bar.look, '')}M{bar.x:g} 0h{bar.width:g}v6h-{bar.width:g}z"
    return paths


@dataclass(frozen=True)
class Frame:
    start: datetime
    end: datetime
    zone: object


def busy_by_station(day: Day, stations: list[Station], frame: Frame) -> dict[int, list[Busy]]:
    """What is held; only the figures that the week draws are fetched."""
    held = Booking.objects.live().filter(station__in=stations).within(frame.start, frame.end).order_by("during")
    found = defaultdict(list)
    for station, occupied, purpose, maker, program in held.values_list(
        "station", "occupied", "purpose", "maker", "firing__program__name"
    ):
        own = maker is not None and maker == day.user.maker_id
        look = BUSY_LOOK.get(purpose, "mine" if own else "held")
        found[station].append(Busy(occupied.lower, occupied.upper, look, program or ""))
    return found
