"""A tufted rug on a wooden floor: rows of tufts, each row drawn as a few dashed strokes."""

import math
from collections.abc import Callable, Iterator
from itertools import groupby

from .colours import Colour
from .cutouts import frond, inside
from .scenery import blurs, boards, daylight
from .sheet import SHADOW, Point, Sheet, num

LEFT, TOP, RIGHT, BOTTOM = 96, 86, 704, 914
TUFT, ROW = 7.6, 8.0

Design = Callable[[float, float], int]
"""Which of the rug's colours lies at a point."""


def rug(sheet: Sheet, slug: str) -> str:
    colours = rug_colours(sheet)
    design = _design_for(sheet, slug)(sheet, colours)
    width, height = RIGHT - LEFT, BOTTOM - TOP
    return (
        f"<defs>{blurs(sheet, 9)}{_pile(sheet)}</defs>"
        + boards(sheet)
        + f'<rect x="{LEFT + 2}" y="{TOP + 6}" width="{width + 14}" height="{height + 18}" rx="8" fill="{SHADOW}"'
        f' opacity=".42" {sheet.blur(9)}/>'
        f'<rect x="{LEFT - 3}" y="{TOP - 3}" width="{width + 8}" height="{height + 8}" rx="5"'
        f' fill="{colours[0].lit(-0.26)}"/>'
        + _tufts(sheet, design, colours)
        + f'<rect x="{LEFT - 2}" y="{TOP - 2}" width="{width + 6}" height="{height + 6}" fill="{sheet.url("pile")}"/>'
        + daylight(sheet)
    )


def _design_for(sheet: Sheet, slug: str) -> Callable[[Sheet, list[Colour]], Design]:
    """What the slug names, else any."""
    chosen = sheet.form.choice((_leaves, _leaves, _waves, _pebbles, _arches, _hills))
    spoken = set(slug.split("-"))
    return next((design for design, words in NAMED.items() if words & spoken), chosen)


def rug_colours(sheet: Sheet) -> list[Colour]:
    """The ground first, then five to draw with; the form shuffles who plays which part."""
    palette = sheet.palette
    others = [palette.mid, palette.deep, palette.accent, palette.second]
    sheet.form.shuffle(others)
    return [palette.light, *others, palette.wall.lit(-0.06, 0.02)]


def _tufts(sheet: Sheet, design: Design, colours: list[Colour]) -> str:
    """One path for each colour and its two neighbouring shades; a run of equal tufts is one dashed stroke."""
    paths: dict[tuple[int, int], str] = {}
    for colour, shade, x, y, count in _runs(sheet, design):
        start = f"M{num(x)} {num(y)}"
        paths[colour, shade] = paths.get((colour, shade), "") + f"{start}h{num((count - 1) * TUFT + 0.1)}"
    strokes = "".join(
        f'<path d="{path}" stroke="{colours[colour].lit((0, -0.016, 0.014)[shade])}"/>'
        for (colour, shade), path in sorted(paths.items())
    )
    return f'<g fill="none" stroke-width="8.6" stroke-linecap="round" stroke-dasharray=".1 {TUFT - 0.1}">{strokes}</g>'


def _runs(sheet: Sheet, design: Design) -> Iterator[tuple[int, int, float, float, int]]:
    columns, rows = int((RIGHT - LEFT) / TUFT), int((BOTTOM - TOP) / ROW)
    for row in range(rows + 1):
        y = TOP + row * ROW
        offset = TUFT / 2 if row % 2 else 0
        line = []
        for column in range(columns + 1):
            edge = row < 2 or row > rows - 2 or column < 2 or column > columns - 2
            line.append(0 if edge else design(LEFT + offset + column * TUFT, y))
        column = 0
        for colour, run in groupby(line):
            count = len(list(run))
            yield colour, sheet.detail.choices((0, 1, 2), (5, 3, 2))[0], LEFT + offset + column * TUFT, y, count
            column += count


def _pile(sheet: Sheet) -> str:
    """Light and shadow of single tufts, in a pattern large enough not to be seen repeating."""
    across, down = 12, 12
    light = dark = ""
    for row in range(down):
        for column in range(across):
            x = (column + (0.5 if row % 2 else 0)) * TUFT + sheet.detail.uniform(-0.9, 0.9)
            y = row * ROW + sheet.detail.uniform(-0.9, 0.9)
            dark += f"M{num(x + 2.2)} {num(y + 1)}v3"
            light += f"M{num(x - 1.6)} {num(y - 3)}v2"
    return (
        f'<pattern id="{sheet.name("pile")}" x="{LEFT}" y="{TOP}" width="{num(across * TUFT)}"'
        f' height="{num(down * ROW)}" patternUnits="userSpaceOnUse"><g fill="none" stroke-linecap="round">'
        f'<path d="{dark}" stroke="#170b05" stroke-width="2.7" opacity=".22"/>'
        f'<path d="{light}" stroke="#fff" stroke-width="2" opacity=".26"/></g></pattern>'
    )


def _fields(sheet: Sheet) -> list[tuple[float, float, float, float]]:
    """The rug divided like a window: two or three rows, each of two or three fields."""
    fields, y = [], float(TOP)
    heights = [sheet.form.uniform(0.8, 1.25) for _ in range(sheet.form.choice((2, 3, 3)))]
    for height in heights:
        low = y + (BOTTOM - TOP) * height / sum(heights)
        widths = [sheet.form.uniform(0.75, 1.3) for _ in range(2 if height > 1.1 else sheet.form.choice((2, 3)))]
        x = float(LEFT)
        for width in widths:
            right = x + (RIGHT - LEFT) * width / sum(widths)
            fields.append((x, y, right, low))
            x = right
        y = low
    return fields


def _leaves(sheet: Sheet, colours: list[Colour]) -> Design:
    """A cut-out leaf in each field, leaf and field never of one colour."""
    grounds = [sheet.form.randrange(1, 5) for _ in range(12)]
    planted = []
    for number, (x0, y0, x1, y1) in enumerate(_fields(sheet)):
        ground = grounds[number] if number == 0 or grounds[number] != planted[-1][1] else grounds[number] % 4 + 1
        wished = sheet.form.sample(range(5), 5)
        leaf = next((tone for tone in wished if _told_apart(colours[tone], colours[ground])), 0)
        planted.append(((x0 + 5, y0 + 5, x1 - 5, y1 - 5), ground, frond(sheet.form, x0, y0, x1, y1), leaf))

    def colour(x: float, y: float) -> int:
        wavy_x, wavy_y = x + 3 * math.sin(y * 0.013 + 1), y + 3 * math.sin(x * 0.017)
        for (x0, y0, x1, y1), ground, lobes, leaf in planted:
            if x0 <= wavy_x < x1 and y0 <= wavy_y < y1:
                return leaf if inside(lobes, x, y) else ground
        return 0

    return colour


def _told_apart(one: Colour, other: Colour) -> bool:
    return abs(one.lightness - other.lightness) > 0.13


def _waves(sheet: Sheet, colours: list[Colour]) -> Design:
    """Bands that swell like water."""
    bands = sheet.form.randrange(7, 12)
    swell, length = sheet.form.uniform(16, 34), sheet.form.uniform(90, 170)
    order = _neighbours_differ(sheet, bands + 8)

    def colour(x: float, y: float) -> int:
        shifted = y + swell * math.sin(x / length * math.pi + y * 0.004) + swell * 0.4 * math.sin(x / 61 + y * 0.011)
        place = (shifted - TOP) / (BOTTOM - TOP) * bands + 3
        return 0 if place % 1 > 0.88 else order[int(place)]

    return colour


def _pebbles(sheet: Sheet, colours: list[Colour]) -> Design:
    """Stones on a beach, laid until no more fit, some of them ringed."""
    stones: list[tuple[Point, float, float, int, int]] = []
    for _ in range(500):
        x, y = sheet.form.uniform(LEFT + 50, RIGHT - 50), sheet.form.uniform(TOP + 50, BOTTOM - 50)
        size = sheet.form.choice((112, 84, 62, 46, 36))
        if x - size < LEFT + 14 or x + size > RIGHT - 14 or y - size < TOP + 14 or y + size > BOTTOM - 14:
            continue
        if all(math.dist((x, y), at) > size + other + 10 for at, other, *_ in stones):
            outer, inner = sheet.form.sample((1, 2, 3, 4), 2)
            stones.append(((x, y), size, sheet.form.uniform(0, 3), outer, inner if size > 50 else outer))

    def colour(x: float, y: float) -> int:
        for (at_x, at_y), size, turn, outer, inner in stones:
            angle = math.atan2(y - at_y, x - at_x)
            far = math.hypot(x - at_x, y - at_y) / (size * (1 + 0.09 * math.sin(2 * angle + turn)))
            if far < 1:
                return inner if far < 0.52 else outer
        return 0

    return colour


def _arches(sheet: Sheet, colours: list[Colour]) -> Design:
    """Rainbows over one another, each on its own column and row."""
    columns, rows = sheet.form.choice(((2, 3), (3, 4), (2, 4)))
    stripes = sheet.form.choice((4, 5))
    orders = [_neighbours_differ(sheet, stripes + 1) for _ in range(columns * rows)]
    wide, high = (RIGHT - LEFT) / columns, (BOTTOM - TOP) / rows

    def colour(x: float, y: float) -> int:
        column = max(0, min(columns - 1, int((x - LEFT) / wide)))
        row = max(0, min(rows - 1, int((y - TOP) / high)))
        across, down = x - LEFT - (column + 0.5) * wide, TOP + (row + 1) * high - y
        reach = wide / 2 - 6
        far = abs(across) if down < high - reach - 8 else math.hypot(across, down - (high - reach - 8))
        if far > reach:
            return 0
        return orders[row * columns + column][int(far / reach * stripes)]

    return colour


def _hills(sheet: Sheet, colours: list[Colour]) -> Design:
    """Hills behind hills, under a sun."""
    ridges = sorted(sheet.form.uniform(0.30, 0.86) for _ in range(6))
    order = _neighbours_differ(sheet, 8)
    phases = [sheet.form.uniform(0, 6) for _ in ridges]
    sun_x, sun_y = sheet.form.uniform(LEFT + 160, RIGHT - 160), TOP + sheet.form.uniform(130, 200)
    sky, sun = 0, sheet.form.randrange(1, 5)

    def colour(x: float, y: float) -> int:
        seen = sun if math.hypot(x - sun_x, y - sun_y) < 86 else sky
        for number, (ridge, phase) in enumerate(zip(ridges, phases, strict=True)):
            crest = TOP + ridge * (BOTTOM - TOP) + 42 * math.sin(x / 130 + phase) + 16 * math.sin(x / 57 + 2 * phase)
            if y > crest:
                seen = order[number]
        return seen

    return colour


def _neighbours_differ(sheet: Sheet, count: int) -> list[int]:
    order = [sheet.form.randrange(1, 5)]
    while len(order) < count:
        order.append(sheet.form.choice([colour for colour in (1, 2, 3, 4) if colour != order[-1]]))
    return order


NAMED = {
    _leaves: {"orchard", "leaf", "leaves", "garden", "fern", "kelp", "reed"},
    _waves: {"tide", "wave", "waves", "sea", "ferry", "shoal", "river"},
    _pebbles: {"pebble", "pebbles", "stone", "stones", "shingle", "salt"},
    _arches: {"arch", "arches", "rainbow", "bridge", "gate"},
    _hills: {"hill", "hills", "dune", "sun", "moon", "field"},
}
