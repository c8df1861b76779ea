"""A run as its page shows it: where it stands, and each step with its stations and times."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch

from capsules.models import Preorder, Run
from scheduling.gantt.slack import Slack, slack_of
from scheduling.models import Booking, LoadShare, Step


@dataclass(frozen=True)
class Place:
    """A stretch of station time that a step has."""

    station: str
    start: datetime
    end: datetime
    words: str


class StepShown:
    def __init__(self, step: Step):
        self.step, self.kind = step, step.operation.kind
        booked = [Place(b.station.name, b.during.lower, b.during.upper, "") for b in step.bookings.all()]
        fired = [_fired(share) for share in step.shares.all()]
        self.places = sorted([*booked, *fired], key=lambda place: place.start)

    @property
    def state(self) -> str:
        return {Step.Status.DONE: "good", Step.Status.STARTED: "warn"}.get(Step.Status(self.step.status), "")


def _fired(share: LoadShare) -> Place:
    firing = share.firing
    words = f"{share.litres.normalize():f} l, {share.pieces} pieces, {firing.program}"
    return Place(firing.booking.station.name, firing.fires_at, firing.opens_at, words)


class RunShown:
    def __init__(self, run: Run):
        self.run, self.capsule, self.node = run, run.capsule, run.capsule.made_at
        self.steps = [StepShown(step) for step in steps_of([run])]

    @property
    def done(self) -> int:
        return sum(shown.step.status == Step.Status.DONE for shown in self.steps)

    @property
    def slack(self) -> Slack:
        return slack_of(self.run.due_at, self.run.expected_at)

    @property
    def waits_for_place(self) -> bool:
        return self.run.status == Run.Status.APPROVED or (
            self.run.status == Run.Status.STARTED and bool(self.run.obstacle)
        )

    @property
    def plan(self):
        return self.run.plans.first()


def steps_of(runs):
    """The live steps of these runs, each with its stations, in four queries however many there are."""
    bookings = Booking.objects.live().select_related("station")
    shares = LoadShare.objects.live().select_related("firing__program", "firing__booking__station")
    return (
        Step.objects.live()
        .filter(run__in=runs)
        .select_related("operation__kind")
        .prefetch_related(Prefetch("bookings", bookings), Prefetch("shares", shares))
        .order_by("run", "rank")
    )


def orders_by_status(run: Run) -> list[tuple[str, int, int]]:
    """(status in words, orders, pieces), for admins and makers alike: counts, not customers."""
    counted = (
        Preorder.objects.filter(capsule=run.capsule_id)
        .order_by("status")
        .values_list("status")
        .annotate(orders=Count("pk", distinct=True), pieces=Count("claims"))
    )
    return [(Preorder.Status(status).label, orders, pieces) for status, orders, pieces in counted]
