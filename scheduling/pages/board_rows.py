"""A node's rows as the board draws them: bookings, firings, steps and stations in, cells out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from coop.times import Stretch
from scheduling.availability import Grid
from scheduling.board.axis import Axis
from scheduling.board.cells import Cell, Held, Mark, Offer, Usage, bookable, cells_of
from scheduling.board.fired import Drawing, heat_at, height, paths, points_of, shares_drawn
from scheduling.curve import climb_of
from scheduling.models import Booking, LoadShare, Station, StationKind, Step

from .day_list import Day, owns

MARK_WIDTH = 8


@dataclass(frozen=True)
class Row:
    station: Station
    cells: list
    usage: Usage

    @property
    def tall(self) -> bool:
        return self.usage.by_load


@dataclass(frozen=True)
class KindRows:
    kind: StationKind
    rows: list[Row]


def usage_of(station: Station) -> Usage:
    kind = station.kind
    return Usage(
        kind.slot_minutes,
        kind.shortest_minutes,
        kind.longest_minutes,
        station.setup_minutes,
        station.clearing_minutes,
        by_load=kind.use == StationKind.Use.LOAD,
    )


def bookings_between(stations: list[Station], start: datetime, end: datetime) -> list[Booking]:
    held = Booking.objects.live().filter(station__in=stations).within(start, end)
    return list(held.select_related("maker", "step__operation", "step__run__capsule", "firing__program"))


def shares_of(bookings: list[Booking]) -> dict[int, list[LoadShare]]:
    """The live shares of the firings among the bookings."""
    fired = [each.firing.pk for each in bookings if each.purpose == Booking.Purpose.FIRING]
    found = defaultdict(list)
    for share in LoadShare.objects.live().filter(firing__in=fired) if fired else ():
        found[share.firing_id].append(share)
    return found


def marks_of(bookings: list[Booking]) -> dict[int, list[tuple[int, str]]]:
    """(step, status) along each run among the bookings."""
    runs = {each.step.run_id for each in bookings if each.step_id}
    found = defaultdict(list)
    steps = Step.objects.live().filter(run__in=runs).order_by("run", "rank") if runs else Step.objects.none()
    for run, pk, status in steps.values_list("run", "pk", "status"):
        found[run].append((pk, status))
    return found


class Reader:
    """Turns bookings into what one viewer may see of them."""

    def __init__(self, day: Day, axis: Axis, bookings: list[Booking]):
        self.day, self.axis, self.user, self.now = day, axis, day.user, day.now
        self.shares, self.marks = shares_of(bookings), marks_of(bookings)

    def held(self, booking: Booking) -> Held:
        look, what, who = self.said(booking)
        drawn = self.drawing(booking) if look == "fire" else None
        return Held(
            booking.pk,
            look,
            booking.during.lower,
            booking.during.upper,
            (booking.occupied.lower, booking.occupied.upper),
            what,
            who,
            self.chain(booking) if booking.step_id else [],
            drawn,
            can_change=self.can_change(booking),
            hours=self.hours(booking),
            **self.local_start(booking),
        )

    def hours(self, booking: Booking) -> str:
        """ "10:00 to 12:00", with the day where it is not the page's."""
        zone, today = self.day.node.zone, self.day.date
        ends = [moment.astimezone(zone) for moment in (booking.during.lower, booking.during.upper)]
        return " to ".join(f"{end:%H:%M}" if end.date() == today else f"{end:%a %H:%M}" for end in ends)

    def local_start(self, booking: Booking) -> dict:
        local = booking.during.lower.astimezone(self.day.node.zone)
        return {"on": local.date().isoformat(), "starts": f"{local:%H:%M}"}

    def can_change(self, booking: Booking) -> bool:
        by_hand = booking.purpose in (Booking.Purpose.MAKER, Booking.Purpose.MAINTENANCE)
        return by_hand and booking.during.upper > self.now and owns(self.user, booking)

    def said(self, booking: Booking) -> tuple[str, str, str]:
        """Nobody reads what others do without a title."""
        purpose = Booking.Purpose
        if booking.purpose == purpose.STEP:
            return "run", f"{booking.step.run.capsule}, {booking.step.operation}", f"run {booking.step.run_id}"
        if booking.purpose == purpose.FIRING:
            return "fire", booking.firing.program.name, f"{booking.firing.program.peak_c} °C"
        if booking.purpose == purpose.MAINTENANCE:
            return "maint", "Maintenance", booking.title
        if booking.maker_id == self.user.maker_id:
            if booking.purpose == purpose.OFFER:
                return "mine", "Kept for you", "from the waiting list"
            return "mine", booking.title or "Booked", "you"
        if booking.purpose != purpose.OFFER and (booking.title or self.user.is_admin):
            return "maker", booking.title or "Booked", booking.maker.name
        return "taken", "taken", ""

    def chain(self, booking: Booking) -> list[Mark]:
        steps = self.marks[booking.step.run_id]
        looks = [
            "now" if pk == booking.step_id else "done" if status == Step.Status.DONE else "next" for pk, status in steps
        ]
        return [Mark(look, MARK_WIDTH // 2 + MARK_WIDTH * at) for at, look in enumerate(looks)]

    def drawing(self, booking: Booking) -> Drawing:
        firing, program = booking.firing, booking.firing.program
        shares, climb = self.shares[firing.pk], climb_of(program)
        start, end = self.axis.clip(booking.occupied.lower, booking.occupied.upper)
        mine = [share.maker_id == self.user.maker_id for share in shares]
        litres = [float(share.litres) for share in shares]
        return Drawing(
            **paths(self.axis, start, end, firing.fires_at, climb, program.cool_minutes),
            heat_minutes=program.fire_minutes,
            door=self.door(firing),
            capacity_l=float(firing.capacity_l),
            taken_l=float(firing.taken_l),
            own_l=sum(litre for litre, own in zip(litres, mine, strict=True) if own),
            shares=shares_drawn(list(zip(litres, mine, strict=True))),
            firing=firing.pk,
            visible=self.user.is_admin or firing.shared or any(mine) or self.opened(firing),
            may_join=self.may_join(firing),
            **self.heat_now(firing, climb, start, end),
        )

    def door(self, firing) -> str:
        local = firing.opens_at.astimezone(self.axis.zone)
        is_shown = self.axis.start <= firing.opens_at <= self.axis.end
        return f"{local:%H:%M}" if is_shown else f"{local:%a %H:%M}"

    def opened(self, firing) -> bool:
        return firing.opened_by_id is not None and firing.opened_by_id == self.user.maker_id

    def may_join(self, firing) -> bool:
        return (
            bool(self.user.maker_id) and firing.shared and firing.booking.during.lower > self.now and firing.free_l > 0
        )

    def heat_now(self, firing, climb, start: datetime, end: datetime) -> dict:
        minute = (self.now - firing.fires_at).total_seconds() / 60
        heat = heat_at(points_of(climb, firing.program.cool_minutes), minute) if start <= self.now < end else None
        if heat is None:
            return {}
        width = self.axis.x(end) - self.axis.x(start)
        across = round((self.axis.x(self.now) - self.axis.x(start)) / width * 100, 1)
        return {"now_x": across, "now_y": height(heat), "now_c": round(heat)}


def rows_of_day(
    day: Day, axis: Axis, stations: list[Station], bookings: list[Booking], offers: dict[int, list[Offer]]
) -> list[KindRows]:
    """The stations grouped by kind, each with its cells."""
    reader = Reader(day, axis, bookings)
    staffed = day.node.staffed_between(axis.start, axis.end)
    by_station = defaultdict(list)
    for booking in bookings:
        if booking.occupied.lower < axis.end and booking.occupied.upper > axis.start:
            by_station[booking.station_id].append(reader.held(booking))
    kinds: dict[int, KindRows] = {}
    for station in stations:
        usage, held = usage_of(station), by_station[station.pk]
        proposed = offers.get(station.pk, [])
        taken = [*(each.occupied for each in held), *(station.occupied_by(each.start, each.end) for each in proposed)]
        free = free_of(station, usage, taken, staffed, axis, day.now)
        cells: list[Cell] = cells_of(axis, held, free, staffed, usage, proposed)
        kinds.setdefault(station.kind_id, KindRows(station.kind, [])).rows.append(Row(station, cells, usage))
    return list(kinds.values())


def free_of(
    station, usage: Usage, occupied: list[Stretch], staffed: list[Stretch], axis, now: datetime
) -> list[Stretch]:
    """Where a maker could book; a kiln is free wherever somebody could load it."""
    open_ = staffed if station.rules.staffed_only or usage.by_load else [(axis.start, axis.end)]
    grid = Grid(station.kind.slot_minutes, axis.zone)
    return list(bookable(usage, open_, occupied, grid, now))
