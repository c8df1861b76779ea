"""What a node's floor does: the steps that run, what comes next, what is done. Rows in, plain values out."""

from dataclasses import dataclass
from datetime import datetime

from scheduling.models import Step


@dataclass(frozen=True)
class Part:
    """A stretch of a step on a station: a session, or the firing that holds its pieces."""

    station: object
    start: datetime
    end: datetime
    pieces: int = 0
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Job:
    """A step as the floor sees it; `part` is the stretch that matters now, `before` the step that must end first."""

    step: Step
    parts: list[Part]
    part: Part | None
    before: Step | None = None

    @property
    def can_start(self) -> bool:
        return self.step.status == Step.Status.PLANNED and self.before is None

    @property
    def is_last(self) -> bool:
        return self.part is None or self.part == self.parts[-1]


@dataclass(frozen=True)
class Floor:
    now: list[Job]
    coming: list[Job]
    later: int
    done: list[Job]


def floor_of(steps: list[Step], *, at: datetime, today: datetime, until: datetime) -> Floor:
    """The steps of runs under way, sorted into what runs, what begins before `until`, and what was done since `today`.

    `steps` are all live steps of those runs in order, with their live bookings and shares prefetched.
    """
    jobs = [job for run in by_run(steps) for job in jobs_of_run(run, at)]
    planned = sorted((job for job in jobs if job.step.status == Step.Status.PLANNED and job.part), key=begins)
    return Floor(
        now=sorted(
            (job for job in jobs if job.step.status == Step.Status.STARTED), key=lambda job: job.step.started_at
        ),
        coming=[job for job in planned if begins(job) < until],
        later=sum(begins(job) >= until for job in planned),
        done=sorted(
            (job for job in jobs if job.step.done_at and job.step.done_at >= today),
            key=lambda job: job.step.done_at,
            reverse=True,
        ),
    )


def begins(job: Job) -> datetime:
    return job.parts[0].start


def by_run(steps: list[Step]) -> list[list[Step]]:
    runs: dict[int, list[Step]] = {}
    for step in steps:
        runs.setdefault(step.run_id, []).append(step)
    return list(runs.values())


def jobs_of_run(steps: list[Step], at: datetime):
    unfinished = None
    for step in steps:
        parts = parts_of(step)
        part = next((each for each in parts if each.end > at), parts[-1] if parts else None)
        yield Job(step, parts, part, unfinished)
        if unfinished is None and step.status != Step.Status.DONE:
            unfinished = step


def parts_of(step: Step) -> list[Part]:
    sessions = [Part(each.station, each.during.lower, each.during.upper) for each in step.bookings.all()]
    firings = [
        Part(
            share.firing.booking.station,
            share.firing.booking.during.lower,
            share.firing.booking.during.upper,
            share.pieces,
            share.firing.opens_at,
        )
        for share in step.shares.all()
    ]
    return sorted([*sessions, *firings], key=lambda part: part.start)
