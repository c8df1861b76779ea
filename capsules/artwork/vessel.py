"""A vessel on a plinth, in the light of a window."""

from .colours import Colour
from .pot import Glaze, Pot, draw_pot, pot_light, silhouette
from .profiles import VESSELS, Shape, smooth
from .scenery import blurs, wall, window_light
from .sheet import HEIGHT, SHADOW, WIDTH, Sheet, num

CENTRE = WIDTH / 2
BASE = HEIGHT * 0.79
TALL = 600
"""The height for which the outlines are written."""


def vessel(sheet: Sheet, slug: str) -> str:
    pot = _thrown(sheet, slug)
    left, right = CENTRE - 264, CENTRE + 264
    return (
        f"<defs>{blurs(sheet, 1, 3, 9)}{pot_light(sheet)}</defs>"
        + wall(sheet)
        + window_light(sheet, sheet.form.uniform(60, 130), sheet.form.uniform(80, 130), 384, 560)
        + _shadow_on_the_wall(sheet, pot, left, right)
        + _plinth(sheet, left, right)
        + _shadow_on_the_plinth(sheet, pot, left, right)
        + draw_pot(sheet, pot)
    )


def shape_for(sheet: Sheet, slug: str) -> Shape:
    """What the slug names, else any."""
    chosen = sheet.form.choice(VESSELS)
    spoken = slug.split("-")
    return next((shape for shape in VESSELS if any(word in spoken for word in shape.words)), chosen)


def _thrown(sheet: Sheet, slug: str) -> Pot:
    shape = shape_for(sheet, slug)
    height = TALL * shape.height * sheet.form.uniform(0.96, 1.03)
    glazes, bands = _glazing(sheet)
    return Pot(
        name="v",
        centre=CENTRE,
        top=BASE - height,
        height=height,
        outline=smooth(shape.outline, sheet.form.uniform(0.93, 1.05) * min(1, shape.height + 0.06)),
        clay=sheet.palette.clay,
        glazes=glazes,
        bands=bands,
        tilt=0.12 if shape.height < 0.6 else 0.15,
        speckles=sheet.form.choice((60, 110, 150)),
    )


def _glazing(sheet: Sheet) -> tuple[tuple[Glaze, ...], tuple]:
    """One of a few ways to glaze: poured over one another, dipped, banded, or a single coat."""
    colours, chance = sheet.palette, sheet.form
    foot = chance.uniform(0.86, 0.92)
    way = chance.choice(("poured", "poured", "dipped", "banded", "one pour"))
    if way == "poured":
        over = Glaze(colours.mid, chance.uniform(0.40, 0.50), 8, (0.05, 0.21), 0.006)
        top = Glaze(colours.deep, chance.uniform(0.19, 0.26), 4, (0.01, 0.11), 0.006)
        return (Glaze(colours.light, foot), over, top), ()
    if way == "one pour":
        over = Glaze(chance.choice((colours.deep, colours.accent)), chance.uniform(0.30, 0.44), 7, (0.06, 0.24), 0.008)
        return (Glaze(chance.choice((colours.light, colours.mid)), foot), over), ()
    if way == "dipped":
        dip = Glaze(chance.choice((colours.mid, colours.deep)), chance.uniform(0.55, 0.66), 3, (0.0, 0.02), 0.003)
        return (Glaze(colours.light, foot + 0.04), dip), ()
    return (Glaze(chance.choice((colours.light, colours.mid)), foot),), _painted_rings(sheet)


def _painted_rings(sheet: Sheet) -> tuple[tuple[float, float, Colour], ...]:
    colours, chance = sheet.palette, sheet.form
    start, step = chance.uniform(0.34, 0.44), chance.uniform(0.045, 0.06)
    hues = (colours.deep, chance.choice((colours.accent, colours.second)))
    return tuple(
        (start + i * step, 22.0 if i % 2 == 0 else 7.0, hues[i // 2 % 2]) for i in range(chance.choice((3, 5, 7)))
    )


def _shadow_on_the_wall(sheet: Sheet, pot: Pot, left: float, right: float) -> str:
    return (
        f'<g fill="{SHADOW}" opacity=".15" {sheet.blur(9)} transform="translate(118 46)"><path d="{silhouette(pot)}"/>'
        f'<path d="M{num(left + 26)} {num(BASE - 34)}H{num(right - 26)}V{HEIGHT}H{num(left)}Z"/></g>'
    )


def _plinth(sheet: Sheet, left: float, right: float) -> str:
    colour = sheet.palette.plinth
    top = sheet.surface("top", colour.lit(0.05), Colour(0.47, 0.03, colour.hue))
    front = sheet.surface("front", colour, Colour(0.385, 0.028, colour.hue))
    edge = BASE + 52
    block = f'<rect x="{num(left)}" y="{num(edge)}" width="{num(right - left)}" height="{num(HEIGHT - edge)}"'
    return (
        f'<path d="{_top_of(left, right)}" {top}/>{block} {front}/>'
        f'<path d="M{num(left)} {num(edge)}H{num(right)}" stroke="#fff" stroke-opacity=".35" stroke-width="2"/>'
        f'{block} fill="{sheet.url("cast")}" opacity=".45"/>'
    )


def _top_of(left: float, right: float) -> str:
    return f"M{num(left + 26)} {num(BASE - 34)}H{num(right - 26)}L{num(right)} {num(BASE + 52)}H{num(left)}Z"


def _shadow_on_the_plinth(sheet: Sheet, pot: Pot, left: float, right: float) -> str:
    clip, x = sheet.name("top-edge"), CENTRE
    foot = pot.foot
    return (
        f'<clipPath id="{clip}"><path d="{_top_of(left, right)}"/></clipPath><g clip-path="url(#{clip})">'
        f'<path d="M{num(x - foot)} {num(BASE + 2)}C{num(x - foot * 0.66)} {num(BASE + 34)}'
        f" {num(x + 120)} {num(BASE + 30)}"
        f' {num(x + 340)} {num(BASE + 26)}V{num(BASE - 26)}L{num(x + 60)} {num(BASE - 24)}Z" fill="{SHADOW}"'
        f' opacity=".34" {sheet.blur(3)}/></g>'
    )
