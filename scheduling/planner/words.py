"""Minutes and litres as the workshop says them."""

from decimal import Decimal

UNITS = (("day", "days", 1440), ("h", "h", 60), ("min", "min", 1))


def lasting(minutes: int) -> str:
    """`1575` is "1 day 2 h 15 min"."""
    said = []
    for one, many, size in UNITS:
        count, minutes = divmod(minutes, size)
        if count:
            said.append(f"{count} {one if count == 1 else many}")
    return " ".join(said) or "0 min"


def roughly(minutes: int) -> str:
    """A wait without false precision: in days from one day on, in hours from two hours on."""
    if minutes >= 1440:
        days = round(minutes / 1440)
        return f"{days} day" if days == 1 else f"{days} days"
    if minutes >= 120:
        return f"{round(minutes / 60)} h"
    return f"{minutes} min"


def litres(volume: Decimal) -> str:
    """`Decimal("2.50")` is "2.5 litres"."""
    volume = Decimal(volume)
    return f"{int(volume) if volume == int(volume) else volume.normalize()} litres"
