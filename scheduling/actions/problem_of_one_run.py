"""One run's planning problem, read from fresh rows: everything else stands where it is booked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from coop.times import minute_of_day
from scheduling import planner
from scheduling.models import Booking, Firing, Program, Qualification, Station, StationKind, Step

HORIZON = timedelta(weeks=8)
SLOT_MINUTES = 15
"""Sessions of runs begin on quarter hours, which people can keep."""

NOTICE = timedelta(hours=1)
"""Nobody is called to a station with less notice."""

UNLOADING = timedelta(minutes=planner.Program.unload_minutes)


@dataclass(frozen=True)
class Rows:
    """The rows that a problem was made of, by the keys it uses, and the moment that its minute 0 is."""

    origin: datetime
    problem: planner.Problem
    steps: dict[str, Step]
    stations: dict[str, Station]
    programs: dict[str, Program]
    firings: dict[str, Firing] = field(default_factory=dict)

    def moment(self, minute: int) -> datetime:
        return self.origin + timedelta(minutes=minute)


def rows_to_plan(run, steps: list[Step]) -> Rows:
    """The problem of placing `run`'s waiting steps at the node that makes its capsule, with all others locked."""
    clock = Clock.starting(timezone.now() + NOTICE)
    node, maker = run.capsule.made_at, run.capsule.maker
    stations = list(Station.objects.in_service().filter(node=node).select_related("kind", "node"))
    bookings = list(
        Booking.objects.live()
        .filter(station__in=stations)
        .within(clock.origin, clock.end)
        .select_related("firing__program")
    )
    firings = [booking.firing for booking in bookings if booking.purpose == Booking.Purpose.FIRING]
    joinable = [firing for firing in firings if _joinable(firing, clock)]
    programs = {str(each.program_id): each.program for each in joinable}
    programs |= {str(step.operation.program_id): step.operation.program for step in steps if step.operation.program_id}
    staffed = node.staffed_between(clock.origin, clock.end)
    last_days = {kind: clock.day_after(day, node.zone) for kind, day in _last_days(maker, node, clock).items()}

    problem = planner.Problem(
        horizon=clock.horizon,
        slot_minutes=SLOT_MINUTES,
        stations=tuple(_station(each, clock, staffed, bookings, last_days) for each in stations),
        programs=tuple(_program(each) for each in programs.values()),
        runs=(_run(run, steps, stations, clock),),
        loads=tuple(_open_load(each, clock) for each in joinable),
        technician_busy=tuple(
            planner.TechnicianBusy(str(node.pk), interval)
            for firing in firings
            if firing not in joinable
            for interval in _hands_on(firing, clock)
        ),
    )
    return Rows(
        origin=clock.origin,
        problem=problem,
        steps={str(step.pk): step for step in steps},
        stations={str(station.pk): station for station in stations},
        programs=programs,
        firings={str(firing.pk): firing for firing in joinable},
    )


@dataclass(frozen=True)
class Clock:
    """Moments as whole minutes from the origin."""

    origin: datetime

    @classmethod
    def starting(cls, moment: datetime) -> "Clock":
        """From the first slot at or after `moment`: every zone is off UTC by whole quarter hours."""
        slot = SLOT_MINUTES * 60
        return cls(datetime.fromtimestamp(-(-moment.timestamp() // slot) * slot, UTC))

    @property
    def end(self) -> datetime:
        return self.origin + HORIZON

    @property
    def horizon(self) -> int:
        return self.minute(self.end)

    def minute(self, moment: datetime) -> int:
        return (moment - self.origin) // timedelta(minutes=1)

    def interval(self, start: datetime, end: datetime) -> planner.Interval:
        """Rounded outwards to whole minutes."""
        return planner.Interval(self.minute(start), -((self.origin - end) // timedelta(minutes=1)))

    def day_after(self, day: date, zone) -> int:
        return self.minute(minute_of_day(day + timedelta(days=1), 0, zone))


def _last_days(maker, node, clock: Clock) -> dict[int, date]:
    """The kinds that the maker may use only until a day within the plan."""
    today, until = (moment.astimezone(node.zone).date() for moment in (clock.origin, clock.end))
    ending = Qualification.objects.filter(maker=maker, kind__needs_qualification=True)
    return dict(ending.filter(valid_until__range=(today, until)).values_list("kind", "valid_until"))


def _station(station: Station, clock: Clock, staffed, bookings, last_days) -> planner.Station:
    until = last_days.get(station.kind_id, clock.horizon)
    hours = (clock.interval(opens, closes) for opens, closes in staffed)
    return planner.Station(
        key=str(station.pk),
        kind=str(station.kind),
        node=str(station.node_id),
        name=station.name,
        open=tuple(planner.Interval(each.start, min(each.end, until)) for each in hours if each.start < until),
        busy=tuple(
            clock.interval(booking.occupied.lower, booking.occupied.upper)
            for booking in bookings
            if booking.station_id == station.pk
        ),
        capacity_l=station.capacity_l if station.kind.use == StationKind.Use.LOAD else None,
        peak_limit_c=station.peak_limit_c,
        setup_minutes=station.setup_minutes,
        clearing_minutes=station.clearing_minutes,
    )


def _program(program: Program) -> planner.Program:
    return planner.Program(
        key=str(program.pk),
        family=program.family,
        peak_c=program.peak_c,
        fire_minutes=program.fire_minutes,
        cool_minutes=program.cool_minutes,
    )


def _run(run, steps: list[Step], stations: list[Station], clock: Clock) -> planner.Run:
    return planner.Run(
        key=str(run.pk),
        name=str(run),
        due=clock.minute(run.due_at),
        steps=tuple(_step(step, run, stations) for step in steps),
    )


def _step(step: Step, run, stations: list[Station]) -> planner.Step:
    operation = step.operation
    takes = (
        {"program": str(operation.program_id), "litres_per_piece": operation.litres_per_piece}
        if operation.program_id
        else {"minutes_per_piece": operation.minutes_per_piece}
    )
    return planner.Step(
        key=str(step.pk),
        run=str(run.pk),
        name=operation.name,
        kind=str(operation.kind),
        stations=tuple(str(each.pk) for each in stations if each.kind_id == operation.kind_id),
        pieces=step.pieces,
        setup_minutes=operation.setup_minutes,
        attended=not operation.unattended,
        min_wait_after=operation.wait_minutes,
        max_wait_after=operation.longest_wait_minutes,
        **takes,
    )


def _joinable(firing: Firing, clock: Clock) -> bool:
    """Whether a run's pieces may still go into it: a maker may have opened it for others, or to fire alone."""
    return firing.shared and firing.free_l > 0 and firing.booking.during.lower >= clock.origin


def _open_load(firing: Firing, clock: Clock) -> planner.OpenLoad:
    loading, unloading = _hands_on(firing, clock)
    return planner.OpenLoad(
        key=str(firing.pk),
        station=str(firing.booking.station_id),
        program=str(firing.program_id),
        loading=loading,
        firing=planner.Interval(loading.end, loading.end + firing.program.fire_minutes),
        cooled=clock.minute(firing.opens_at),
        unloading=unloading,
        free_l=firing.free_l,
    )


def _hands_on(firing: Firing, clock: Clock) -> tuple[planner.Interval, planner.Interval]:
    """Loading and unloading, when the node's kiln technician has no hand free."""
    during = firing.booking.during
    return clock.interval(during.lower, firing.fires_at), clock.interval(during.upper - UNLOADING, during.upper)
