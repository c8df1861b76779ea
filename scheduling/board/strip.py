"""What a booking will occupy, drawn over a few hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coop.times import Stretch

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Strip:
    """Minutes from its first hour on; `hours` are the words under its ticks."""

    width: int
    work_x: int
    work_width: int
    before_x: int
    before_width: int
    after_x: int
    after_width: int
    ticks: list[int]
    hours: list[str]


def strip_of(work: Stretch, occupied: Stretch, zone: ZoneInfo) -> Strip:
    """From the hour before until the hour after; long ones with a word every few hours."""
    first, last = _hour(occupied[0] - HOUR), _hour(occupied[1] + HOUR * 2)
    hours = round((last - first) / HOUR)
    every = 1 + hours // 8

    def x(moment: datetime) -> int:
        return round((moment - first).total_seconds() / 60)

    shown = range(0, hours + 1, every)
    return Strip(
        x(last),
        x(work[0]),
        x(work[1]) - x(work[0]),
        x(occupied[0]),
        x(work[0]) - x(occupied[0]),
        x(work[1]),
        x(occupied[1]) - x(work[1]),
        [60 * hour for hour in shown],
        [f"{(first + HOUR * hour).astimezone(zone):%H}" for hour in shown],
    )


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
