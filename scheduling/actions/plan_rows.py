"""Which booking takes which place of a plan, so that a row and its uid live on where its step moves."""

from dataclasses import dataclass
from itertools import zip_longest

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from scheduling import planner
from scheduling.models import Booking, Firing, Step

from .chains_of_runs import Held
from .firing_checks import price_of_firing
from .problem_from_rows import Rows


@dataclass(frozen=True)
class Work:
    """A session of the plan and the booking that it takes over; one of them may be missing."""

    step: str
    booking: Booking | None
    session: planner.Session | None
    stays: bool = False


@dataclass(frozen=True)
class Fire:
    """A firing that the plan lights and the row that it takes over; one of them may be missing."""

    firing: Firing | None
    load: planner.Load | None
    stays: bool = False

    @property
    def booking(self) -> Booking | None:
        return self.firing.booking if self.firing else None


def pair_sessions(plan: planner.Plan, rows: Rows) -> list[Work]:
    planned: dict[str, list[planner.Session]] = {key: [] for key in rows.steps}
    for session in plan.sessions:
        planned[session.step].append(session)
    pairs = []
    for key, step in rows.steps.items():
        bookings, sessions = list(Held.by(step).sessions), sorted(planned[key], key=lambda each: each.start)
        kept = [(booking, same) for booking in bookings if (same := _same(booking, sessions, rows))]
        pairs += [Work(key, booking, session, stays=True) for booking, session in kept]
        moved = [each for each in bookings if each not in [booking for booking, _ in kept]]
        anew = [each for each in sessions if each not in [session for _, session in kept]]
        pairs += [Work(key, booking, session) for booking, session in zip_longest(moved, anew)]
    return pairs


def pair_loads(plan: planner.Plan, rows: Rows) -> list[Fire]:
    """A firing that moves takes along the load in which most of its steps are."""
    loads, pairs = [load for load in plan.loads if load.joins is None], []
    for firing in rows.movable_firings.values():
        same = _same(firing.booking, [load for load in loads if load.program == str(firing.program_id)], rows)
        best = same or max(loads, key=lambda load: _common(firing, load), default=None)
        if best and (same or _common(firing, best)):
            loads.remove(best)
            pairs.append(Fire(firing, best, stays=same is not None))
        else:
            pairs.append(Fire(firing, None))
    return [*pairs, *(Fire(None, load) for load in loads)]


def booking_rows(works: list[Work], rows: Rows) -> list[tuple[str, Booking]]:
    """The bookings of all sessions, those that moved and new ones written; each with the key of its step."""
    moved, new, found = [], [], []
    for work in works:
        if work.session is None:
            continue
        booking = work.booking or _new_booking(rows.steps[work.step])
        if not work.stays:
            _put(booking, work.session, rows)
            (moved if work.booking else new).append(booking)
        found.append((work.step, booking))
    _write(moved, new)
    return found


def firing_rows(fires: list[Fire], rows: Rows) -> dict[planner.Load, Firing]:
    """The firings that the plan lights, by their loads."""
    fires = [fire for fire in fires if fire.load]
    found = {fire.load: fire.firing or _new_firing(fire.load, rows) for fire in fires}
    moved = [(found[fire.load], fire.load) for fire in fires if fire.firing and not fire.stays]
    new = [(found[fire.load], fire.load) for fire in fires if not fire.firing]
    for firing, load in (*moved, *new):
        _light(firing, load, rows)
    _write([firing.booking for firing, _ in moved], [firing.booking for firing, _ in new])
    for firing, _ in new:
        firing.booking = firing.booking  # takes over the key that it has now
    Firing.objects.bulk_update(
        [firing for firing, _ in moved], ["program", "price_minor", "capacity_l", "fires_at", "opens_at"]
    )
    Firing.objects.bulk_create([firing for firing, _ in new])
    return found


def _write(moved: list[Booking], new: list[Booking]) -> None:
    Booking.objects.bulk_update(moved, ["station", "during", "occupied", "title", "released_at", "release_reason"])
    Booking.objects.bulk_create(new)


def _same(booking: Booking, parts, rows: Rows):
    """The part of the plan that stands where the booking stands."""
    where = (str(booking.station_id), booking.during.lower, booking.during.upper, booking.occupied.lower)
    return next((part for part in parts if (part.station, *_moments(part, rows)) == where), None)


def _moments(part, rows: Rows) -> tuple:
    return rows.moment(part.during.start), rows.moment(part.during.end), rows.moment(part.occupied.start)


def _common(firing: Firing, load: planner.Load) -> int:
    """How many of the firing's steps are in the load."""
    inside = {str(share.step_id) for share in firing.shares.all()}
    return sum(member.step in inside for member in load.members)


def _new_booking(step: Step) -> Booking:
    return Booking(purpose=Booking.Purpose.STEP, step=step, maker=step.run.capsule.maker)


def _new_firing(load: planner.Load, rows: Rows) -> Firing:
    """Giving a share of it back costs what the kiln's rules say today."""
    return Firing(booking=Booking(purpose=Booking.Purpose.FIRING, **rows.stations[load.station].rules.terms))


def _put(booking: Booking, part, rows: Rows) -> None:
    booking.station = rows.stations[part.station]
    booking.during = DateTimeTZRange(rows.moment(part.during.start), rows.moment(part.during.end))
    booking.occupied = DateTimeTZRange(rows.moment(part.occupied.start), rows.moment(part.occupied.end))
    booking.released_at, booking.release_reason = None, ""


def _light(firing: Firing, load: planner.Load, rows: Rows) -> None:
    program = rows.programs[load.program]
    _put(firing.booking, load, rows)
    firing.booking.title = program.name
    firing.program = program
    firing.price_minor = price_of_firing(firing.booking.station, program)
    firing.capacity_l = firing.booking.station.capacity_l
    firing.fires_at, firing.opens_at = rows.moment(load.loading.end), rows.moment(load.cooled)
