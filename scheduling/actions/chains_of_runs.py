"""Which steps of the open runs stay where they are, and which the planner may place: from fresh rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from capsules.models import Run
from scheduling.models import Booking, LoadShare, Station, Step

PATIENCE = timedelta(minutes=15)
"""How long a step may run over its time before what follows is held to be late."""

OVERDUE = timedelta(minutes=30)
"""How much longer a step is given, at least, that is not done when its time is over."""


@dataclass(frozen=True)
class Held:
    """What a step holds: its sessions, and its shares of firings."""

    sessions: tuple[Booking, ...] = ()
    shares: tuple[LoadShare, ...] = ()

    @classmethod
    def by(cls, step: Step) -> "Held":
        """From what was prefetched; a step that has no row yet holds nothing."""
        if step.pk is None:
            return cls()
        sessions = sorted(step.bookings.all(), key=lambda each: each.during.lower)
        shares = sorted(step.shares.all(), key=lambda each: (each.firing.booking.during.lower, each.pk))
        return cls(tuple(sessions), tuple(shares))

    @property
    def bookings(self) -> list[Booking]:
        return [*self.sessions, *(share.firing.booking for share in self.shares)]

    @property
    def begins_at(self) -> datetime:
        return min(each.during.lower for each in self.bookings)

    @property
    def last_begins_at(self) -> datetime:
        return max(each.during.lower for each in self.bookings)

    @property
    def ends_at(self) -> datetime:
        return max(each.during.upper for each in self.bookings)


@dataclass(frozen=True)
class Look:
    """When we look, and what may move: what begins before `frozen_until` stays, all of it where `movable` is False.

    `out` is a station and until when nothing can be done on it: what is to begin there before has lost its place.
    """

    now: datetime
    frozen_until: datetime
    movable: bool = True
    out: tuple[Station, datetime] | None = None

    def keeps(self, step: Step, ready: datetime | None) -> bool:
        """Whether a step stays where it is, whose turn is at `ready`."""
        if step.status in (Step.Status.STARTED, Step.Status.DONE):
            return True
        held = Held.by(step)
        if step.status == Step.Status.WAITING or not held.bookings or self.has_lost(held, ready):
            return False
        return not self.movable or held.begins_at < self.frozen_until

    def has_lost(self, held: Held, ready: datetime | None) -> bool:
        """Its time went by, or comes before its turn, or its station is out then."""
        if self.out and any(_is_out(each, *self.out) for each in held.bookings):
            return True
        return held.ends_at <= self.now or (ready is not None and held.begins_at < ready)

    def end_of(self, step: Step, *, overdue=timedelta()) -> datetime:
        """When a step that stays is over; one that should be and is not takes `overdue` longer."""
        if step.done_at:
            return step.done_at
        held = Held.by(step)
        ends_at = held.ends_at if held.bookings else step.started_at
        return ends_at if ends_at + PATIENCE > self.now else self.now + overdue


@dataclass(frozen=True)
class Chain:
    """A run's steps: those that stay, those to place, when these may begin, and by when the first must."""

    run: Run
    staying: list[Step]
    to_place: list[Step]
    release_at: datetime
    start_by_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a step has no place at all."""
        return any(step.status == Step.Status.WAITING for step in self.to_place)


def _is_out(booking: Booking, station: Station, until: datetime) -> bool:
    return booking.station_id == station.pk and booking.during.lower < until


def chain_of(run: Run, steps: list[Step], look: Look) -> Chain:
    staying, ready = [], None
    for step in steps:
        if not look.keeps(step, ready):
            break
        staying.append(step)
        ready = look.end_of(step) + timedelta(minutes=step.operation.wait_minutes)
    to_place = steps[len(staying) :]
    return Chain(run, staying, to_place, _release(staying, to_place, look), _start_by(staying, to_place, look))


def _release(staying: list[Step], to_place: list[Step], look: Look) -> datetime:
    """After what stays; and what is booked later today is not drawn into the frozen hours."""
    release = look.now
    if staying:
        wait = timedelta(minutes=staying[-1].operation.wait_minutes)
        release = max(release, look.end_of(staying[-1], overdue=OVERDUE) + wait)
    first = Held.by(to_place[0]) if to_place else Held()
    if first.bookings and first.begins_at >= look.frozen_until:
        release = max(release, look.frozen_until)
    return release


def _start_by(staying: list[Step], to_place: list[Step], look: Look) -> datetime | None:
    """The end of the longest wait. A place that the next step has stays lawful; what is made again waits for none."""
    follows = bool(staying and to_place) and staying[-1].operation.rank < to_place[0].operation.rank
    longest = staying[-1].operation.longest_wait_minutes if follows else None
    if longest is None:
        return None
    by, next_one = look.end_of(staying[-1]) + timedelta(minutes=longest), Held.by(to_place[0])
    return max(by, next_one.last_begins_at) if next_one.bookings else by


def open_runs(node) -> QuerySet[Run]:
    """Approved, planned and started runs that a node makes, with their steps and what these hold."""
    shares = LoadShare.objects.live().select_related("firing__booking", "firing__program")
    steps = Step.objects.live().order_by("rank").select_related("operation__kind", "operation__program")
    held = steps.prefetch_related(Prefetch("bookings", Booking.objects.live()), Prefetch("shares", shares))
    runs = Run.objects.filter(capsule__made_at=node, status__in=OPEN).order_by("pk")
    return runs.select_related("capsule__maker").prefetch_related(Prefetch("steps", held))


OPEN = (Run.Status.APPROVED, Run.Status.PLANNED, Run.Status.STARTED)
