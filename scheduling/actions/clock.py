"""Moments as the planner's whole minutes, and how far and how finely it plans."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coop.times import minute_of_day
from scheduling import planner

HORIZON = timedelta(weeks=8)
SLOT_MINUTES = 15
"""Sessions of runs begin on quarter hours, which people can keep."""

NOTICE = timedelta(hours=1)
"""Nobody is called to a station with less notice."""

FROZEN = timedelta(hours=24)
"""What begins within it stays where it is, as long as it can begin at all."""


@dataclass(frozen=True)
class Clock:
    """Moments as whole minutes from the origin."""

    origin: datetime

    @classmethod
    def starting(cls, moment: datetime) -> "Clock":
        """From the first slot at or after `moment`: every zone is off UTC by whole quarter hours."""
        slot = SLOT_MINUTES * 60
        return cls(datetime.fromtimestamp(-(-moment.timestamp() // slot) * slot, UTC))

    @property
    def end(self) -> datetime:
        return self.origin + HORIZON

    @property
    def horizon(self) -> int:
        return self.minute(self.end)

    def minute(self, moment: datetime) -> int:
        return (moment - self.origin) // timedelta(minutes=1)

    def minute_after(self, moment: datetime) -> int:
        """The first whole minute that is not before `moment`."""
        return -((self.origin - moment) // timedelta(minutes=1))

    def moment(self, minute: int) -> datetime:
        return self.origin + timedelta(minutes=minute)

    def interval(self, start: datetime, end: datetime) -> planner.Interval:
        """Rounded outwards to whole minutes."""
        return planner.Interval(self.minute(start), self.minute_after(end))

    def day_after(self, day: date, zone) -> int:
        return self.minute(minute_of_day(day + timedelta(days=1), 0, zone))
