"""One local day of a node's stations as a list: what is held, by whom, and what is free. Rows in, plain values out."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coop.times import Stretch, minute_of_day
from scheduling.availability import Grid, free_stretches
from scheduling.models import Booking, Station, StationKind

USUAL_MINUTES = 120


@dataclass(frozen=True)
class Day:
    """A local day of a node, its staffed stretches, and the moment it is looked at by `user`."""

    node: object
    date: date
    now: datetime
    user: object

    @property
    def start(self) -> datetime:
        return minute_of_day(self.date, 0, self.node.zone)

    @property
    def end(self) -> datetime:
        return minute_of_day(self.date + timedelta(days=1), 0, self.node.zone)

    @property
    def minutes(self) -> int:
        """23 or 25 hours where the clocks change."""
        return self.minute(self.end)

    @property
    def staffed(self) -> list[Stretch]:
        return self.node.staffed_between(self.start, self.end)

    @property
    def closure(self):
        """The closure of this day, if there is one."""
        shut = (each for each in self.node.closures.all() if each.days.lower <= self.date < each.days.upper)
        return next(shut, None)

    @property
    def is_today(self) -> bool:
        return self.start <= self.now < self.end

    @property
    def now_minute(self) -> int:
        return self.minute(self.now)

    def minute(self, moment: datetime) -> int:
        return round((moment - self.start).total_seconds() / 60)

    def clip(self, start: datetime, end: datetime) -> Stretch:
        return max(start, self.start), min(end, self.end)


@dataclass(frozen=True)
class Line:
    """A stretch of a station's day. `look` is free, mine, maker, held, run, hatch or fire."""

    look: str
    start: datetime
    end: datetime
    what: str
    detail: str = ""
    booking: Booking | None = None
    minutes: int = 0
    price_minor: int = 0
    past: bool = False
    before: bool = False
    after: bool = False
    can_cancel: bool = False
    start_local: str = ""
    usual_minutes: int = 0

    @property
    def rule(self) -> str:
        """The class that draws the rule beside the words."""
        return {"free": "", "mine": "maker", "fire": "maker"}.get(self.look, self.look)


@dataclass(frozen=True)
class Bar:
    """A rectangle of the drawn day, in minutes from local midnight."""

    look: str
    x: int
    width: int


@dataclass(frozen=True)
class StationDay:
    station: Station
    lines: list[Line]
    bars: list[Bar] = field(default_factory=list)

    @property
    def free(self) -> list[Line]:
        return [line for line in self.lines if line.look == "free"]


@dataclass(frozen=True)
class KindDay:
    kind: StationKind
    stations: list[StationDay]

    @property
    def is_load(self) -> bool:
        return self.kind.use == StationKind.Use.LOAD


def kinds_of_day(day: Day, stations: list[Station], bookings: list[Booking]) -> list[KindDay]:
    """The stations by kind, each with its day."""
    held: dict[int, list[Booking]] = {station.pk: [] for station in stations}
    for booking in bookings:
        held[booking.station_id].append(booking)
    kinds: dict[int, KindDay] = {}
    for station in stations:
        kind = kinds.setdefault(station.kind_id, KindDay(station.kind, []))
        kind.stations.append(station_day(day, station, held[station.pk]))
    return list(kinds.values())


def station_day(day: Day, station: Station, bookings: list[Booking]) -> StationDay:
    lines = [_held(day, booking) for booking in bookings]
    lines += _free(day, station, bookings)
    lines.sort(key=lambda line: line.start)
    return StationDay(station, lines, list(_bars(day, lines, bookings)))


def _free(day: Day, station: Station, bookings: list[Booking]):
    """Stretches long enough to book, or a kiln to be loaded, from the grid's first start on, and none that is over."""
    shortest = timedelta(minutes=station.kind.shortest_minutes)
    grid = Grid(station.kind.slot_minutes, day.node.zone)
    attended = station.rules.staffed_only or station.kind.use == StationKind.Use.LOAD
    free = free_stretches(
        day.staffed if attended else [(day.start, day.end)],
        [(booking.occupied.lower, booking.occupied.upper) for booking in bookings],
        setup=timedelta(minutes=station.setup_minutes),
        clearing=timedelta(minutes=station.clearing_minutes),
    )
    for opens, closes in free:
        start = next(grid.starts_in((max(opens, day.now), closes), shortest), None)
        if start:
            slots = (closes - start) // timedelta(minutes=station.kind.slot_minutes)
            end = start + slots * timedelta(minutes=station.kind.slot_minutes)
            minutes = (end - start) // timedelta(minutes=1)
            yield Line(
                "free",
                start,
                end,
                "free",
                minutes=minutes,
                price_minor=station.price_of(minutes),
                start_local=f"{start.astimezone(day.node.zone):%H:%M}",
                usual_minutes=usual_minutes(station.kind, minutes),
            )


def usual_minutes(kind: StationKind, most: int) -> int:
    """What the form offers first for a stretch of `most` minutes: two hours, or what the kind and the stretch allow."""
    usual = USUAL_MINUTES - USUAL_MINUTES % kind.slot_minutes
    return max(kind.shortest_minutes, min(usual, most, kind.longest_minutes))


def _held(day: Day, booking: Booking) -> Line:
    look, what, detail = _said(day, booking)
    start, end = day.clip(booking.during.lower, booking.during.upper)
    return Line(
        look,
        start,
        end,
        what,
        detail,
        booking,
        minutes=booking.minutes,
        price_minor=booking.price_minor,
        past=booking.during.upper <= day.now,
        before=booking.during.lower < day.start,
        after=booking.during.upper > day.end,
        can_cancel=look not in ("run", "fire") and booking.during.upper > day.now and owns(day.user, booking),
    )


def owns(user, booking: Booking) -> bool:
    return user.is_admin or (booking.maker_id is not None and booking.maker_id == user.maker_id)


def _said(day: Day, booking: Booking) -> tuple[str, str, str]:
    """How a booking looks and what it says to this user: nobody reads what others do without a title."""
    purpose, user = Booking.Purpose, day.user
    if booking.purpose == purpose.STEP:
        return "run", f"{booking.step.run.capsule}, {booking.step.operation}", f"run {booking.step.run_id}"
    if booking.purpose == purpose.FIRING:
        return "fire", booking.firing.program.name, ""
    if booking.purpose == purpose.MAINTENANCE:
        return "hatch", "Maintenance", booking.title
    if booking.maker_id == user.maker_id:
        return "mine", booking.title or "Booked", "yours"
    if booking.title or user.is_admin:
        return "maker", booking.title or "Booked", booking.maker.name
    return "held", "taken", ""


BAR_OF = {"run": "kindly", "mine": "kindly", "maker": "kindly", "fire": "kindly", "held": "held", "hatch": "held"}


def _bars(day: Day, lines: list[Line], bookings: list[Booking]):
    for opens, closes in day.staffed:
        yield _bar(day, "open", opens, closes)
    for booking in bookings:
        yield _bar(day, "rest", *day.clip(booking.occupied.lower, booking.occupied.upper))
    for line in lines:
        if line.booking:
            yield _bar(day, BAR_OF[line.look], *day.clip(line.start, worked_until(line.booking)))


def worked_until(booking: Booking) -> datetime:
    """For a firing, when it only cools; else the end of the work."""
    if booking.purpose != Booking.Purpose.FIRING:
        return booking.during.upper
    return booking.firing.fires_at + timedelta(minutes=booking.firing.program.fire_minutes)


def _bar(day: Day, look: str, start: datetime, end: datetime) -> Bar:
    return Bar(look, day.minute(start), max(0, day.minute(end) - day.minute(start)))
