"""A node's open runs as the plan page lists them: late ones first, each with its promise, its slack and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from capsules.models import Run
from scheduling.board.cells import Mark
from scheduling.gantt.slack import Slack, SlackBar, slack_bar, slack_of
from scheduling.models import Plan, Step

from .run import StepShown, steps_of

MARK_WIDTH = 11
COLOURS = "abcdef"


@dataclass
class RunLine:
    """A run with its steps. `bar` is drawn beside those of the other runs, and so from one moment for all."""

    run: Run
    node: object
    now: datetime
    why: str = ""
    steps: list[StepShown] = field(default_factory=list)
    look: str = "r-a"
    bar: SlackBar | None = None
    chosen: bool = False

    @property
    def pk(self) -> int:
        return self.run.pk

    @cached_property
    def ends_at(self) -> datetime | None:
        """The planned end; none where a step has no place."""
        return self.run.expected_at if self.run.status != Run.Status.APPROVED else None

    @cached_property
    def slack(self) -> Slack:
        return slack_of(self.run.due_at, self.ends_at)

    @property
    def says_why(self) -> str:
        """Only what is late owes a reason."""
        if not self.slack.is_late:
            return ""
        return (self.run.obstacle or self.why) if self.ends_at is None else self.why

    @property
    def current(self) -> StepShown | None:
        return next((each for each in self.steps if each.step.status != Step.Status.DONE), None)

    @property
    def marks(self) -> list[Mark]:
        now = self.current
        return [
            Mark("now" if each is now else "done" if each.step.status == Step.Status.DONE else "next", at)
            for at, each in zip(range(4, MARK_WIDTH * len(self.steps) + 4, MARK_WIDTH), self.steps, strict=True)
        ]

    @property
    def line_ends(self) -> int:
        return 4 + MARK_WIDTH * (len(self.steps) - 1)

    @property
    def where(self) -> str:
        """What happens to it now, or when that begins."""
        if (shown := self.current) is None:
            return "all steps done"
        if not shown.places:
            return "waits for station time"
        name, place = shown.step.operation.name.lower(), shown.places[0]
        if shown.step.status == Step.Status.STARTED:
            return f"now {name}, {place.station}"
        begins = f"{place.start.astimezone(self.node.zone):%a %-d, %H:%M}"
        return f"{'overdue' if place.start < self.now else 'next'}: {name}, {begins}, {place.station}"


def open_runs():
    """What a plan is about: approved, and its pieces not made yet."""
    return Run.objects.filter(status__in=[Run.Status.APPROVED, Run.Status.PLANNED, Run.Status.STARTED])


def run_lines(node, now: datetime) -> list[RunLine]:
    """Those without a place first, then by slack: the latest, the tightest, the easiest."""
    runs = list(open_runs().filter(capsule__made_at=node).select_related("capsule__maker"))
    lines = {run.pk: RunLine(run, node, now) for run in runs}
    for step in steps_of(runs) if runs else ():
        lines[step.run_id].steps.append(StepShown(step))
    for plan in latest_plans(runs):
        lines[plan.run_id].why = plan.reason
    for at, line in enumerate(sorted(lines.values(), key=lambda line: line.pk)):
        line.look = f"r-{COLOURS[at % len(COLOURS)]}"
    found = sorted(lines.values(), key=lambda line: (line.ends_at is not None, line.slack.left or 0, line.run.due_at))
    last = max((moment for line in found for moment in (line.run.due_at, line.ends_at) if moment), default=now)
    for line in found:
        line.bar = slack_bar(now, line.run.due_at, line.ends_at, until=last) if last > now else None
    return found


def latest_plans(runs: Iterable[Run]) -> Iterable[Plan]:
    return Plan.objects.filter(run__in=runs).order_by("run_id", "-made_at").distinct("run_id") if runs else ()
