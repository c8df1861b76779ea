"""What a firing must satisfy before the database is asked whether the kiln is free and the load fits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from coop.models import Maker, Node
from coop.phrases import day_words
from coop.times import Stretch, covers
from scheduling.availability import Grid, free_stretches
from scheduling.firing_refusals import (
    CannotJoin,
    HandsBusy,
    KilnTaken,
    Loading,
    NobodyUnloads,
    NoRoom,
    NotHotEnough,
    OtherFamily,
    TooHot,
    WrongProgram,
)
from scheduling.loading import LOADING, UNLOADING, FiringTimes, cool_at, firing_times, loadings, nearest
from scheduling.models import Booking, Firing, Program, Station, StationKind
from scheduling.refusals import NotActive, NotBookable, NotStaffed, OffGrid

from .booking_checks import check_maker, check_moment
from .limits import check_firings_of_day

LOOK_AROUND = timedelta(days=7)
"""How far before and after the asked time other loading times are looked for."""

UNLOADED_WITHIN = timedelta(days=30)
"""A kiln that has cooled waits so long for somebody at most, as over a summer's closure."""


@dataclass(frozen=True)
class Day:
    """What surrounds a loading: the hours of a node, and when its one technician is at which kiln."""

    node: object
    start: datetime
    staffed: list[Stretch]
    busy: list[tuple[int, Stretch]]
    opens: datetime
    closes: datetime

    @classmethod
    def around(cls, kiln: Station, start: datetime, program: Program) -> "Day":
        prefetch_related_objects([kiln.node], *Node.HOURS)
        opens = min(start, max(start - LOOK_AROUND, timezone.now()))
        closes = cool_at(start + LOOK_AROUND, program) + UNLOADED_WITHIN
        staffed = kiln.node.staffed_between(opens, closes)
        return cls(kiln.node, start, staffed, busy_hands(kiln.node, opens, closes), opens, closes)

    def hands_at(self, kiln: Station) -> list[Stretch]:
        """The staffed hours in which the technician is not at another kiln."""
        return free_stretches(self.staffed, [stretch for where, stretch in self.busy if where != kiln.pk])

    def clock(self, moment: datetime) -> str:
        local = moment.astimezone(self.node.zone)
        return f"{day_words(local.date(), local.date())}, {local:%H:%M}"

    def hours(self, times: FiringTimes) -> str:
        return f"from {self.clock(times.loads_at)} until {self.clock(times.ends_at)}"


def busy_hands(node, opens: datetime, closes: datetime) -> list[tuple[int, Stretch]]:
    """When the node's kiln technician loads or unloads which kiln, as the planner sees it too."""
    firings = Firing.objects.live().filter(booking__station__node=node, booking__occupied__overlap=(opens, closes))
    busy = []
    for kiln, during, fires_at in firings.values_list("booking__station", "booking__during", "fires_at"):
        busy += [(kiln, (during.lower, fires_at)), (kiln, (during.upper - UNLOADING, during.upper))]
    return busy


def check_program(kiln: Station, program: Program) -> None:
    """A kiln in service, and a program of its kind that it can bear. Names both figures where it cannot."""
    if kiln.retired_at:
        raise NotBookable(f"{kiln} is retired and takes no firings.")
    if kiln.kind.use != StationKind.Use.LOAD or kiln.capacity_l is None:
        raise NotBookable(f"{kiln} holds no loads. Book it on the board.")
    if program.kind_id != kiln.kind_id:
        raise WrongProgram(f"{program} is no program of a {kiln.kind}.")
    if kiln.peak_limit_c is not None and program.peak_c > kiln.peak_limit_c:
        raise TooHot(program, kiln)


def check_load(litres: Decimal, pieces: int, *, room: Decimal, where: str) -> None:
    if litres <= 0 or pieces < 1:
        refusal = NoRoom("A share is at least one piece that takes some room.")
        refusal.status = 422
        raise refusal
    if litres > room:
        left = litre_words(room) if room > 0 else "no room"
        raise NoRoom(f"{where} {left}{' left' if ' has' in where else ''}, and your pieces take {litre_words(litres)}.")


def check_maker_is_active(maker: Maker) -> None:
    if maker.status != Maker.Status.ACTIVE:
        raise NotActive(f"The membership of {maker} is {maker.get_status_display()}. Ask the co-op to activate it.")


def look_at_firing(
    kiln: Station, *, maker: Maker, program: Program, start: datetime, litres: Decimal, pieces: int
) -> Loading:
    """What opening a firing now would hold and cost, with nothing locked or written. Raises a BookingRefused."""
    check_program(kiln, program)
    check_load(litres, pieces, room=kiln.capacity_l, where=f"{kiln} holds")
    day = Day.around(kiln, start, program)
    times = check_start(kiln, maker, program, day, litres)
    check_firings_of_day(kiln, maker, start, lock=False)
    held = kiln.occupied_by(times.loads_at, times.ends_at)
    if Booking.objects.live().filter(station=kiln).within(*held).exists():
        raise KilnTaken(kiln, day.hours(times), nearest_loadings(kiln, program, day, litres))
    return Loading(kiln, times, price_of_firing(kiln, program))


def check_start(kiln: Station, maker: Maker, program: Program, day: Day, litres: Decimal) -> FiringTimes:
    """The times of a firing loaded then: by a qualified maker, on the grid, with somebody there at both ends."""
    start = day.start
    check_moment(kiln, start)
    check_maker(kiln, maker, start)
    grid = Grid(kiln.kind.slot_minutes, kiln.node.zone)
    if not grid.has(start):
        raise OffGrid(f"Loading {kiln} begins every {kiln.kind.slot_minutes} minutes.")
    if not covers(day.staffed, start, start + LOADING):
        words = f"Nobody is at {kiln.node} to load {kiln} for half an hour from {day.clock(start)}."
        raise NotStaffed(words, nearest_loadings(kiln, program, day, litres))
    hands = day.hands_at(kiln)
    if not covers(hands, start, start + LOADING):
        words = f"The kiln technician of {kiln.node} is at another kiln from {day.clock(start)}."
        raise HandsBusy(words, nearest_loadings(kiln, program, day, litres))
    times = firing_times(start, program, hands)
    if times is None:
        cooled = day.clock(cool_at(start, program))
        words = f"{kiln} has cooled by {cooled}, and nobody comes to unload it in the 30 days after that."
        raise NobodyUnloads(words, nearest_loadings(kiln, program, day, litres))
    return times


def check_joinable(firing: Firing, needed: Program, maker: Maker) -> None:
    """A live, shared firing before its loading, of the family that the pieces need and hot enough for them."""
    if firing.booking.released_at:
        raise CannotJoin("This firing is cancelled.")
    if not firing.shared and firing.opened_by_id != maker.pk:
        raise CannotJoin("Its maker fires alone.")
    if firing.booking.during.lower <= timezone.now():
        raise CannotJoin("This firing is loaded already. Join another one, or open your own.")
    if needed.family != firing.program.family or needed.kind_id != firing.program.kind_id:
        raise OtherFamily(
            f"{firing.program} is a {firing.program.family} firing and {needed} is {needed.family}: "
            "families do not share a load."
        )
    if needed.peak_c > firing.program.peak_c:
        raise NotHotEnough(
            f"{needed} needs {needed.peak_c} °C, and {firing.program} goes up to {firing.program.peak_c} °C."
        )


def nearest_loadings(kiln: Station, program: Program, day: Day, litres: Decimal, count: int = 3) -> list[Loading]:
    """The possible loading times nearest to the asked one, in this kiln or one of its node that will do."""
    now = timezone.now()
    horizon = min(day.start + LOOK_AROUND, now + timedelta(days=kiln.kind.horizon_days))
    hot_enough = Q(peak_limit_c=None) | Q(peak_limit_c__gte=program.peak_c)
    kilns = Station.objects.in_service().filter(hot_enough, node=kiln.node, kind=kiln.kind, capacity_l__gte=litres)
    held = Booking.objects.live().filter(station__in=kilns).within(day.opens, day.closes)
    occupied: dict[int, list[Stretch]] = {}
    for station, stretch in held.values_list("station", "occupied"):
        occupied.setdefault(station, []).append((stretch.lower, stretch.upper))
    grid, found = Grid(kiln.kind.slot_minutes, kiln.node.zone), []
    for each in kilns:
        possible = loadings(program, day.hands_at(each), occupied.get(each.pk, []), each, grid)
        soon = [times for times in possible if now <= times.loads_at <= horizon]
        price = price_of_firing(each, program)
        found += [Loading(each, times, price) for times in nearest(soon, day.start, count)]
    found.sort(key=lambda each: (abs(each.start - day.start), each.station.pk != kiln.pk, each.station.pk))
    return found[:count]


def price_of_firing(kiln: Station, program: Program) -> int:
    """The kiln's hours from loading to unloading, less the wait until somebody comes to open it."""
    hands = (LOADING + UNLOADING) // timedelta(minutes=1)
    return kiln.price_of(hands + program.fire_minutes + program.cool_minutes)


def litre_words(litres: Decimal) -> str:
    return f"{litres.normalize():f} l" if isinstance(litres, Decimal) else f"{litres} l"
