"""When giving a booking back is late, and what it costs then. Pure.

`terms` is a booking, which keeps what was said when it was made, or the `Rules` by which one would be made now.
"""

from datetime import datetime, timedelta


def deadline_of(start: datetime, terms) -> datetime | None:
    """Until when it is given back free; None where there is no deadline."""
    return start - timedelta(hours=terms.cancel_hours) if terms.cancel_hours else None


def late_fee(price_minor: int, terms) -> int:
    """The part of the price that is owed, in minor units, rounded half up."""
    return (price_minor * terms.late_percent + 50) // 100
