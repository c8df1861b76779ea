"""A dyed cloth on a stick: what was bound, folded or clamped stays pale."""

import math

from .colours import Colour
from .scenery import blurs, wall, window_light
from .sheet import SHADOW, Sheet, num, ring

LEFT, RIGHT, TOP, BOTTOM = 170, 630, 150, 900
WIDE, HIGH = RIGHT - LEFT, BOTTOM - TOP


def indigo(sheet: Sheet, slug: str) -> str:
    dye, pale = sheet.palette.deep, sheet.palette.light
    area = f'x="{LEFT}" y="{TOP}" width="{WIDE}" height="{HIGH}"'
    resist = sheet.form.choice((_rings, _rings, _waves, _clamped, _stitched))(sheet)
    return (
        f"<defs>{blurs(sheet, 3, 9)}{_threads(sheet)}{_folds(sheet)}"
        f'<clipPath id="{sheet.name("edge")}"><rect {area}/></clipPath></defs>'
        + wall(sheet)
        + window_light(sheet, sheet.form.uniform(40, 110), 140, 420, 560)
        + f'<rect {area} fill="{SHADOW}" opacity=".28" {sheet.blur(9)} transform="translate(30 26)"/>'
        f'<g clip-path="{sheet.url("edge")}"><rect {area} fill="{dye}"/>{_dips(sheet, dye)}'
        f'<g fill="none" stroke="{pale}" stroke-linecap="round">{resist}</g>'
        f'<rect {area} fill="{sheet.url("threads")}"/><rect {area} fill="{sheet.url("folds")}"/></g>' + _stick(sheet)
    )


def _dips(sheet: Sheet, dye: Colour) -> str:
    """How often the cloth went into the vat: deeper below."""
    count, drawn = sheet.form.choice((2, 3, 4)), ""
    for dip in range(1, count + 1):
        y = TOP + HIGH * dip / (count + 1)
        phase = sheet.form.uniform(0, 6)
        line = "L".join(
            f"{x} {num(y + 7 * math.sin(x / 30 + phase) + sheet.detail.uniform(-3, 3))}"
            for x in range(LEFT - 10, RIGHT + 20, 24)
        )
        drawn += f'<path d="M{line}V{BOTTOM}H{LEFT - 10}Z" fill="{dye.lit(-0.045)}" opacity=".5"/>'
    return drawn


def _rings(sheet: Sheet) -> str:
    """Grains bound into the cloth, ring around ring."""
    columns, rows = sheet.form.choice(((4, 7), (3, 5), (5, 8)))
    wide, high = WIDE / columns, HIGH / rows
    scale = wide / 115
    marks = "".join(f'<g id="{sheet.name(f"m{i}")}">{_bound(sheet, scale)}</g>' for i in range(4))
    placed = pleats = ""
    for row in range(rows + 1):
        for column in range(columns + 1):
            x, y = LEFT + wide * (column + 0.5 * (row % 2)), TOP + high * (row + 0.5)
            name, turn = sheet.name(f"m{sheet.detail.randrange(4)}"), sheet.detail.choice((0, 90, 180, 270))
            placed += f'<use href="#{name}" transform="translate({num(x)} {num(y)})rotate({turn})"/>'
            for i in range(8):
                angle = math.pi * i / 4 + 0.2
                far = scale * sheet.detail.uniform(40, 52)
                across, down = math.cos(angle), math.sin(angle)
                pleats += f"M{num(x + 14 * across)} {num(y + 14 * down)}L{num(x + far * across)} {num(y + far * down)}"
    return f'<defs>{marks}</defs><path d="{pleats}" stroke-opacity=".16" stroke-width="2"/>{placed}'


def _bound(sheet: Sheet, scale: float) -> str:
    drawn, chance = "", sheet.detail
    for number, (width, opacity) in enumerate(((7, 0.95), (3.4, 0.9), (2.8, 0.8), (2.2, 0.62), (1.6, 0.42))):
        radius, phase, points = (9 + number * 11.5) * scale, chance.uniform(0, 6), []
        for i in range(12):
            angle = math.pi * i / 6
            far = radius * (1 + 0.05 * math.sin(3 * angle + phase) + chance.uniform(-0.035, 0.035))
            far *= 0.94 + 0.06 * math.cos(4 * angle)
            points.append((far * math.cos(angle), far * math.sin(angle)))
        dashes = " ".join(num(chance.uniform(*span)) for span in ((9, 20), (2, 5), (5, 16), (1.5, 4)))
        drawn += f'<path d="{ring(points)}" stroke-width="{width}" stroke-dasharray="{dashes}" opacity="{opacity}"/>'
    return drawn


def _waves(sheet: Sheet) -> str:
    """Wound on a pole: slanting ripples, broken where the thread lay."""
    slope, step = sheet.form.choice((-0.55, 0.55, -0.3, 0.3)), sheet.form.choice((22, 28, 34))
    drawn = ""
    for start in range(-400, HIGH + 400, step):
        phase = start / 90
        points = [
            f"{x} {num(TOP + start + (x - LEFT) * slope + 9 * math.sin(x / 38 + phase) + sheet.detail.uniform(-2, 2))}"
            for x in range(LEFT - 10, RIGHT + 30, 26)
        ]
        dashes = " ".join(num(sheet.detail.uniform(*span)) for span in ((30, 80), (3, 9), (12, 40), (2, 6)))
        width, opacity = sheet.detail.choice((2, 4, 7)), sheet.detail.choice((0.9, 0.75, 0.5))
        drawn += (
            f'<path d="M{points[0]}L{"L".join(points[1:])}" stroke-width="{width}" stroke-linejoin="round"'
            f' stroke-dasharray="{dashes}" opacity="{opacity}"/>'
        )
    return drawn


def _clamped(sheet: Sheet) -> str:
    """Folded to a pack and clamped: a grid of soft windows with a bleed."""
    columns, rows = sheet.form.choice(((3, 5), (4, 6), (4, 7)))
    wide, high = WIDE / columns, HIGH / rows
    turned = sheet.form.random() < 0.5
    drawn = ""
    for row in range(rows):
        for column in range(columns):
            x, y = LEFT + (column + 0.5) * wide, TOP + (row + 0.5) * high
            for shrink, width, opacity in ((0.40, 3, 0.35), (0.34, 9, 0.85), (0.19, 4, 0.6), (0.07, 8, 0.9)):
                a, b = (wide * shrink + sheet.detail.uniform(-3, 3), high * shrink + sheet.detail.uniform(-3, 3))
                corners = ((-a, 0), (0, -b), (a, 0), (0, b)) if turned else ((-a, -b), (a, -b), (a, b), (-a, b))
                path = "L".join(f"{num(x + dx)} {num(y + dy)}" for dx, dy in corners)
                drawn += f'<path d="M{path}Z" stroke-width="{width}" stroke-linejoin="round" opacity="{opacity}"/>'
    return drawn


def _stitched(sheet: Sheet) -> str:
    """Rows of running stitch, pulled tight: scales or straight, dash beside dash."""
    step, scallop = sheet.form.choice((34, 42)), sheet.form.choice((0, 1, 1))
    wide = WIDE / sheet.form.choice((4, 5, 6))
    drawn = ""
    for number, y in enumerate(range(TOP + 10, BOTTOM + 60, step)):
        shift = wide / 2 if number % 2 else 0
        if scallop:
            path = f"M{num(LEFT - wide + shift)} {y}" + f"q{num(wide / 2)} {-step * 1.7:.0f} {num(wide)} 0" * int(
                WIDE / wide + 2
            )
        else:
            path = f"M{LEFT} {y}H{RIGHT}M{LEFT} {y + 9}H{RIGHT}"
        for width, opacity, offset in ((6, 0.9, 0), (2.5, 0.45, 9)):
            dash = num(sheet.detail.uniform(7, 11))
            drawn += (
                f'<path d="{path}" stroke-width="{width}" stroke-dasharray="{dash} {num(sheet.detail.uniform(8, 11))}"'
                f' opacity="{opacity}" transform="translate(0 {offset})"/>'
            )
    return drawn


def _threads(sheet: Sheet) -> str:
    return (
        f'<pattern id="{sheet.name("threads")}" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 .5h4"'
        ' stroke="#fff" stroke-opacity=".09"/><path d="M.5 0v4" stroke="#000" stroke-opacity=".14"/></pattern>'
    )


def _folds(sheet: Sheet) -> str:
    shift = sheet.form.uniform(-0.03, 0.03)
    stops = "".join(
        f'<stop offset="{max(0, min(1, u + shift)):.2f}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        for u, colour, opacity in (
            (0, "#000", 0.26), (0.06, "#fff", 0.10), (0.16, "#000", 0.05), (0.27, "#000", 0.20), (0.33, "#fff", 0.14),
            (0.5, "#000", 0.03), (0.62, "#000", 0.2), (0.69, "#fff", 0.12), (0.86, "#000", 0.08), (1, "#000", 0.34),
        )
    )  # fmt: skip
    return f'<linearGradient id="{sheet.name("folds")}">{stops}</linearGradient>'


def _stick(sheet: Sheet) -> str:
    rod = sheet.surface("rod", Colour(0.55, 0.07, 58), Colour(0.52, 0.055, 60))
    return (
        f'<path d="M{LEFT - 20} {TOP - 10}L400 38L{RIGHT + 20} {TOP - 10}" fill="none" stroke="{Colour(0.5, 0.06, 58)}"'
        f' stroke-width="3.5"/><circle cx="400" cy="38" r="7" {rod}/>'
        f'<rect x="{LEFT - 60}" y="{TOP - 13}" width="{WIDE + 120}" height="24" rx="12" {rod}/>'
        f'<rect x="{LEFT - 54}" y="{TOP - 10}" width="{WIDE + 108}" height="5" rx="2.5" fill="#fff" opacity=".3"/>'
    )
