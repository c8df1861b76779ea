"""An edition as the capsule page draws it: a mark for each piece, a row for each price. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from capsules.pricing import PriceStretch, price_lines


class Mark(NamedTuple):
    number: int
    state: str
    """“taken”, “held” while somebody pays, “next” or “”."""


@dataclass(frozen=True)
class PriceRow:
    """The neighbouring pieces that a tier covers, or none does: one price, and who has them."""

    price_minor: int
    marks: tuple[Mark, ...]

    @property
    def first(self) -> int:
        return self.marks[0].number

    @property
    def last(self) -> int:
        return self.marks[-1].number

    @property
    def left(self) -> int:
        return sum(mark.state not in ("taken", "held") for mark in self.marks)

    @property
    def taken(self) -> int:
        return len(self.marks) - self.left

    @property
    def state(self) -> str:
        if not self.left:
            return "gone"
        return "now" if any(mark.state == "next" for mark in self.marks) else ""


@dataclass(frozen=True)
class Edition:
    size: int
    taken: int
    rows: tuple[PriceRow, ...]
    next_number: int | None
    next_price_minor: int | None

    @property
    def left(self) -> int:
        return self.size - self.taken


def edition_of(
    size: int,
    taken: Collection[int],
    price_minor: int,
    tiers: Iterable[PriceStretch],
    *,
    held: Collection[int] = (),
    is_over: bool = False,
) -> Edition:
    """Draw an edition of `size` at the prices of one variant; `taken` holds the claimed positions, `held` some of them.

    Once it `is_over`, no piece is the next one.
    """
    free = (number for number in range(1, size + 1) if number not in taken)
    following = None if is_over else next(free, None)
    lines = price_lines(range(1, size + 1), price_minor, tiers)
    rows = tuple(
        PriceRow(price, tuple(_mark(line.position, taken, held, following) for line in some))
        for (_, price), some in groupby(lines, key=lambda line: (line.tier and line.tier.first, line.price_minor))
    )
    return Edition(
        size=size,
        taken=len(taken),
        rows=rows,
        next_number=following,
        next_price_minor=lines[following - 1].price_minor if following else None,
    )


def _mark(number: int, taken: Collection[int], held: Collection[int], following: int | None) -> Mark:
    if number in taken:
        return Mark(number, "held" if number in held else "taken")
    return Mark(number, "next" if number == following else "")


def numbers_in_words(numbers: Iterable[int]) -> str:
    """[10, 11, 12, 15] → “No. 10–12 and 15”."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    words = [_stretch_in_words(stretch) for stretch in stretches]
    return "No. " + (", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0])


def _stretch_in_words(stretch: list[int]) -> str:
    if len(stretch) == 1:
        return str(stretch[0])
    joint = " and " if len(stretch) == 2 else "–"
    return f"{stretch[0]}{joint}{stretch[-1]}"
