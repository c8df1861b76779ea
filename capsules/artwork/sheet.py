"""One drawing on its way, and the few strokes that all drawings share."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from .colours import Colour
from .palettes import Palette

Point = tuple[float, float]

WIDTH, HEIGHT = 800, 1000
SHADOW = "#160a04"


@dataclass
class Sheet:
    """Where a drawing's randomness comes from, its colours, and names that no other drawing uses."""

    key: str
    palette: Palette
    form: Random
    detail: Random
    night: dict[str, Colour] = field(default_factory=dict)

    def name(self, part: str) -> str:
        return f"{self.key}-{part}"

    def url(self, part: str) -> str:
        return f"url(#{self.name(part)})"

    def blur(self, amount: int) -> str:
        return f'filter="{self.url(f"blur{amount}")}"'

    def surface(self, part: str, day: Colour, night: Colour) -> str:
        """The paint of a surface that darkens where the viewer asked for a dark page."""
        self.night[part] = night
        return f'class="{self.name(part)}" fill="{day}"'


def seeded(*words: str) -> Random:
    return Random(hashlib.sha256("\0".join(words).encode()).digest())


def document(sheet: Sheet, body: str, title: str) -> str:
    dark = "".join(f".{sheet.name(part)}{{fill:{colour}}}" for part, colour in sheet.night.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-label="{title}"><style>@media (prefers-color-scheme:dark){{{dark}}}</style>{body}</svg>'
    )


def num(value: float) -> str:
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def at(point: Point) -> str:
    return f"{num(point[0])} {num(point[1])}"


@dataclass
class Pen:
    """Writes points as steps from where it stands, which takes a fifth fewer bytes; what is rounded does not add up."""

    stands: Point

    def step(self, command: str, *points: Point) -> str:
        """To the last of the points, by way of the others."""
        (x, y) = self.stands
        self.stands = _tenths(points[-1])
        return command + " ".join(num(round(a, 1) - x) + " " + num(round(b, 1) - y) for a, b in points)


def polygon(points: Iterable[Point]) -> str:
    (first, *others) = points
    pen = Pen(_tenths(first))
    return f"M{at(first)}" + "".join(pen.step("l", point) for point in others) + "Z"


def soft_line(points: list[Point]) -> str:
    """Through the middles of the given points, rounded at each; without its first M."""
    (first, *inner, last) = points
    pen = Pen(_tenths(first))
    curves = "".join(
        pen.step("q", a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)) for a, b in zip(inner, [*inner[1:], last], strict=True)
    )
    return f"{at(first)}{curves}{pen.step('l', last)}"


def ring(points: list[Point]) -> str:
    """A closed smooth line through all points (Catmull and Rom's)."""
    count = len(points)
    pen = Pen(_tenths(points[0]))
    path = f"M{at(points[0])}"
    for i in range(count):
        a, b, c, d = (points[(i + shift) % count] for shift in (-1, 0, 1, 2))
        one = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6)
        two = (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6)
        path += pen.step("c", one, two, c)
    return path + "Z"


def _tenths(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
