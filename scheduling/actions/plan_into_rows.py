"""A plan written over what is booked: what stays keeps its row, what moves takes its row along, all or nothing."""

from copy import copy
from itertools import zip_longest
from typing import NamedTuple

from django.utils import timezone

from coop.models import Maker
from scheduling import planner
from scheduling.models import Booking, Step

from .chains_of_runs import Held
from .firing_checks import busy_hands
from .lost_places import lost_places
from .plan_rows import Fire, Work, booking_rows, firing_rows, pair_loads, pair_sessions
from .plan_shares import Shares
from .problem_from_rows import Rows


class TechnicianTaken(Exception):
    """Somebody opened a firing in between that is loaded or unloaded in the same half hour."""


class Moved(NamedTuple):
    """What a maker must know: a place of a step that is another one now, or that is none or new."""

    maker: Maker
    before: Booking | None
    after: Booking | None
    step: Step


class Written(NamedTuple):
    """What moved, and the keys of the runs whose times are others than before."""

    moved: list[Moved]
    runs: set[int]


def write_plan(plan: planner.Plan, rows: Rows) -> Written:
    """Book everything in `plan` inside the caller's transaction, who has locked runs and stations.

    All that moves is taken off its station before anything is put down, so that places can be swapped. What came in
    between is refused by the constraints, as an IntegrityError, or as TechnicianTaken.
    """
    placed = {step.key for run in plan.problem.runs if run.key in plan.finish for step in run.steps}
    before = {key: [copy(booking) for booking in Held.by(step).bookings] for key, step in rows.steps.items()}
    lost = lost_places([step for key, step in rows.steps.items() if key in placed])
    before |= {key: lost[step.pk] for key, step in rows.steps.items() if step.pk in lost}
    works, fires = pair_sessions(plan, rows), pair_loads(plan, rows)
    shares = Shares.of(plan, rows, fires)

    shares.take_out()
    _take_off([*works, *fires])
    _check_hands([fire for fire in fires if fire.load and not fire.stays], rows)
    sessions = booking_rows(works, rows)
    firings = firing_rows(fires, rows)
    after = shares.put_in(firings)
    for step, booking in sessions:
        after.setdefault(step, []).append(booking)

    opened = [step for key, step in rows.steps.items() if key in placed and _becomes_planned(step)]
    closed = [step for key, step in rows.steps.items() if key not in placed and _waits_again(step)]
    moved = [
        each
        for key, step in rows.steps.items()
        if before[key]
        for each in _moved(step, before[key], after.get(key, []))
    ]
    return Written(moved, {step.run_id for step in (*opened, *closed, *(each.step for each in moved))})


def _becomes_planned(step: Step) -> bool:
    if step.status != Step.Status.WAITING:
        return False
    step.become(Step.Status.PLANNED, planned_at=timezone.now())
    return True


def _waits_again(step: Step) -> bool:
    if step.status != Step.Status.PLANNED:
        return False
    step.become(Step.Status.WAITING)
    return True


def _take_off(pairs: list[Work | Fire]) -> None:
    """Free the stations of what moves and of what is given back; a firing's shares are released with it."""
    leaving = [pair.booking.pk for pair in pairs if pair.booking and not pair.stays]
    given_back = {"released_at": timezone.now(), "release_reason": Booking.Release.REPLANNED}
    Booking.objects.filter(pk__in=leaving).update(**given_back)


def _check_hands(fires: list[Fire], rows: Rows) -> None:
    """The one technician of the node is nowhere else while these are loaded and unloaded."""
    if not fires:
        return
    spans = [
        (rows.moment(part.start), rows.moment(part.end))
        for fire in fires
        for part in (fire.load.loading, fire.load.unloading)
    ]
    node = rows.stations[fires[0].load.station].node
    busy = busy_hands(node, min(start for start, _ in spans), max(end for _, end in spans))
    if any(start < until and since < end for start, end in spans for _, (since, until) in busy):
        raise TechnicianTaken


def _moved(step: Step, before: list[Booking], after: list[Booking]) -> list[Moved]:
    """Places that are in both lists did not move; the others are told side by side, in order of time."""
    stayed = {_place(booking) for booking in before} & {_place(booking) for booking in after}
    gone = sorted((each for each in before if _place(each) not in stayed), key=lambda each: each.during.lower)
    new = sorted((each for each in after if _place(each) not in stayed), key=lambda each: each.during.lower)
    return [Moved(step.run.capsule.maker, *pair, step) for pair in zip_longest(gone, new)]


def _place(booking: Booking) -> tuple:
    return booking.station_id, booking.during.lower, booking.during.upper
