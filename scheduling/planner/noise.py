"""How far a co-op's work strays from its bookings: what was observed, near the assumptions while it is little."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean


@dataclass(frozen=True)
class Spread:
    """The logarithm of actual by planned minutes: its mean, and how much it varies."""

    mean: float
    deviation: float

    def shrunk(self, logs: Sequence[float], weight: float) -> "Spread":
        """This assumption, counted as `weight` observations, together with those that were made.

        The last factor widens it for what a mean of so few cannot know.
        """
        count = len(logs)
        if not count:
            return self
        total, found = weight + count, fmean(logs)
        mean = (weight * self.mean + count * found) / total
        squares = weight * self.deviation**2 + sum((log - found) ** 2 for log in logs)
        squares += weight * count / total * (found - self.mean) ** 2
        return Spread(mean, sqrt(squares / total * (1 + 1 / total)))


# Assumptions, not measurements, until a co-op has its own: docs/decisions/0010-promise.md.
ATTENDED = Spread(0.10, 0.30)
UNATTENDED = Spread(0.0, 0.08)
FIRED = Spread(0.02, 0.05)
NO_SHOW = 0.02
RE_FIRED = 0.02
TO_THE_SHELF = (360, 1440, 2880)
"""Minutes from the last step to the shelf: inspected and carried there the same day, the next, or the one after."""

COUNTS_AS = 12
"""How many observations an assumption is worth."""


def shrunk_rate(assumed: float, happened: int, of: int) -> float:
    return (COUNTS_AS * assumed + happened) / (COUNTS_AS + of)


@dataclass(frozen=True)
class Noise:
    """What a replay draws from. `kinds` holds the spread of each kind of station that has been observed."""

    kinds: dict[str, Spread] = field(default_factory=dict)
    no_show: float = NO_SHOW
    re_fired: float = RE_FIRED
    to_the_shelf: tuple[int, ...] = TO_THE_SHELF

    def of(self, kind: str, *, fired: bool, attended: bool = True) -> Spread:
        return self.kinds.get(kind) or assumed(fired=fired, attended=attended)


def assumed(*, fired: bool, attended: bool = True) -> Spread:
    if fired:
        return FIRED
    return ATTENDED if attended else UNATTENDED
