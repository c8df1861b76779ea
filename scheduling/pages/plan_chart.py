"""Rows of bookings as parts on lanes: one lane for each station, or one for each run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from scheduling.board.fired import paths
from scheduling.curve import climb_of
from scheduling.gantt.scale import Scale
from scheduling.gantt.shapes import Fill, Part, Row
from scheduling.models import Booking, LoadShare, Station, StationKind, Step

from .plan_runs import RunLine

OTHERS = {"maker": "own", "offer": "own", "maintenance": "maint"}


def bookings_of(stations: list[Station], scale: Scale) -> list[Booking]:
    held = Booking.objects.live().filter(station__in=stations).within(scale.start, scale.end)
    return list(held.select_related("maker", "step__operation__kind", "firing__program", "station"))


def shares_of(bookings: Iterable[Booking]) -> dict[int, list[LoadShare]]:
    """The live shares of the firings among the bookings, each with its step."""
    fired = [each.firing.pk for each in bookings if each.purpose == Booking.Purpose.FIRING]
    found = defaultdict(list)
    for share in LoadShare.objects.live().filter(firing__in=fired).select_related("step") if fired else ():
        found[share.firing_id].append(share)
    return found


def station_rows(stations: list[Station], shares: dict, bookings: list[Booking]) -> Iterator[Row]:
    """By kind; a kiln with how full its firings are."""
    fills = defaultdict(list)
    for booking in bookings:
        if booking.purpose == Booking.Purpose.FIRING:
            fills[booking.station_id].append(float(booking.firing.taken_l / booking.firing.capacity_l))
    kind = None
    for station in stations:
        tall, leads, kind = station.kind.use == StationKind.Use.LOAD, station.kind_id != kind, station.kind_id
        note = fill_words(fills[station.pk]) if tall else ""
        yield Row(station_lane(station.pk), station.name, station.kind.group, note, tall, leads)


def fill_words(fills: list[float]) -> str:
    if not fills:
        return "no firing"
    return f"{len(fills)} {'firing' if len(fills) == 1 else 'firings'}, {sum(fills) / len(fills):.0%} full"


def run_rows(lines: Iterable[RunLine]) -> Iterator[Row]:
    for line in lines:
        yield Row(run_lane(line.pk), str(line.run.capsule), "", leads=True, run=line.pk, hue=line.look)


def station_lane(pk: int) -> str:
    return f"station-{pk}"


def run_lane(pk: int) -> str:
    return f"run-{pk}"


class StationParts:
    """The bookings of the stations' lanes."""

    def __init__(self, scale: Scale, shares: dict[int, list[LoadShare]], node, hues: dict[int, str]):
        self.scale, self.shares, self.node, self.zone, self.hues = scale, shares, node, node.zone, hues

    def of(self, booking: Booking) -> Part:
        if booking.purpose == Booking.Purpose.FIRING:
            return self.firing(booking)
        if booking.purpose == Booking.Purpose.STEP:
            run, operation = booking.step.run_id, booking.step.operation
            said = f"Run {run}, {operation}, {booking.station}, {self.times(booking)}"
            return self.part(booking, "step", (str(run),), said, run=run, step=booking.step_id, hue=self.hue(run))
        who = booking.maker or "Maintenance"
        said = f"{who}{f', {booking.title}' if booking.title else ''}, {booking.station}, {self.times(booking)}"
        return self.part(booking, OTHERS[booking.purpose], (), said, page=self.on_the_board(booking))

    def firing(self, booking: Booking) -> Part:
        firing, program = booking.firing, booking.firing.program
        litres: dict[int | None, float] = defaultdict(float)
        for share in self.shares[firing.pk]:
            litres[share.step.run_id if share.step_id else None] += float(share.litres)
        runs = sorted(run for run in litres if run)
        room, taken = float(firing.capacity_l), f"{firing.taken_l.normalize():f} l"
        numbers = ", ".join(map(str, runs))
        said = f"{program}, {taken} of {room:g}, {booking.station}, {self.times(booking)}"
        return self.part(
            booking,
            "fire",
            (f"{numbers}: {taken}", taken, numbers) if runs else (taken,),
            f"{said}, with {'run' if len(runs) == 1 else 'runs'} {numbers}" if runs else said,
            run=runs[0] if runs else None,
            hue=self.hue(runs[0]) if runs else "",
            step=only_step(self.shares[firing.pk]),
            heats_until=heated_at(firing),
            fills=tuple(Fill(run, litres[run] / room, self.hue(run)) for run in sorted(litres, key=others_last)),
            curve=self.curve(booking),
            page="" if runs else reverse("firing", args=[firing.pk]),
        )

    def on_the_board(self, booking: Booking) -> str:
        day = booking.during.lower.astimezone(self.zone).date()
        return f"{reverse('board-day', args=[self.node.slug, day])}?booking={booking.pk}#book"

    def hue(self, run: int | None) -> str:
        return self.hues.get(run, "") if run else ""

    def curve(self, booking: Booking) -> str:
        firing, program = booking.firing, booking.firing.program
        start, end = self.scale.clip(booking.during.lower, booking.during.upper)
        return paths(self.scale, start, end, firing.fires_at, climb_of(program), program.cool_minutes)["line"]

    def part(self, booking: Booking, look: str, words: tuple, said: str, **more) -> Part:
        return Part(
            booking.pk,
            station_lane(booking.station_id),
            look,
            booking.during.lower,
            booking.during.upper,
            (booking.occupied.lower, booking.occupied.upper),
            words,
            said,
            **more,
        )

    def times(self, booking: Booking) -> str:
        return times_between(booking.during.lower, booking.during.upper, self.zone)


def only_step(shares: list[LoadShare]) -> int | None:
    """The one step that is fired, where it is one: then the firing can be dragged."""
    steps = {share.step_id for share in shares}
    return next(iter(steps)) if len(steps) == 1 else None


def others_last(run: int | None) -> tuple[bool, int]:
    return run is None, run or 0


def run_parts(line: RunLine) -> Iterator[Part]:
    """A run's steps on its own lane: its sessions, and its firings from the loading until they are unloaded."""
    for shown in line.steps:
        for booking in shown.step.bookings.all():
            yield run_part(line, shown.step, booking, booking.station)
        for share in shown.step.shares.all():
            held = share.firing.booking
            yield run_part(line, shown.step, held, held.station, heats_until=heated_at(share.firing))


def run_part(line: RunLine, step: Step, held: Booking, station: Station, **more) -> Part:
    during = (held.during.lower, held.during.upper)
    said = f"{step.operation}, {station}, {times_between(*during, line.node.zone)}"
    words = (f"{step.operation}, {station}", str(step.operation), str(step.rank))
    return Part(held.pk, run_lane(line.pk), "step", *during, during, words, said, line.pk, line.look, step.pk, **more)


def heated_at(firing) -> datetime:
    """When its heating and holds end, and it begins to cool."""
    return firing.fires_at + timedelta(minutes=firing.program.fire_minutes)


def times_between(start: datetime, end: datetime, zone) -> str:
    """ "Mon 23 10:00 to 14:00"."""
    since, until = start.astimezone(zone), end.astimezone(zone)
    same = since.date() == until.date()
    return f"{since:%a %-d %b %H:%M} to {until:{'%H:%M' if same else '%a %-d %b %H:%M'}}"
