"""Price-off codes as lists show them: whether each holds, and on which days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coop.models import Node
from coop.phrases import day_words

from .models import PriceCode

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class CodeShown:
    """A code at `now`, on the clock of the node that makes its capsule, or of the co-op's first."""

    code: PriceCode
    node: Node
    now: datetime

    @property
    def stands(self) -> str:
        """ "ended", "used up", "over", "later" or "holds"."""
        code = self.code
        if code.ended_at:
            return "ended"
        if code.valid_until and code.valid_until <= self.now:
            return "over"
        if code.is_used_up:
            return "used up"
        return "later" if code.valid_from and code.valid_from > self.now else "holds"

    @property
    def days(self) -> str:
        """ "from Thu 12 March until Sun 22 March", "until …", "from …", or nothing."""
        first, last = self.code.valid_from, self.code.valid_until
        parts = [("from", first and self._day(first)), ("until", last and self._day(last - INSTANT))]
        return " ".join(f"{word} {day_words(day, self._day(self.now))}" for word, day in parts if day)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.node.zone).date()


def codes_shown(codes: Iterable[PriceCode], *, now: datetime) -> list[CodeShown]:
    first = Node.objects.order_by("pk").first()
    return [CodeShown(code, code.capsule.made_at if code.capsule else first, now) for code in codes]
