"""A kilim seen from above: stepped figures in cells, drawn for the left half and mirrored."""

from collections.abc import Callable
from itertools import groupby

from .colours import Colour
from .scenery import blurs, daylight
from .sheet import HEIGHT, SHADOW, WIDTH, Sheet, num

CELL = 10
HALF, DOWN = 30, 80
LEFT, TOP = (WIDTH - 2 * HALF * CELL) / 2, (HEIGHT - DOWN * CELL) / 2

Figure = Callable[[int, int], int]
"""The colour of a cell of the inner field, counted from its middle line and its top: 0 is the ground."""

GROUND, MID, DEEP, ACCENT, SECOND = range(5)
INNER_DOWN = DOWN - 14


def kilim(sheet: Sheet, slug: str) -> str:
    palette = sheet.palette
    colours = [palette.light, *palette.tones]
    area = f'x="{num(LEFT)}" y="{num(TOP)}" width="{2 * HALF * CELL}" height="{DOWN * CELL}"'
    half = sheet.name("half")
    floor = sheet.surface("wall", palette.wall.lit(-0.03), Colour(0.33, 0.03, palette.wall.hue))
    return (
        f"<defs>{blurs(sheet, 9)}{_ribs(sheet)}</defs>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" {floor}/>'
        f'<rect {area} fill="{SHADOW}" opacity=".4" {sheet.blur(9)} transform="translate(8 12)"/>'
        + _fringe(sheet, colours[0])
        + f'<g id="{half}" shape-rendering="crispEdges">{_cells(sheet, colours)}</g>'
        f'<use href="#{half}" transform="matrix(-1 0 0 1 {WIDTH} 0)"/><rect {area} fill="{sheet.url("ribs")}"/>'
        + daylight(sheet)
    )


def _cells(sheet: Sheet, colours: list[Colour]) -> str:
    figure = sheet.form.choice((_diamonds, _diamonds, _hooks, _steps, _bands))(sheet)
    border = sheet.form.choice((_checks, _teeth, _keys))
    paths: dict[tuple[int, int], str] = {}
    shade = 0
    for row in range(DOWN):
        if row % 3 == 0:
            shade = sheet.detail.choice((0, 0, 1, 2))
        column = 0
        line = [_colour(figure, border, column, row) for column in range(HALF)]
        for colour, run in groupby(line):
            width = len(list(run))
            box = f"M{num(LEFT + column * CELL)} {num(TOP + row * CELL)}h{width * CELL}v{CELL}h-{width * CELL}z"
            paths[colour, shade] = paths.get((colour, shade), "") + box
            column += width
    return "".join(
        f'<path d="{path}" fill="{colours[colour].lit((0, -0.028, 0.026)[shade])}"/>'
        for (colour, shade), path in sorted(paths.items())
    )


def _colour(figure: Figure, border: Figure, column: int, row: int) -> int:
    edge = min(column, row, DOWN - 1 - row)
    if edge < 2 or edge == 6:
        return DEEP
    if edge < 6:
        along = row if edge == column else column
        return border(along, edge - 2)
    return figure(HALF - 1 - column, row - 7)


def _checks(along: int, across: int) -> int:
    return GROUND if (along // 2 + across // 2) % 2 else ACCENT


def _teeth(along: int, across: int) -> int:
    return GROUND if abs(along % 8 - 3.5) // 1 > across else MID


def _keys(along: int, across: int) -> int:
    return SECOND if (across in (0, 3) and along % 6 < 4) or (across in (1, 2) and along % 6 in (0, 3)) else GROUND


def _shuffled(sheet: Sheet) -> list[int]:
    """Four parts for four tones."""
    return sheet.form.sample((MID, DEEP, ACCENT, SECOND), 4)


def _diamonds(sheet: Sheet) -> Figure:
    """Stepped diamonds in one or two columns, ring in ring."""
    one, two, three, four = _shuffled(sheet)
    columns, rows = sheet.form.choice(((1, 2), (2, 3), (2, 4), (1, 3)))
    wide, high = 46 / columns, INNER_DOWN / rows
    middle = 0 if columns == 1 else wide / 2

    def colour(from_middle: int, row: int) -> int:
        x, y = abs(from_middle + 0.5 - middle), abs(row % high - (high - 1) / 2)
        far = (x // 2) * 2 / (wide / 2) + y / (high / 2)
        odd = int(row // high) % 2
        rings = ((0.20, four), (0.40, GROUND), (0.66, one if odd else two), (0.80, three), (1.02, two if odd else one))
        return next((tone for limit, tone in rings if far < limit), GROUND if far > 1.5 else four)

    return colour


def _hooks(sheet: Sheet) -> Figure:
    """Broad zigzags that climb from the middle, each with a thin companion."""
    one, two, three, four = _shuffled(sheet)
    steep, high, slope = sheet.form.choice((1, 2)), sheet.form.choice((14, 17, 22)), sheet.form.choice((1, -1))

    def colour(from_middle: int, row: int) -> int:
        place = (row + from_middle // steep * slope) % (2 * high)
        if place % high < 2:
            return GROUND
        if place % high < 4:
            return four
        if place % high in (high - 3, high - 4):
            return three
        return one if place < high else two

    return colour


def _steps(sheet: Sheet) -> Figure:
    """Hourglasses: two stepped pyramids, tip to tip."""
    one, two, three, four = _shuffled(sheet)
    rows = sheet.form.choice((2, 3))
    high = INNER_DOWN / rows

    def colour(from_middle: int, row: int) -> int:
        y = abs(row % high - (high - 1) / 2)
        reach = (y // 3 + 1) * 3 * (23 / (high / 2))
        odd = int(row // high) % 2
        if from_middle < reach - 6:
            return one if odd else two
        if from_middle < reach - 3:
            return GROUND
        if from_middle < reach:
            return three
        return four if abs(from_middle - 18) + y > 4 else GROUND

    return colour


def _bands(sheet: Sheet) -> Figure:
    """Bands across, plain ones between figured ones."""
    one, two, three, four = _shuffled(sheet)
    heights = [sheet.form.choice((3, 4, 9, 11)) for _ in range(16)]
    bands = [(tone, index) for index, height in enumerate(heights) for tone in [height] * height]

    def colour(from_middle: int, row: int) -> int:
        height, index = bands[
            min(row, len(bands) - 1) if row < INNER_DOWN / 2 else min(INNER_DOWN - 1 - row, len(bands) - 1)
        ]
        first, second = ((one, GROUND), (two, three), (GROUND, four), (three, one))[index % 4]
        if height < 9:
            return first if index % 2 else second
        start = sum(heights[:index])
        y = abs((row if row < INNER_DOWN / 2 else INNER_DOWN - 1 - row) - start - (height - 1) / 2)
        x = abs(from_middle % (height - 1) - (height - 1) / 2)
        return first if x + y < height / 2 - 0.5 else second

    return colour


def _ribs(sheet: Sheet) -> str:
    return (
        f'<pattern id="{sheet.name("ribs")}" x="{num(LEFT)}" y="{num(TOP)}" width="{CELL}" height="5"'
        f' patternUnits="userSpaceOnUse"><path d="M0 .7h{CELL}" stroke="#fff" stroke-opacity=".22" stroke-width="1.1"/>'
        f'<path d="M0 4.5h{CELL}" stroke="#1a0c05" stroke-opacity=".24"/><path d="M.3 0v5" stroke="#1a0c05"'
        ' stroke-opacity=".13" stroke-width=".8"/></pattern>'
    )


def _fringe(sheet: Sheet, colour: Colour) -> str:
    strands, chance = "", sheet.detail
    for i in range(2 * HALF):
        x = LEFT + (i + 0.5) * CELL
        for y, way in ((TOP, -1), (TOP + DOWN * CELL, 1)):
            bend, drift = chance.uniform(-5, 5), chance.uniform(-5, 5)
            strands += f"M{num(x)} {num(y)}q{num(bend)} {17 * way} {num(drift)} {num(way * chance.uniform(30, 44))}"
    stroke = 'fill="none" stroke-linecap="round"'
    return (
        f'<path d="{strands}" transform="translate(2.5 3.5)" {stroke} stroke="{SHADOW}" stroke-opacity=".22"'
        ' stroke-width="2.8"/>'
        f'<path d="{strands}" {stroke} stroke="{colour.lit(0.02)}" stroke-width="2.6"/>'
    )
