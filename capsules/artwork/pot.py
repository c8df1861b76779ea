"""One thrown and glazed pot, anywhere on a sheet."""

import math
from dataclasses import dataclass
from random import Random

from .colours import Colour
from .profiles import Outline
from .sheet import SHADOW, Point, Sheet, at, num, soft_line


@dataclass(frozen=True)
class Glaze:
    """A glaze and where its lower edge runs: `down` from 0, the lip, to 1, the foot; `run` is how far it drips."""

    colour: Colour
    down: float
    drips: int = 6
    run: tuple[float, float] = (0.0, 0.022)
    wobble: float = 0.004


@dataclass(frozen=True)
class Pot:
    name: str
    centre: float
    top: float
    height: float
    outline: Outline
    clay: Colour
    glazes: tuple[Glaze, ...]
    tilt: float = 0.15
    """How far we look into it: the lip's ellipse, high to wide."""
    speckles: int = 110
    bands: tuple[tuple[float, float, Colour], ...] = ()
    """Painted rings: how far down, how thick, in which colour."""

    def y(self, down: float) -> float:
        return self.top + down * self.height

    def radius(self, down: float) -> float:
        return min(self.outline, key=lambda point: abs(point[0] - down))[1]

    @property
    def widest(self) -> float:
        return max(radius for _, radius in self.outline)

    @property
    def lip(self) -> float:
        return self.outline[0][1]

    @property
    def foot(self) -> float:
        return self.outline[-1][1]


def silhouette(pot: Pot) -> str:
    left = [(pot.centre - radius, pot.y(down)) for down, radius in pot.outline]
    right = [(pot.centre + radius, pot.y(down)) for down, radius in reversed(pot.outline)]
    return (
        "M" + "L".join(map(at, left))
        + f"A{num(pot.foot)} {num(pot.foot * pot.tilt * 1.15)} 0 0 0 {at(right[0])}L"
        + "L".join(map(at, right[1:]))
        + f"A{num(pot.lip)} {num(pot.lip * pot.tilt)} 0 0 0 {at(left[0])}Z"
    )  # fmt: skip


def draw_pot(sheet: Sheet, pot: Pot) -> str:
    shape, clip = sheet.name(f"{pot.name}s"), sheet.name(f"{pot.name}c")
    use = f'<use href="#{shape}"'
    inside = "".join(
        [
            f'{use} fill="{pot.clay}"/>',
            _speckles(sheet.detail, pot, pot.speckles // 2, 0.86, 1.03, str(pot.clay.lit(-0.2)), 0.55),
            *(_flow(sheet, pot, glaze, str(number)) for number, glaze in enumerate(pot.glazes)),
            *(_band(pot, *band) for band in pot.bands),
            _speckles(sheet.detail, pot, pot.speckles, 0, 0.9, "#2a1c14", 0.34),
            _throwing_rings(pot),
            f'{use} fill="{sheet.url("form")}"/>{use} fill="{sheet.url("fall")}"/>',
            _reflected_window(sheet, pot),
        ]
    )
    return (
        f'<defs><path id="{shape}" d="{silhouette(pot)}"/></defs>'
        f'<clipPath id="{clip}"><use href="#{shape}"/></clipPath>'
        f'<g clip-path="url(#{clip})">{inside}</g>{_mouth(pot)}'
    )


def _wet_edge(chance: Random, pot: Pot, glaze: Glaze) -> list[Point]:
    """Where a glaze ends: a bow round the form, a wobble, and drips."""
    radius, reach = pot.radius(glaze.down), pot.widest * 1.02
    drips = []
    for i in range(glaze.drips):
        turn = -1.25 + 2.5 * (i + 0.5) / glaze.drips + chance.uniform(-0.12, 0.12)
        width = (radius * chance.uniform(0.062, 0.105) + pot.height * 0.007) * (0.35 + 0.65 * math.cos(turn))
        drips.append((radius * math.sin(turn), width, pot.height * chance.uniform(*glaze.run) * chance.random() ** 0.8))
    phase = chance.uniform(0, 6)
    points = []
    count = 24 + int(pot.widest / 5)
    for i in range(count):
        u = 2 * i / (count - 1) - 1
        x = u * reach
        bow = radius * pot.tilt * math.sqrt(max(0, 1 - min(1, (x / radius) ** 2)))
        wave = glaze.wobble * pot.height * (math.sin(u * 4 + phase) + 0.5 * math.sin(u * 9 + phase * 2))
        fall = max((length * math.exp(-(abs((x - d) / width) ** 2.8)) for d, width, length in drips), default=0)
        points.append((pot.centre + x, pot.y(glaze.down) + bow + wave + fall))
    return points


def _flow(sheet: Sheet, pot: Pot, glaze: Glaze, number: str) -> str:
    """The glaze with the thick hem, the shadow and the glint of its edge."""
    name = sheet.name(pot.name + number)
    high, reach, size = pot.top - 80, pot.widest * 1.1, pot.height
    edge = soft_line(_wet_edge(sheet.detail, pot, glaze))
    path = f"M{num(pot.centre - reach)} {num(high)}L{edge}L{num(pot.centre + reach)} {num(high)}Z"

    def hem(colour, width: float, opacity: float, across: int, down: float) -> str:
        return (
            f'<use href="#{name}" fill="none" stroke="{colour}" stroke-width="{num(width)}" opacity="{opacity}"'
            f' transform="translate({across} {num(down)})"/>'
        )

    return (
        f'<defs><path id="{name}" d="{path}" stroke-linejoin="round"/></defs>'
        + f'<use href="#{name}" fill="{glaze.colour}"/>'
        + hem(SHADOW, size * 0.010, 0.16, 1, size * 0.006)
        + hem(glaze.colour.lit(-0.09, 0.01), size * 0.02, 0.55, 0, -size * 0.008)
        + hem(glaze.colour.lit(0.16, -0.01), max(1.6, size * 0.0045), 0.75, 0, -size * 0.019)
    )  # fmt: skip


def _band(pot: Pot, down: float, thick: float, colour: Colour) -> str:
    radius = pot.radius(down) * 1.02
    bow = radius * pot.tilt
    return (
        f'<path d="M{num(pot.centre - radius)} {num(pot.y(down))}A{num(radius)} {num(bow)} 0 0 0'
        f' {num(pot.centre + radius)} {num(pot.y(down))}" fill="none" stroke="{colour}" stroke-width="{num(thick)}"'
        ' opacity=".9"/>'
    )


def _speckles(chance: Random, pot: Pot, count: int, high: float, low: float, colour: str, opacity: float) -> str:
    dots = ""
    for _ in range(count):
        x = pot.centre + pot.widest * math.sin(chance.uniform(-1.5, 1.5))
        dots += f"M{num(x)} {num(pot.y(chance.uniform(high, low)))}h0"
    width = num(max(1.8, pot.height * 0.0042))
    return f'<path d="{dots}" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" opacity="{opacity}"/>'


def _throwing_rings(pot: Pot) -> str:
    count = int(pot.height / 30)
    rings = ""
    for i in range(1, count):
        radius = pot.radius(i / count)
        rings += (
            f"M{num(pot.centre - radius)} {num(pot.y(i / count))}a{num(radius)} {num(radius * pot.tilt)} 0 0 0"
            f" {num(2 * radius)} 0"
        )
    return f'<path d="{rings}" fill="none" stroke="#fff" opacity=".08"/>'


def _reflected_window(sheet: Sheet, pot: Pot) -> str:
    panes = ""
    for left, right, opacity in ((-0.60, -0.44, 0.42), (-0.385, -0.335, 0.30)):
        lit = [(down, radius) for down, radius in pot.outline if 0.08 <= down <= 0.56]
        edge = [(pot.centre + radius * left, pot.y(down)) for down, radius in lit]
        back = [(pot.centre + radius * right, pot.y(down)) for down, radius in reversed(lit)]
        panes += f'<path d="M{"L".join(map(at, edge + back))}Z" opacity="{opacity}"/>'
    return f'<g fill="{sheet.url("shine")}" {sheet.blur(3 if pot.height > 300 else 1)}>{panes}</g>'


def _mouth(pot: Pot) -> str:
    """The lip, and the dark inside."""
    outer = pot.glazes[-1].colour if pot.glazes else pot.clay
    x, y, radius, high = pot.centre, pot.y(0), pot.lip, pot.lip * pot.tilt
    near, far = num(radius * 0.92), num(high * 0.78)
    return (
        f'<ellipse cx="{num(x)}" cy="{num(y)}" rx="{num(radius)}" ry="{num(high)}" fill="{outer.lit(0.1, -0.01)}"/>'
        f'<ellipse cx="{num(x)}" cy="{num(y + high * 0.1)}" rx="{num(radius - max(3, radius * 0.07))}"'
        f' ry="{num(high * 0.8)}" fill="{outer.lit(-0.2)}"/>'
        f'<path d="M{num(x - radius * 0.91)} {num(y + high * 0.12)}A{near} {far} 0 0 1 {num(x + radius * 0.91)}'
        f' {num(y + high * 0.12)}A{near} {num(high * 0.42)} 0 0 0 {num(x - radius * 0.91)} {num(y + high * 0.12)}"'
        ' fill="#000" opacity=".22"/>'
    )


def pot_light(sheet: Sheet) -> str:
    """The gradients with which every pot of a sheet is lit."""

    def gradient(part: str, slope: str, *stops: tuple[float, str, float]) -> str:
        inner = "".join(f'<stop offset="{o}" stop-color="{colour}" stop-opacity="{a}"/>' for o, colour, a in stops)
        return f'<linearGradient id="{sheet.name(part)}"{slope}>{inner}</linearGradient>'

    down, dark, warm = ' x2="0" y2="1"', "#1a0d06", "#fff6e6"
    return (
        gradient(
            "form", "", (0, dark, 0.20), (0.14, dark, 0.03), (0.17, warm, 0.02), (0.30, warm, 0.17), (0.46, warm, 0),
            (0.47, dark, 0), (0.66, dark, 0.14), (0.88, dark, 0.46), (0.95, dark, 0.44), (1, "#3a2416", 0.30),
        )
        + gradient("fall", down, (0.55, dark, 0), (1, dark, 0.30))
        + gradient("shine", down, (0, "#fff", 0.15), (0.35, "#fff", 0.95), (0.8, "#fff", 0.35), (1, "#fff", 0))
        + gradient("cast", "", (0, SHADOW, 0.42), (1, SHADOW, 0.04))
    )  # fmt: skip
