"""When each capsule of a node will be ready, as far as it can be foreseen. Only the worker imports this: it replays.

Capsules that are still open are reckoned with as if their whole edition were released at the close, those that
close first having the first choice of what is free; everything booked stays where it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from statistics import quantiles

from capsules.actions.closing import due_at
from capsules.models import Capsule, Run
from coop.models import Node
from scheduling import planner
from scheduling.conformal import Outcome, by_of
from scheduling.models import Promise
from scheduling.planner.noise import Noise
from scheduling.planner.replay import Outlook, replay
from scheduling.waits_for import waits_for

from .clock import FROZEN, Clock
from .noise_from_rows import noise_of_co_op
from .plan_of_today import plan_of_today
from .problem_from_rows import Rows, key_of_run, rows_of_node

SOONEST = timedelta(hours=1)
"""No date is promised that begins sooner than this."""

OUTCOMES = 500
UNPLANNED = "Not all of its steps have station time."


@dataclass(frozen=True)
class Foreseen:
    """A date, or the `obstacle` that keeps us from giving one, in the office's words."""

    run: Run | None
    ends_at: datetime | None = None
    expected_on: datetime | None = None
    by_on: datetime | None = None
    spread: timedelta = timedelta()
    waits_for: str = ""
    obstacle: str = ""


def foresee(node: Node, capsules: Iterable[Capsule], *, now: datetime) -> dict[int, Foreseen]:
    """By capsule. Those of `capsules` whose run has no steps yet are planned beside all that is booked."""
    capsules = list(capsules)
    runs = {capsule.pk: run_of(capsule) for capsule in capsules}
    sight = Sight(node, [run for run in runs.values() if run.status in TO_COME], now)
    return {capsule.pk: sight.of(runs[capsule.pk]) for capsule in capsules}


TO_COME = (Run.Status.PROPOSED,)


def run_of(capsule: Capsule) -> Run:
    """The capsule's run; while it is open one of its whole edition, as it will be proposed, without a row."""
    run = capsule.runs.exclude(status=Run.Status.WITHDRAWN).first()
    if run is None:
        run = Run(pieces=capsule.edition_size, due_at=due_at(capsule), proposed_at=capsule.closes_at)
    run.capsule = capsule
    return run


def released(rows: Rows, runs: Iterable[Run]) -> Rows:
    """The problem in which no run without a row begins before its drop closes."""
    clock = Clock(rows.origin)
    closes = {key_of_run(run): clock.minute_after(run.capsule.closes_at) for run in runs if run.pk is None}
    problem = rows.problem
    later = tuple(replace(run, release=max(run.release, closes.get(run.key, 0))) for run in problem.runs)
    return replace(rows, problem=replace(problem, runs=later))


class Sight:
    """What stands at a node, with what is to come placed in what is free."""

    def __init__(self, node: Node, to_come: list[Run], now: datetime):
        self.node, self.to_come, self.now = node, to_come, now

    @cached_property
    def noise(self) -> Noise:
        return noise_of_co_op()

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return outcomes_of_co_op()

    @cached_property
    def gaps(self) -> Rows:
        """Only what has no station time is planned."""
        return self._rows(movable=False)

    @cached_property
    def whole(self) -> Rows:
        """Everything that has not begun, so that what runs late upstream is felt downstream."""
        return self._rows(movable=True)

    @cached_property
    def thawed(self) -> Rows:
        """Everything that may move: what begins within the frozen hours stays."""
        return self._rows(movable=True, frozen=FROZEN)

    def _rows(self, *, movable: bool, frozen: timedelta = timedelta()) -> Rows:
        rows = rows_of_node(self.node, now=self.now, extra_runs=self.to_come, movable=movable, frozen=frozen)
        return released(rows, self.to_come)

    @cached_property
    def placed(self) -> planner.Plan:
        return planner.plan(self.gaps.problem)

    @cached_property
    def plan(self) -> planner.Plan:
        """Today's bookings, and beside them the places of what is to come."""
        return together(plan_of_today(self.whole), self.placed)

    @cached_property
    def outlooks(self) -> dict[str, Outlook]:
        return replay(self.plan, self.noise)

    def of(self, run: Run) -> Foreseen:
        key, row = key_of_run(run), run if run.pk else None
        if obstacle := self._obstacle(key):
            return Foreseen(row, obstacle=obstacle)
        if run.status == Run.Status.MADE or key not in self.whole.runs:
            return self._last_steps(run)
        return self.dated(run, self.plan, self.outlooks)

    def dated(self, run: Run, plan: planner.Plan, outlooks: dict[str, Outlook]) -> Foreseen:
        """The dates of a run as a plan of the node's whole problem gives them."""
        key, row = key_of_run(run), run if run.pk else None
        if key not in outlooks:
            reason = next((each.reason for each in plan.unplaced if each.run == key), UNPLANNED)
            return Foreseen(row, obstacle=reason)
        outlook = outlooks[key]
        return self._foreseen(
            row,
            ends_at=self.whole.moment(plan.finish[key]),
            expected=self.whole.moment(outlook.expected),
            spread=timedelta(minutes=outlook.by - outlook.expected),
            waits_for=waits_for(plan, planner.explain(plan, key)),
        )

    def _obstacle(self, key: str) -> str:
        unplaced = (each.reason for each in self.placed.unplaced if each.run == key)
        return self.gaps.obstacles.get(key, "") or next(unplaced, "")

    def _last_steps(self, run: Run) -> Foreseen:
        """Nothing is left to place: the last step runs, or the pieces are made and on their way to the shelf."""
        ends_at = run.made_at or max(self.now, run.expected_at or self.now)
        deciles = quantiles(self.noise.to_the_shelf, n=10)
        expected = ends_at + timedelta(minutes=deciles[4])
        spread = timedelta(minutes=deciles[8] - deciles[4])
        waiting = "the inspection" if run.made_at else "its last step"
        return self._foreseen(run, ends_at=ends_at, expected=expected, spread=spread, waits_for=waiting)

    def _foreseen(self, run, *, ends_at, expected, spread, waits_for) -> Foreseen:
        expected = max(expected, self.now + SOONEST)
        by = by_of(expected, spread, self.outcomes)
        return Foreseen(
            run,
            ends_at=ends_at,
            expected_on=open_moment(self.node, expected),
            by_on=open_moment(self.node, by),
            spread=spread,
            waits_for=waits_for,
        )


def together(today: planner.Plan, placed: planner.Plan) -> planner.Plan:
    """`today`, with the steps of `placed` where that puts them; what joins one of today's firings rides in it."""
    sessions = [session for session in today.sessions if session.step not in placed.parts]
    loads: dict[tuple[str, int], planner.Load] = {}
    for load in today.loads:
        if members := tuple(share for share in load.members if share.step not in placed.parts):
            loads[load.station, load.start] = replace(load, members=members)
    for load in placed.loads:
        firing = loads.get((load.station, load.start))
        loads[load.station, load.start] = replace(firing, members=firing.members + load.members) if firing else load
    return planner.Plan(today.problem, (*sessions, *placed.sessions), tuple(loads.values()))


def open_moment(node: Node, moment: datetime) -> datetime:
    """The same moment where somebody is still there that day, else the next at which somebody is: days are promised."""
    stretches = node.staffed_between(moment, moment + timedelta(weeks=3))
    opens = stretches[0][0] if stretches else moment
    return moment if start_of_day(opens, node.zone) == start_of_day(moment, node.zone) else opens


def outcomes_of_co_op() -> list[Outcome]:
    """What was first foreseen for each finished run, and the day it was ready: the latest."""
    latest = Promise.objects.first_of_runs().exclude(kept_at=None).order_by("-kept_at")[:OUTCOMES]
    return [
        Outcome(
            expected=promise.expected_on,
            spread=timedelta(minutes=promise.spread_minutes),
            ready_day=start_of_day(promise.kept_at, promise.capsule.made_at.zone),
        )
        for promise in latest.select_related("capsule__made_at")
    ]


def start_of_day(moment: datetime, zone) -> datetime:
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
