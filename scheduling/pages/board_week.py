"""A node's week from its rows: how full each day is, and the table in shifts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString

from coop.times import Stretch, minute_of_day
from scheduling.board.axis import DAWN
from scheduling.board.week import Busy, Shift, booked_percent, cells_of_week, shifts_of
from scheduling.models import Booking, Station, StationKind

from .board_rows import free_of, usage_of
from .day_list import Day
from .week_cells import drawn_row

BUSY_LOOK = {"step": "run", "firing": "fire", "maintenance": "maint"}
KEY = [("mine", "yours"), ("held", "taken"), ("run", "a run’s step, a firing"), ("maint", "maintenance")]


@dataclass(frozen=True)
class WeekDay:
    """A day of the strip. `percent` is how much of its staffed time is booked; `closed` where nobody is there."""

    date: date
    percent: int
    closed: bool


@dataclass(frozen=True)
class WeekRow:
    """A station with its cells, drawn."""

    station: Station
    cells: SafeString


@dataclass(frozen=True)
class WeekKind:
    kind: StationKind
    rows: list[WeekRow]


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
        """When its last night is over."""
        return minute_of_day(self.monday + timedelta(days=7), DAWN, self.node.zone)

    @property
    def dates(self) -> list[date]:
        return [self.monday + timedelta(days=offset) for offset in range(7)]


def week_of(node, day: date) -> Week:
    return Week(node, day - timedelta(days=day.weekday()))


def busy_of_week(user, week: Week, stations: list[Station]) -> dict[int, list[Busy]]:
    """What is held on each station until the week's last night is over: one query for the table and the strip."""
    held = Booking.objects.live().filter(station__in=stations).within(week.start, week.end).order_by("during")
    found = defaultdict(list)
    for station, occupied, purpose, maker, program in held.values_list(
        "station", "occupied", "purpose", "maker", "firing__program__name"
    ):
        own = maker is not None and maker == user.maker_id
        look = BUSY_LOOK.get(purpose, "mine" if own else "held")
        found[station].append(Busy(occupied.lower, occupied.upper, look, program or ""))
    return found


def occupied_in(week: Week, stations: list[Station]) -> list[Stretch]:
    """When the stations are held: enough for the strip."""
    held = Booking.objects.live().filter(station__in=stations).within(week.start, week.end)
    return [(each.lower, each.upper) for each in held.values_list("occupied", flat=True)]


def held_in(busy: dict[int, list[Busy]]) -> list[Stretch]:
    """The same, from what the table has fetched already."""
    return [(each.start, each.end) for held in busy.values() for each in held]


def strip_of_week(week: Week, occupied: list[Stretch], stations: int) -> list[WeekDay]:
    """How full each day is."""
    return [_strip_day(week.node, day, occupied, stations) for day in week.dates]


def _strip_day(node, day: date, occupied: list[Stretch], stations: int) -> WeekDay:
    start, end = minute_of_day(day, 0, node.zone), minute_of_day(day + timedelta(days=1), 0, node.zone)
    staffed = node.staffed_between(start, end)
    return WeekDay(day, booked_percent(staffed, occupied, stations), not staffed)


def rows_of_week(
    day: Day, week: Week, stations: list[Station], busy: dict[int, list[Busy]]
) -> tuple[list[Shift], list[WeekKind]]:
    """The week's shifts, and the stations by kind with a cell for each."""
    zone = week.node.zone
    shifts = shifts_of(week.monday, zone)
    frame = Frame(shifts[0].start, shifts[-1].end, zone)
    staffed = week.node.staffed_between(frame.start, frame.end)
    kinds: dict[int, WeekKind] = {}
    for station in stations:
        usage, held = usage_of(station), busy[station.pk]
        free = free_of(station, usage, [(each.start, each.end) for each in held], staffed, frame, day.now)
        can_book = day.user.maker_id is not None and not usage.by_load
        cells = cells_of_week(shifts, held, free, staffed, usage, zone)
        kind = kinds.setdefault(station.kind_id, WeekKind(station.kind, []))
        kind.rows.append(WeekRow(station, drawn_row(cells, station, can_book)))
    return shifts, list(kinds.values())


@dataclass(frozen=True)
class Frame:
    start: datetime
    end: datetime
    zone: object
