"""When giving a booking back is late, and what it costs then. Pure."""

from datetime import datetime, timedelta

from .rules import Rules


def deadline_of(start: datetime, rules: Rules) -> datetime | None:
    """Until when it is given back free; None where the rules set no deadline."""
    return start - timedelta(hours=rules.cancel_hours) if rules.cancel_hours else None


def late_fee(price_minor: int, rules: Rules) -> int:
    """The part of the price that is owed, in minor units, rounded half up."""
    return (price_minor * rules.late_percent + 50) // 100
