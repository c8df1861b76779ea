"""Cups on a table, some behind others."""

from .colours import Colour
from .pot import Glaze, Pot, draw_pot, pot_light
from .profiles import CUPS, smooth
from .scenery import blurs, wall, window_light
from .sheet import HEIGHT, SHADOW, WIDTH, Sheet, num

TABLE = 540

# Centre, where the foot stands, height; farthest first.
PLACES = {
    3: ((270, 690, 330), (560, 740, 300), (360, 886, 290)),
    4: ((236, 668, 320), (556, 684, 320), (196, 862, 264), (520, 882, 280)),
    5: ((262, 690, 372), (520, 682, 290), (640, 814, 214), (158, 830, 282), (396, 884, 262)),
}


def cups(sheet: Sheet, slug: str) -> str:
    count = 2 if {"two", "pair", "duo"} & set(slug.split("-")) else sheet.form.choice((3, 4, 5))
    places = ((300, 770, 400), (540, 850, 360)) if count == 2 else PLACES[count]
    shapes = sheet.form.sample(CUPS, k=min(count, len(CUPS)))
    pots = [_cup(sheet, number, place, shapes[number]) for number, place in enumerate(places)]
    return (
        f"<defs>{blurs(sheet, 1, 3)}{pot_light(sheet)}</defs>"
        + wall(sheet)
        + window_light(sheet, sheet.form.uniform(90, 180), 90, 380, 420)
        + _table(sheet)
        + "".join(_shadow(sheet, pot) + draw_pot(sheet, pot) for pot in pots)
    )


def _cup(sheet: Sheet, number: int, place: tuple[float, float, float], shape) -> Pot:
    centre, base, height = place
    height = height * sheet.form.uniform(0.92, 1.04)
    nearness = 1.12 + 0.14 * (base - 630) / 180
    return Pot(
        name=f"c{number}",
        centre=centre + sheet.form.uniform(-10, 10),
        top=base - height,
        height=height,
        outline=smooth(shape, nearness),
        clay=sheet.palette.clay,
        glazes=_glazing(sheet, number),
        tilt=0.24,
        speckles=60,
    )


def _glazing(sheet: Sheet, number: int) -> tuple[Glaze, ...]:
    """No two neighbours alike: each begins one colour further, light or dark below."""
    tones = sheet.palette.tones
    turn = sheet.form.randrange(4) if number == 0 else number
    colour = tones[(turn + number) % 4]
    below = Glaze(sheet.form.choice((sheet.palette.light, tones[(turn + number + 1) % 4])), 0.84)
    way = sheet.form.random()
    if way < 0.2:
        return (Glaze(colour, 0.84),)
    if way < 0.4:
        return below, Glaze(colour, sheet.form.uniform(0.42, 0.6), 3, (0.0, 0.02), 0.003)
    return below, Glaze(colour, sheet.form.uniform(0.30, 0.5), 6, (0.02, 0.14), 0.006)


def _table(sheet: Sheet) -> str:
    colour = sheet.palette.plinth
    paint = sheet.surface("top", colour.lit(-0.02, 0.02), Colour(0.42, 0.03, colour.hue))
    return (
        f'<rect y="{TABLE}" width="{WIDTH}" height="{HEIGHT - TABLE}" {paint}/>'
        f'<path d="M0 {TABLE}H{WIDTH}" stroke="#000" stroke-opacity=".12" stroke-width="2"/>'
    )


def _shadow(sheet: Sheet, pot: Pot) -> str:
    x, y, foot, wide = pot.centre, pot.y(1), pot.foot, pot.widest
    return (
        f'<path d="M{num(x - foot)} {num(y)}C{num(x - foot * 0.6)} {num(y + foot * 0.42)} {num(x + foot)}'
        f" {num(y + foot * 0.3)} {num(x + wide * 2.9)} {num(y + foot * 0.16)}C{num(x + wide * 2.4)}"
        f" {num(y - foot * 0.5)} {num(x + wide)} {num(y - foot * 0.55)} {num(x + foot * 0.7)} {num(y - foot * 0.4)}Z"
        f'" fill="{SHADOW}" opacity=".26" {sheet.blur(3)}/>'
    )
