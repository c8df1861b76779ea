"""The plan of a node over two weeks: its runs, its chart, and what the days and the freeze look like on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coop.times import minute_of_day
from scheduling.gantt.chart import chart_of
from scheduling.gantt.scale import DayHead, Scale, dark, day_heads, scale_of
from scheduling.gantt.shapes import LEFT, RIGHT, TOP, Chart
from scheduling.models import Booking, Station, StationKind

from .plan_chart import StationParts, bookings_of, run_parts, run_rows, shares_of, station_rows
from .plan_runs import RunLine, run_lines

DAYS = 14
FROZEN = timedelta(hours=24)
VIEWS = ("stations", "runs")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the first day, stations or runs as lanes, and the run that stands out."""

    first: date
    view: str = "stations"
    run: int | None = None

    @property
    def address(self) -> str:
        """Of the same days and lanes; a run may be added."""
        return f"?view={self.view}&from={self.first}"


@dataclass(frozen=True)
class Shut:
    """Whole days on which the node is closed."""

    x: float
    width: float
    reason: str


@dataclass(frozen=True)
class Frame:
    """What stands behind the bars."""

    scale: Scale
    heads: list[DayHead]
    dark: list[tuple[float, float]]
    shut: list[Shut]
    now_x: float | None
    frozen: tuple[float, float] | None
    """x and width of what no plan moves any more."""
    frozen_until: str

    @property
    def frozen_x(self) -> float:
        return round(sum(self.frozen), 1)

    @property
    def frozen_words_x(self) -> float:
        return self.frozen_x + 4


@dataclass(frozen=True)
class Due:
    """Where a promise stands: a line through all lanes of stations, or on its run's own lane."""

    line: RunLine
    x: float
    top: int
    bottom: int

    @property
    def leans_left(self) -> bool:
        """Its words stand left of the line where the picture ends soon."""
        return self.x > RIGHT - 200


def frame_of(node, first: date, now: datetime) -> Frame:
    zone = node.zone
    start, end = (minute_of_day(day, 0, zone) for day in (first, first + timedelta(days=DAYS)))
    staffed = node.staffed_between(start, end)
    scale = scale_of((start, end), staffed, zone, left=LEFT, right=RIGHT)
    today = now.astimezone(zone).date()
    return Frame(
        scale,
        list(day_heads(scale, today)),
        list(dark(scale, staffed)),
        list(closures_shown(node, scale)),
        scale.x(now) if scale.start <= now < scale.end else None,
        scale.span(now, now + FROZEN) if scale.shows(now, now + FROZEN) else None,
        f"{(now + FROZEN).astimezone(zone):%a %H:%M}",
    )


def closures_shown(node, scale: Scale):
    for closure in node.closures.all():
        start, end = (minute_of_day(day, 0, scale.zone) for day in (closure.days.lower, closure.days.upper))
        if scale.shows(start, end):
            yield Shut(*scale.span(start, end), closure.reason)


def stations_shown(node) -> list[Station]:
    """Kilns first, then as clay and wool pass them."""
    groups = StationKind.Group.values
    found = node.stations.in_service().select_related("kind").order_by("kind__name", "name")
    return sorted(found, key=lambda station: groups.index(station.kind.group))


def chart_shown(node, frame: Frame, lines: list[RunLine], view: str) -> tuple[Chart, int]:
    """The chart, and how many firings lie in its days."""
    stations = stations_shown(node)
    bookings = bookings_of(stations, frame.scale)
    firings = sum(each.purpose == Booking.Purpose.FIRING for each in bookings)
    if view == "runs":
        parts = [part for line in lines for part in run_parts(line)]
        return chart_of(run_rows(lines), parts, frame.scale), firings
    shares = shares_of(bookings)
    reader = StationParts(frame.scale, shares, node, {line.pk: line.look for line in lines})
    rows = station_rows(stations, shares, bookings)
    return chart_of(rows, [reader.of(each) for each in bookings], frame.scale), firings


def plan_page(node, asked: Asked, now: datetime) -> dict:
    lines = run_lines(node, now)
    for line in lines:
        line.chosen = line.pk == asked.run
    frame = frame_of(node, asked.first, now)
    chart, firings = chart_shown(node, frame, lines, asked.view)
    return {
        "node": node,
        "now": now,
        "asked": asked,
        "last": asked.first + timedelta(days=DAYS - 1),
        "earlier": asked.first - timedelta(days=7),
        "later": asked.first + timedelta(days=7),
        "lines": lines,
        "chosen": next((line for line in lines if line.chosen), None),
        "late": sum(line.slack.is_late for line in lines),
        "frame": frame,
        "chart": chart,
        "firings": firings,
        "dues": dues_shown(lines, chart, frame.scale, asked),
    }


def dues_shown(lines: list[RunLine], chart: Chart, scale: Scale, asked: Asked) -> list[Due]:
    """On the lanes of stations that of the run that stands out, else of the latest; on the lanes of runs all."""
    seen = [line for line in lines if scale.start <= line.run.due_at < scale.end]
    if asked.view == "runs":
        lanes = {lane.row.run: lane for lane in chart.lanes}
        return [Due(line, scale.x(line.run.due_at), lanes[line.pk].top, lanes[line.pk].bottom) for line in seen]
    first = [line for line in seen if line.chosen] or [line for line in seen if line.ends_at and line.slack.is_late]
    return [Due(line, scale.x(line.run.due_at), TOP, chart.bottom + 18) for line in first[:1]]
