"""Days and hours as the workshop says them, in the zone of a node. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def said(instant: datetime, zone: ZoneInfo) -> str:
    """“Sun 15 February, 18:00”, on the clock of `zone`."""
    return f"{instant.astimezone(zone):%a %-d %B, %H:%M}"


def days_later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time that many days on: 18:00 stays 18:00 when the clocks change."""
    return (instant.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
