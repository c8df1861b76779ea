"""A woven cloth on a rail of pegs: a tartan's sett, a twill's slant, folds and a fringe."""

import math
from itertools import groupby

from .colours import Colour
from .scenery import blurs, wall, window_light
from .sheet import SHADOW, WIDTH, Sheet, num

LEFT, RIGHT, TOP, BOTTOM = 150, 650, 178, 812
THREAD = 4

Fold = tuple[float, float]


def cloth(sheet: Sheet, slug: str) -> str:
    folds, sett = _folds(sheet), _sett(sheet)
    colours = [sheet.palette.light, *sheet.palette.tones]
    outline = _outline(folds)
    area = f'x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" height="{BOTTOM - TOP}"'
    return (
        f"<defs>{blurs(sheet, 1, 3, 9)}{_weave(sheet, area)}{_fold_light(sheet, folds)}"
        f'<clipPath id="{sheet.name("edge")}"><path d="{outline}"/></clipPath></defs>'
        + wall(sheet)
        + window_light(sheet, sheet.form.uniform(50, 120), 120, 430, 600)
        + f'<path d="{outline}" fill="{SHADOW}" opacity=".28" {sheet.blur(9)} transform="translate(34 30)"/>'
        + _rail(sheet)
        + f'<g clip-path="{sheet.url("edge")}"><rect {area} fill="{colours[0]}"/>'
        + _stripes(sett, [colour.lit(-0.02) for colour in colours], upright=False)
        + f'<g mask="{sheet.url("warp")}">{_stripes(sett, colours, upright=True)}</g>'
        + "".join(f'<rect {area} fill="{sheet.url(part)}"/>' for part in ("thread", "folds", "drop"))
        + f"</g>{_fringe(sheet, folds, sett, colours)}{_pegs(sheet)}"
    )


def _sett(sheet: Sheet) -> list[int]:
    """One half of a symmetric sequence of threads, mirrored: the ground is 0 and wide, some lines are thin."""
    chance = sheet.form
    main, line, bright, broad = chance.sample((1, 2, 3, 4), 4)
    way = chance.choice(("tartan", "windows", "gingham", "stripes"))
    if way == "windows":
        half = [(0, chance.randrange(22, 34)), (main, 3), (0, 4), (bright, 2), (0, 4), (main, 3), (0, 14), (line, 6)]
    elif way == "gingham":
        wide = chance.randrange(12, 20)
        half = [(0, wide), (broad, wide), (0, wide), (main, wide)]
    elif way == "stripes":
        half = [(broad, 14), (0, 4), (main, 8), (0, 3), (bright, 3), (0, 12), (line, 18), (0, 5)]
    else:
        half = [
            (0, 16),
            (main, 5),
            (0, 3),
            (main, 5),
            (0, 16),
            (line, 12),
            (bright, 3),
            (line, 12),
            (0, 16),
            (broad, 7),
        ]
    threads = [colour for colour, count in half for _ in range(max(2, count + chance.randrange(-2, 3)))]
    return threads + threads[::-1]


def _stripes(sett: list[int], colours: list[Colour], *, upright: bool) -> str:
    length, shift = (RIGHT - LEFT, 0) if upright else (BOTTOM - TOP, 23)
    threads = [sett[(i + shift) % len(sett)] for i in range(length // THREAD + 1)]
    paths: dict[int, str] = {}
    at = 0
    for colour, run in groupby(threads):
        width = len(list(run)) * THREAD
        box = (
            f"M{LEFT + at} {TOP}h{width}V{BOTTOM}h{-width}z"
            if upright
            else f"M{LEFT} {TOP + at}H{RIGHT}v{width}H{LEFT}z"
        )
        paths[colour] = paths.get(colour, "") + box
        at += width
    return "".join(f'<path d="{path}" fill="{colours[colour]}"/>' for colour, path in paths.items())


def _weave(sheet: Sheet, area: str) -> str:
    """The twill: where the warp lies on top, and the light on single threads."""
    cell = 4 * THREAD
    over = "".join(
        f"M{(row + k) % 4 * THREAD} {row * THREAD}h{THREAD}v{THREAD}h-{THREAD}z" for row in range(4) for k in (0, 1)
    )
    light = "".join(f"M{row * THREAD + 0.4} {row * THREAD + THREAD}v-{THREAD}" for row in range(4))
    dark = "".join(f"M{row * THREAD + THREAD - 0.4} {row * THREAD + THREAD}v-{THREAD}" for row in range(4))
    dark += "".join(f"M{(row + 2) % 4 * THREAD} {row * THREAD + THREAD - 0.4}h{2 * THREAD}" for row in range(4))
    pattern = f'width="{cell}" height="{cell}" patternUnits="userSpaceOnUse"'
    return (
        f'<pattern id="{sheet.name("twill")}" {pattern}><path d="{over}" fill="#fff"/></pattern>'
        f'<mask id="{sheet.name("warp")}" maskUnits="userSpaceOnUse" {area}>'
        f'<rect {area} fill="{sheet.url("twill")}"/></mask>'
        f'<pattern id="{sheet.name("thread")}" {pattern}><path d="{light}" stroke="#fff" stroke-opacity=".10"/>'
        f'<path d="{dark}" stroke="#000" stroke-opacity=".16" stroke-width=".9"/></pattern>'
    )


def _folds(sheet: Sheet) -> list[Fold]:
    folds, x = [], float(LEFT)
    while x < RIGHT - 20:
        right = min(x + sheet.form.uniform(62, 112), RIGHT)
        folds.append((x, right))
        x = right
    return folds


def _fold_light(sheet: Sheet, folds: list[Fold]) -> str:
    stops = ""
    for left, right in folds:
        for u, colour, opacity in (
            (0, "#1a0c05", 0.30), (0.18, "#1a0c05", 0.06), (0.42, "#fff6e4", 0.20),
            (0.66, "#1a0c05", 0.02), (0.96, "#1a0c05", 0.26),
        ):  # fmt: skip
            offset = (left + (right - left) * u - LEFT) / (RIGHT - LEFT)
            stops += f'<stop offset="{offset:.3f}" stop-color="{colour}" stop-opacity="{opacity}"/>'
    return (
        f'<linearGradient id="{sheet.name("folds")}">{stops}</linearGradient>'
        f'<linearGradient id="{sheet.name("drop")}" x2="0" y2="1"><stop stop-color="#1a0c05" stop-opacity=".34"/>'
        '<stop offset=".07" stop-color="#1a0c05" stop-opacity="0"/>'
        '<stop offset=".8" stop-color="#1a0c05" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#1a0c05" stop-opacity=".14"/></linearGradient>'
    )


def _within(folds: list[Fold], x: float) -> float:
    """How far across its fold a point lies, from 0 to 1."""
    left, right = next(((a, b) for a, b in folds if a <= x <= b), folds[-1])
    return (x - left) / (right - left)


def _outline(folds: list[Fold]) -> str:
    hem = [(x, BOTTOM - 16 + 12 * math.sin(math.pi * _within(folds, x))) for x in range(LEFT, RIGHT + 1, 10)]
    return f"M{LEFT} {TOP + 1}L" + "L".join(f"{x} {num(y)}" for x, y in hem) + f"L{RIGHT} {TOP + 1}Z"


def _fringe(sheet: Sheet, folds: list[Fold], sett: list[int], colours: list[Colour]) -> str:
    paths: dict[tuple[int, bool], str] = {}
    x = LEFT + 5.0
    while x < RIGHT - 2:
        u = _within(folds, x)
        y = BOTTOM - 18 + 12 * math.sin(math.pi * u)
        length, sway = sheet.detail.uniform(46, 60), sheet.detail.uniform(-4, 5)
        key = sett[int((x - LEFT) // THREAD) % len(sett)], 0.12 < u < 0.75
        for k in (-2.6, 0, 2.6):
            end = length + sheet.detail.uniform(-5, 5)
            knot = f"M{num(x + k)} {num(y)}q{num(-k)} 7 {num(-k * 0.7)} 13"
            paths[key] = paths.get(key, "") + knot + f"q{num(k)} {num(end / 2)} {num(sway + k)} {num(end)}"
        x += 10.2
    return "".join(
        f'<path d="{path}" fill="none" stroke="{colours[colour].lit(0 if lit else -0.12)}" stroke-width="2.7"'
        ' stroke-linecap="round"/>'
        for (colour, lit), path in paths.items()
    )


def _rail(sheet: Sheet) -> str:
    paint = sheet.surface("rail", Colour(0.68, 0.07, 66), Colour(0.46, 0.05, 62))
    return (
        f'<rect y="150" width="{WIDTH}" height="30" {paint}/><rect y="150" width="{WIDTH}" height="3" fill="#fff"'
        f' opacity=".3"/><rect y="180" width="{WIDTH}" height="9" fill="{SHADOW}" opacity=".16" {sheet.blur(1)}/>'
    )


def _pegs(sheet: Sheet) -> str:
    paint = sheet.surface("peg", Colour(0.60, 0.075, 60), Colour(0.55, 0.06, 60))
    return "".join(
        f'<circle cx="{num(x + 7)}" cy="175" r="15" fill="{SHADOW}" opacity=".3" {sheet.blur(1)}/>'
        f'<circle cx="{num(x)}" cy="168" r="14" {paint}/>'
        f'<circle cx="{num(x - 3.5)}" cy="164" r="5" fill="#fff" opacity=".28"/>'
        for x in (LEFT + 36, (LEFT + RIGHT) / 2, RIGHT - 36)
    )
