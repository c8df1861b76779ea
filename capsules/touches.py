"""By whose links somebody came: the first within thirty days and the last, each a code and a day. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Touch:
    code: str
    day: date

    def counts(self, today: date) -> bool:
        return self.day <= today < self.day + REMEMBERED


@dataclass(frozen=True)
class Touches:
    """Both or neither."""

    first: Touch | None = None
    last: Touch | None = None

    def touched(self, code: str, today: date) -> "Touches":
        """By one more link: the last one from now on, and the first one too where none is remembered."""
        new = Touch(code, today)
        return Touches(self.first or new, new)

    def counting(self, today: date) -> "Touches":
        """Without what is too long ago; the last touch is the first where only it is left."""
        if self.last is None or not self.last.counts(today):
            return Touches()
        return self if self.first and self.first.counts(today) else replace(self, first=self.last)

    def __str__(self) -> str:
        """As the cookie keeps them: code.day.code.day."""
        both = [touch for touch in (self.first, self.last) if touch]
        return ".".join(f"{touch.code}.{touch.day:%Y%m%d}" for touch in both)


def read_touches(text: str, today: date) -> Touches:
    """What `str()` of them wrote; nothing where it cannot be read, or is too old."""
    parts = text.split(".")
    if len(parts) != 4:
        return Touches()
    try:
        first, last = (Touch(code, date.fromisoformat(day)) for code, day in (parts[:2], parts[2:]))
    except ValueError:
        return Touches()
    return Touches(first, last).counting(today)
