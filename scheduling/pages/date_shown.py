"""The date of a capsule as its own page and its orders' pages show it: in words, and as a bar. Rows in, words out."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from capsules.actions.closing import due_at
from capsules.dates import days_later
from capsules.models import Capsule, Run
from coop.phrases import day_words, short_day_words
from scheduling.models import Promise

from .lead_bar import LeadBar, lead_bar


@dataclass(frozen=True)
class Change:
    """A promise that moved: when, from and to which day it was expected, and why."""

    at: datetime
    before: date
    after: date
    reason: str


class DateShown:
    """`promise` is the capsule's current one, or None: then the published lead time stands alone.

    Of an order that is collected elsewhere, all is so many days later as it is `carried`.
    """

    def __init__(self, capsule: Capsule, run: Run | None, promise: Promise | None, *, now: datetime, carried: int = 0):
        self.capsule, self.run, self.now, self.carried = capsule, run, now, carried
        self.zone = capsule.made_at.zone
        self.promise = promise if promise and promise.expected_on and self._holds(promise) else None

    def _holds(self, promise: Promise) -> bool:
        """A day that has passed, and nobody looked again, promises nothing."""
        return bool(promise.kept_at) or self._day(self._there(promise.by_on)) >= self._day(self.now)

    @cached_property
    def due_at(self) -> datetime:
        """The end of the published lead time."""
        return self._there(self.run.due_at if self.run else due_at(self.capsule))

    @property
    def kept_at(self) -> datetime | None:
        return self.promise.kept_at if self.promise else None

    @property
    def expected_at(self) -> datetime | None:
        """As likely sooner as later; without a promise where the stations' plan ends, once there is one."""
        expected = self.promise.expected_on if self.promise else self.run.expected_at if self.run else None
        return self._there(expected) if expected else None

    @property
    def by_at(self) -> datetime:
        """What the page counts on; held against what was kept it is the published day."""
        return self._there(self.promise.by_on) if self.promise and not self.kept_at else self.due_at

    @property
    def closed_at(self) -> datetime:
        return self.capsule.closed_at or self.capsule.closes_at

    @cached_property
    def bar(self) -> LeadBar:
        return lead_bar(
            self.closed_at, self.by_at, self.zone, planned=self.expected_at, kept=self.kept_at, now=self.now
        )

    @cached_property
    def bar_words(self) -> dict[str, str]:
        """The bar's labels, and the whole of it in a sentence."""
        how = "expected" if self.promise else "planned"
        return {
            "start": "drop closed" if self.capsule.closed_at else "drop closes",
            "starts": self._short(self.closed_at),
            "ends": f"by {self._short(self.by_at)}",
            "planned": f"{how} {self._short(self.expected_at)}" if self.expected_at else "",
            "kept": f"ready {self._short(self.kept_at)}" if self.kept_at else "",
            "words": " ".join(self._sentences()),
        }

    def _sentences(self):
        yield f"Lead time: the drop closes on {self._long(self.closed_at)}."
        if self.promise:
            yield f"The pieces are expected on {self._long(self.expected_at)}."
        if self.kept_at:
            yield f"They were promised by {self._long(self.by_at)} and ready on {self._long(self.kept_at)}."
        else:
            chance = ", with a chance of 9 in 10" if self.promise else ""
            yield f"They are there by {self._long(self.by_at)}{chance}."

    def changes(self, promises: list[Promise], *, since: datetime) -> list[Change]:
        """How the expected day moved after `since`, the latest first; `promises` are all of the capsule, by age."""
        dated = [each for each in promises if each.expected_on]
        known = [each for each in dated if each.made_at <= since][-1:]
        line = [*known, *(each for each in dated if each.made_at > since)]
        found = [
            Change(
                new.made_at,
                self._day(self._there(old.expected_on)),
                self._day(self._there(new.expected_on)),
                new.reason,
            )
            for old, new in pairwise(line)
        ]
        return [change for change in reversed(found) if change.before != change.after]

    def _there(self, moment: datetime) -> datetime:
        return days_later(moment, self.carried, self.zone)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _short(self, moment: datetime) -> str:
        return short_day_words(self._day(moment))

    def _long(self, moment: datetime) -> str:
        return day_words(self._day(moment), self._day(self.now))
