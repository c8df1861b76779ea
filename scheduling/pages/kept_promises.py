"""What was promised against what was kept: run by run, and how often “by” held."""

from dataclasses import dataclass
from datetime import date, datetime

from capsules.kept import kept_words
from scheduling.models import Promise

LATEST = 100


@dataclass(frozen=True)
class KeptPromise:
    """The first promise of a run, in days at its node, and the day on which its last piece was ready."""

    promise: Promise
    expected: date
    by: date
    ready: date

    @property
    def held(self) -> bool:
        return self.ready <= self.by

    @property
    def words(self) -> str:
        return kept_words(due=self.by, ready=self.ready)


@dataclass(frozen=True)
class KeptPromises:
    """Of a stretch of time, the latest first; and of the latest hundred of the node, how many held."""

    rows: list[KeptPromise]
    held: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.held / self.of) if self.of else None


def kept_promises(node, start: datetime, end: datetime) -> KeptPromises:
    first = Promise.objects.first_of_runs().filter(capsule__made_at=node, kept_at__lt=end).order_by("-kept_at")
    latest = [kept_promise(promise, node.zone) for promise in first.select_related("run", "capsule__maker")[:LATEST]]
    return KeptPromises(
        rows=[each for each in latest if each.promise.kept_at >= start],
        held=sum(each.held for each in latest),
        of=len(latest),
    )


def kept_promise(promise: Promise, zone) -> KeptPromise:
    """A dated promise whose last piece was ready, in days of its node."""
    days = (at.astimezone(zone).date() for at in (promise.expected_on, promise.by_on, promise.kept_at))
    return KeptPromise(promise, *days)
