"""From an approval to booked stations: rows, broker, thinking and writing, and what the worker weighs meanwhile."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.utils import timezone

from capsules.actions.running import approve
from capsules.models import Capsule, Run
from coop.embedded import FOLDER
from scheduling.actions.asking import ask_for_plan
from scheduling.models import Changeover, NodePlan, Program, StationKind
from scheduling.planner import Problem, Step
from scheduling.planner import Run as OpenRun
from tests import make
from tests.capsules.ordering import order
from tests.stack import Stack

from .co_op_problems import CHANGEOVERS, COLOURED, Load, co_op
from .measuring import rss_mb

SIZES = (20, 60)
PIECES = 12
"""Of the run that is approved."""

PATIENCE_S = 180
HOURS = [*((day, 9, 18) for day in range(5)), (5, 10, 16)]

Figure = tuple[str, float | int, str]


def figures() -> Iterator[Figure]:
    # In the folder that this process's own settings name: so its verbs ring the stack's worker.
    planner = {"PLANNER_SECONDS": 10, "PLANNER_LEASE_SECONDS": 30, "SWEEP_SECONDS": 15}
    with Stack(FOLDER, durable=True, LOG_LEVEL="ERROR", **planner) as stack:
        for runs in SIZES:
            yield from approved(stack, runs)


def approved(stack: Stack, runs: int) -> Iterator[Figure]:
    """One more run is approved where all others are booked already."""
    workshop = Workshop(co_op(runs, Load.NORMAL, seed=1))
    *others, last = workshop.problem.runs
    for run in others:
        workshop.open(run)
    ask_for_plan(workshop.node, reason="The day begins.")
    seconds_until_thought(stack, workshop)
    run = workshop.proposed(last)
    approve(run, by=make.admin())
    seconds, heaviest = seconds_until_thought(stack, workshop)
    run.refresh_from_db()
    if run.status != Run.Status.PLANNED:
        raise AssertionError(f"{run} is {run.status}: {run.obstacle}")
    yield f"approved_to_booked_{runs}_s", seconds, "s"
    yield f"worker_planning_{runs}_mb", heaviest, "MB at most, all its processes"


def seconds_until_thought(stack: Stack, workshop: "Workshop") -> tuple[float, float]:
    """How long the worker had the node in its hands, and its most resident memory in MB."""
    began, heaviest = monotonic(), 0.0
    while NodePlan.objects.live().filter(node=workshop.node).exists():
        heaviest = max(heaviest, rss_mb([stack.worker.pid]))
        if monotonic() - began > PATIENCE_S:
            raise AssertionError(stack.logs())
        sleep(0.25)
    return monotonic() - began, heaviest


class Workshop:
    """The stations of a drawn co-op as rows of a node of its own; its Monday is the next one."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.node = make.node(hours=HOURS, time_zone="Etc/UTC")
        self.maker = make.maker(home=self.node)
        self.monday = next_monday()
        self.kinds = {kind: self.kind(kind) for kind in {station.kind for station in problem.stations}}
        self.programs = {each.key: self.program(each) for each in problem.programs}
        make.qualify(self.maker, *self.kinds.values())
        for station in problem.stations:
            self.station(station)

    def kind(self, name: str) -> StationKind:
        if found := StationKind.objects.filter(name=name).first():
            return found
        made = make.kiln_kind(name) if name == "kiln" else make.kind(name)
        for change in CHANGEOVERS if name in COLOURED else ():
            Changeover.objects.create(kind=made, before=change.before, after=change.after, minutes=change.minutes)
        return made

    def program(self, drawn) -> Program:
        found = Program.objects.filter(name=drawn.key).first()
        return found or make.program(
            self.kinds["kiln"], drawn.key, family=drawn.family, peak_c=drawn.peak_c,
            fire_minutes=drawn.fire_minutes, cool_minutes=drawn.cool_minutes,
        )  # fmt: skip

    def station(self, drawn) -> None:
        litres = {"capacity_l": drawn.capacity_l, "peak_limit_c": drawn.peak_limit_c} if drawn.capacity_l else {}
        made = make.station(drawn.name, of=self.kinds[drawn.kind], at=self.node, **litres)
        for busy in drawn.busy:
            start, end = (self.monday + timedelta(minutes=minute) for minute in (busy.start, busy.end))
            make.booking(made, during=(start, end), maker=self.maker)

    def open(self, drawn: OpenRun) -> Run:
        """Approved, due when the co-op promised it, with what is left of its route."""
        capsule = self.capsule(drawn, status="closed")
        due_at = self.monday + timedelta(minutes=drawn.due)
        return make.run(capsule, pieces=drawn.steps[0].pieces, due_at=due_at)

    def proposed(self, drawn: OpenRun) -> Run:
        capsule = self.capsule(drawn, edition_size=PIECES, minimum=PIECES)
        for _ in range(PIECES):
            order(capsule)
        Capsule.objects.filter(pk=capsule.pk).update(status="closed", closed_at=timezone.now())
        return Run.objects.filter(capsule=capsule).first() or make.run(capsule, pieces=PIECES, status="proposed")

    def capsule(self, drawn: OpenRun, **fields) -> Capsule:
        made = make.capsule(drawn.key, maker=self.maker, **fields)
        for rank, step in enumerate(drawn.steps, 1):
            make.operation(made, on=self.kinds[step.kind], rank=rank, name=step.name, **self.taking(step))
        return made

    def taking(self, step: Step) -> dict:
        waits = {"wait_minutes": step.min_wait_after, "longest_wait_minutes": step.max_wait_after}
        if step.program:
            return waits | {"program": self.programs[step.program], "litres_per_piece": step.litres_per_piece}
        return waits | {
            "setup_minutes": step.setup_minutes, "minutes_per_piece": step.minutes_per_piece,
            "family": step.family, "splits": step.splits, "unattended": not step.attended,
        }  # fmt: skip


def next_monday() -> datetime:
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())
