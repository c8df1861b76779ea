"""Days counted on the clock of a node. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def days_later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time that many days on: 18:00 stays 18:00 when the clocks change."""
    return (instant.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
