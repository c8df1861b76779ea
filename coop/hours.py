"""A weekday's staffed hours as people write them: “9:00–12:30, 13:00–18:00”. Pure text in, minutes out."""

import re
from itertools import pairwise

STRETCH = re.compile(r"^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d{2}))?$")


class UnreadableHours(ValueError):
    pass


def read_hours(text: str) -> list[tuple[int, int]]:
    """The stretches in a text, in minutes after midnight, in order. An empty text is a day without anybody."""
    stretches = sorted(_read_stretch(part.strip()) for part in text.split(",") if part.strip())
    for (_, before_ends), (begins, _) in pairwise(stretches):
        if begins < before_ends:
            raise UnreadableHours(f"“{text}” overlaps itself. Write each hour once, as in 9:00–12:30, 13:00–18:00.")
    return stretches


def _read_stretch(part: str) -> tuple[int, int]:
    found = STRETCH.match(part)
    if not found:
        raise UnreadableHours(f"“{part}” is not readable as hours. Write them as 9:00–18:00.")
    opening_hour, opening_minute, closing_hour, closing_minute = (int(figure or 0) for figure in found.groups())
    opens, closes = opening_hour * 60 + opening_minute, closing_hour * 60 + closing_minute
    if max(opening_minute, closing_minute) > 59 or closes > 24 * 60 or opens >= closes:
        raise UnreadableHours(f"“{part}” does not end after it begins, within one day.")
    return opens, closes


def write_hours(stretches) -> str:
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in stretches)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
