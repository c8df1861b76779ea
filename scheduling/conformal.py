"""How sure “by” is, learnt from what was promised and what was kept. Pure.

Split-conformal: the quantile of past misses, each in units of the spread that its replay foresaw, stretches or
shrinks what the next replay foresees. It holds whatever the noise is, as long as tomorrow resembles the past.
Source: docs/sources.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

ENOUGH = 50
"""Finished runs from which on their misses say more than a constant."""

SURE = 0.9
LEAST_SPREAD = timedelta(hours=12)
SAFETY_LEAD = timedelta(days=2)
"""Added to “by” before there are enough: an assumption, docs/decisions/0010-promise.md."""


@dataclass(frozen=True)
class Outcome:
    """What a replay foresaw for a run, and when its pieces were ready: the start of that day, as days are promised."""

    expected: datetime
    spread: timedelta
    ready_day: datetime

    @property
    def miss(self) -> float:
        return (self.ready_day - self.expected) / max(self.spread, LEAST_SPREAD)


def by_of(expected: datetime, spread: timedelta, outcomes: Sequence[Outcome]) -> datetime:
    """Until when 9 in 10 are ready, of which a replay said `expected` and, `spread` later, 9 in 10."""
    if len(outcomes) < ENOUGH:
        return expected + spread + SAFETY_LEAD
    misses = sorted(outcome.miss for outcome in outcomes)
    rank = min(len(misses), ceil(SURE * (len(misses) + 1)))
    return expected + max(0.0, misses[rank - 1]) * max(spread, LEAST_SPREAD)
