"""The pictures by which a drop is shared: its artwork with title, maker, price and days, as one SVG."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import escape

from capsules.artwork.colours import Colour
from coop.raster import Role, runs, width_of

from .xml_text import clean

PAPER, INK, QUIET = Colour(0.975, 0.010, 85), Colour(0.25, 0.022, 50), Colour(0.45, 0.022, 55)
LINE, KILN, KILN_DEEP = Colour(0.87, 0.018, 75), Colour(0.56, 0.160, 38), Colour(0.46, 0.140, 36)
TITLE_WEIGHT = 360
TIGHT = -0.03
"""Large letters stand closer, by this part of their size."""
WORDMARK = 117
"""How wide our mark is, its dot included."""


@dataclass(frozen=True)
class Words:
    kicker: str
    title: str
    maker: str
    price: str
    """Nothing where it is too late to buy."""
    days: tuple[tuple[str, str], ...]
    """As in ("Ready by", "Thu 12 March")."""


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Shape:
    label: str
    width: int
    height: int
    art: Box
    written: Callable[[Words], str]


def picture(shape: Shape, artwork: str, words: Words) -> str:
    """`artwork` is a drawing of `capsules.artwork`, 800 × 1000 as its place is."""
    placed = artwork.replace(
        'width="800" height="1000"',
        f'x="{shape.art.x}" y="{shape.art.y}" width="{shape.art.width}" height="{shape.art.height}"',
        1,
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shape.width}" height="{shape.height}">'
        f'<rect width="{shape.width}" height="{shape.height}" fill="{PAPER}"/>{placed}{shape.written(words)}</svg>'
    )


def _beside(words: Words) -> str:
    """Right of the artwork: the title above, price and days along the lower edge."""
    left, right = 560, 1144
    size, lines = fitted(words.title, (118, 104, 92, 80, 68, 58, 50, 42, 36), right - left, 3)
    foot = 568 - 38 * len(words.days) - (58 if words.price else 0)
    drawn = _kicker(left, 79, words.kicker) + _title(left, 108, lines, size)
    drawn += _text(left, 108 + _height(lines, size) + 40, words.maker, "serif", 34, 400, QUIET)
    drawn += f'<path d="M{left} {foot}h{right - left}" stroke="{LINE}" stroke-width="2"/>'
    if words.price:
        drawn += _text(left, foot + 58, words.price, "serif", 48, 500, INK)
    for row, (name, day) in enumerate(reversed(words.days)):
        drawn += _text(left, 568 - 38 * row, f"{name} {day}", "sans", 27, 500, INK)
    return drawn + _wordmark(right, 568)


def _around(words: Words) -> str:
    """The artwork stands in the corner: days in the column beside it, the title across below."""
    left, right, column = 64, 1016, 244
    size, lines = fitted(words.title, (144, 128, 112, 98, 86, 76, 64, 54, 46), right - left, 2)
    drawn = _wordmark(left + WORDMARK, 96) + _kicker(left, 1026, words.kicker)
    drawn += _title(left, 1054, lines, size)
    drawn += _text(left, 1054 + _height(lines, size) + 46, words.maker, "serif", 38, 400, QUIET)
    rows = [row for name, day in words.days for row in ((name, QUIET, 500), (day, INK, 600))]
    for row, (text, colour, weight) in enumerate(reversed(rows)):
        fits = _shrunk(text, "sans", 27, weight, column)
        drawn += _text(left, 932 - 36 * row - 20 * (row // 2), text, "sans", fits, weight, colour)
    above = 932 - 36 * len(rows) - 20 * (len(rows) // 2)
    for row, part in enumerate(reversed(words.price.rsplit(" ", 1))):
        fits = _shrunk(part, "serif", 30 if row else 54, 500, column)
        drawn += _text(left, above - 8 - 50 * row, part, "serif", fits, 500, QUIET if row else INK)
    return drawn


SHAPES = {
    "wide": Shape("wide", 1200, 630, Box(0, 0, 504, 630), _beside),
    "tall": Shape("tall", 1080, 1350, Box(328, 0, 752, 940), _around),
    "piece": Shape("the piece alone", 800, 1000, Box(0, 0, 800, 1000), lambda words: ""),
}


def _kicker(x: float, baseline: float, text: str) -> str:
    dot = f'<circle cx="{x + 9}" cy="{baseline - 9}" r="9" fill="{KILN}"/>'
    return dot + _text(x + 32, baseline, text, "sans", 26, 600, KILN_DEEP)


def _wordmark(right: float, baseline: float) -> str:
    dot = f'<circle cx="{right - 7}" cy="{baseline - 6}" r="6.5" fill="{KILN}"/>'
    return dot + _text(right - WORDMARK, baseline, "Coop", "serif", 40, 600, INK)


def _title(x: float, top: float, lines: list[str], size: int) -> str:
    return "".join(
        # A capital's own side would set it in from what stands above and below.
        _text(x - size * 0.035, top + size * (number - 0.14), line, "serif", size, TITLE_WEIGHT, INK, TIGHT * size)
        for number, line in enumerate(lines, 1)
    )


def _height(lines: list[str], size: int) -> float:
    return size * len(lines)


def _shrunk(line: str, role: Role, size: int, weight: int, width: float) -> float:
    """The size, or a smaller one in which the line fits."""
    return min(size, size * width / max(1, width_of(line, role, size=size, weight=weight)))


def _text(
    x: float, y: float, text: str, role: Role, size: float, weight: int, colour: Colour, spacing: float = 0
) -> str:
    line = clean(text)
    return "".join(
        f'<text x="{x + run.start:.1f}" y="{y:.1f}" font-family="{run.family}" font-size="{size:g}"'
        f' font-weight="{weight}" fill="{colour}" letter-spacing="{spacing:.2f}" xml:space="preserve">'
        f"{escape(run.letters)}</text>"
        for run in runs(line, role, size=size, weight=weight, spacing=spacing)
    )


def fitted(title: str, sizes: tuple[int, ...], width: float, most_lines: int) -> tuple[int, list[str]]:
    """The largest of the sizes in which a title fits so many lines, and its lines; in the smallest it is cut short."""
    for size in sizes:
        lines = wrapped(title, size, width)
        if len(lines) <= most_lines and all(_wide(line, size) <= width for line in lines):
            return size, lines
    kept, over = lines[: most_lines - 1], lines[most_lines - 1 :]
    return size, [_cut(line, size, width) for line in (*kept, *([" ".join(over)] if over else []))]


def wrapped(title: str, size: int, width: float) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        if lines and _wide(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(line: str, size: int, width: float) -> str:
    if _wide(line, size) <= width:
        return line
    while line and _wide(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _wide(line: str, size: int) -> float:
    return width_of(line, "serif", size=size, weight=TITLE_WEIGHT, spacing=TIGHT * size)
