"""Waits as makers write them: “7 d”, “18 h”, “1 d 12 h”, “90 min”. Pure text in, minutes out, and back."""

import re

UNITS = {"d": 24 * 60, "h": 60, "min": 1}
NAMES = {"d": "d", "day": "d", "days": "d", "h": "h", "hour": "h", "hours": "h", "min": "min", "m": "min"}
NAMES |= {"minute": "min", "minutes": "min"}
PART = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)\s*,?", re.IGNORECASE)


class UnreadableLength(ValueError):
    pass


def read_length(text: str) -> int:
    """The minutes of a text. Raises UnreadableLength, whose words say how to write it."""
    at, minutes = 0, 0.0
    text = text.strip()
    while at < len(text):
        found = PART.match(text, at)
        unit = found and NAMES.get(found[2].lower())
        if not unit:
            raise UnreadableLength(f"“{text}” is not readable as a length. Write it as 7 d, 18 h or 90 min.")
        minutes += float(found[1].replace(",", ".")) * UNITS[unit]
        at = found.end()
    return round(minutes)


def write_length(minutes: int) -> str:
    parts = []
    for unit, size in UNITS.items():
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts)
