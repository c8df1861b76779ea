"""How much later than planned a run may end and still keep its promise, in words and as a bar. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TIGHT = DAY
"""Less than a day is room for one mishap only."""

BAR_WIDTH = 150
ROUND_DAYS_FROM = 4


class Look(StrEnum):
    """How a state is coloured."""

    BAD = "bad"
    WARN = "warn"
    GOOD = "good"


@dataclass(frozen=True)
class Slack:
    """From the planned end until the promise; less than nothing is late. None where nothing is planned."""

    left: timedelta | None

    @property
    def is_late(self) -> bool:
        return self.left is None or self.left < timedelta()

    @property
    def look(self) -> Look:
        return Look.BAD if self.is_late else Look.WARN if self.left < TIGHT else Look.GOOD

    @property
    def icon(self) -> str:
        return "stop" if self.left is None else "late" if self.left < TIGHT else "check"

    @property
    def words(self) -> str:
        if self.left is None:
            return "no place yet"
        return f"{length_of(-self.left, up=True)} late" if self.is_late else length_of(self.left)

    @property
    def said(self) -> str:
        """The words where no column's head explains them."""
        return self.words if self.is_late else f"{self.words} to spare"


def slack_of(due: datetime, ends: datetime | None) -> Slack:
    return Slack(None if ends is None else due - ends)


def length_of(length: timedelta, *, up: bool = False) -> str:
    """ "1 day 6 h", "3 h", "40 min": slack rounded down, lateness up, so that neither flatters."""
    unit = HOUR if length >= HOUR else MINUTE
    length = -(-length // unit) * unit if up else length // unit * unit
    if length >= DAY * ROUND_DAYS_FROM:
        return f"{-(-length // DAY) if up else length // DAY} days"
    if length < HOUR:
        return f"{length // MINUTE} min"
    days, hours = length // DAY, length % DAY // HOUR
    in_days = f"{days} {'day' if days == 1 else 'days'}" if days else ""
    return " ".join(part for part in (in_days, f"{hours} h" if hours else "") if part)


@dataclass(frozen=True)
class SlackBar:
    """Widths from today: until the planned end, how much of that is past the promise, and where the promise stands."""

    till: float
    over: float
    by: float
    width: int = BAR_WIDTH

    @property
    def room(self) -> str:
        """The path between the end and a promise that it keeps."""
        return f"M{self.till:g} 8.5H{self.by:g}" if not self.over and self.by > self.till else ""


def slack_bar(now: datetime, due: datetime, ends: datetime | None, *, until: datetime) -> SlackBar:
    """Drawn from `now` to `until`, the last moment of all bars that are compared."""

    def x(moment: datetime) -> float:
        return round(min(max((moment - now) / (until - now), 0), 1) * (BAR_WIDTH - 2), 1)

    if ends is None:
        return SlackBar(0, 0, x(due))
    return SlackBar(min(x(ends), x(due)), round(max(x(ends) - x(due), 0), 1), x(due))
