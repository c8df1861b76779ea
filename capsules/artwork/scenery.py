"""What stands around a piece: the wall with a patch of window light, shadows, a floor of boards."""

from .colours import Colour
from .sheet import HEIGHT, WIDTH, Sheet, num

PANE_GAP = 10


def blurs(sheet: Sheet, *amounts: int) -> str:
    """The filters that Sheet.blur names; `amounts` in pixels."""
    return "".join(
        f'<filter id="{sheet.name(f"blur{amount}")}" x="-30%" y="-60%" width="160%" height="220%">'
        f'<feGaussianBlur stdDeviation="{amount}"/></filter>'
        for amount in amounts
    )


def wall(sheet: Sheet) -> str:
    colour = sheet.palette.wall
    paint = sheet.surface("wall", colour, Colour(0.30, 0.022, colour.hue))
    return f'<rect width="{WIDTH}" height="{HEIGHT}" {paint}/>'


def window_light(sheet: Sheet, x: float, y: float, width: float, height: float) -> str:
    """Six panes, leaning with the sun."""
    lean = width * 0.34
    pane_width, pane_height = (width - PANE_GAP) / 2, (height - 2 * PANE_GAP) / 3
    panes = ""
    for row in range(3):
        for column in range(2):
            left = x + column * (pane_width + PANE_GAP) + lean * row * (pane_height + PANE_GAP) / height
            top = y + row * (pane_height + PANE_GAP) - column * (pane_width + PANE_GAP) * 0.10
            slope = pane_width * 0.10
            panes += (
                f"M{num(left)} {num(top)}l{num(pane_width)} {num(-slope)}l{num(lean * pane_height / height)} "
                f"{num(pane_height)}l{num(-pane_width)} {num(slope)}Z"
            )
    bright = Colour(min(0.96, sheet.palette.wall.lightness + 0.055), 0.034, 78)
    paint = sheet.surface("light", bright, Colour(0.395, 0.035, 55))
    return f'<path d="{panes}" {paint} {sheet.blur(3)}/>'


def boards(sheet: Sheet) -> str:
    """A wooden floor seen from above."""
    colour = Colour(0.80, 0.06, 68)
    paint = sheet.surface("wall", colour, Colour(0.34, 0.035, 68))
    width = WIDTH / 6
    drawn = f'<rect width="{WIDTH}" height="{HEIGHT}" {paint}/>'
    seams = grain = ""
    for board in range(6):
        left = board * width
        drawn += (
            f'<rect x="{num(left)}" width="{num(width)}" height="{HEIGHT}" fill="#7a4a20"'
            f' opacity="{sheet.detail.uniform(0, 0.06):.3f}"/>'
        )
        seams += f"M{num(left)} 0V{HEIGHT}M{num(left)} {num(sheet.detail.uniform(150, 850))}h{num(width)}"
        for _ in range(4):
            x, y = left + sheet.detail.uniform(12, width - 12), sheet.detail.uniform(0, HEIGHT)
            bend, length = sheet.detail.uniform(-7, 7), sheet.detail.uniform(140, 260)
            grain += f"M{num(x)} {num(y)}q{num(bend)} {num(length / 2)} 0 {num(length)}"
    return (
        f'{drawn}<path d="{seams}" stroke="#4a2a12" stroke-opacity=".21" stroke-width="1.6"/>'
        f'<path d="{grain}" fill="none" stroke="#4a2a12" stroke-opacity=".07" stroke-width="1.4"/>'
    )


def daylight(sheet: Sheet) -> str:
    """Light from the upper left over the whole picture."""
    return (
        f'<linearGradient id="{sheet.name("day")}" x2="1" y2="1"><stop stop-color="#fff4dc" stop-opacity=".2"/>'
        '<stop offset=".5" stop-color="#fff" stop-opacity="0"/>'
        '<stop offset="1" stop-color="#1a0c05" stop-opacity=".2"/>'
        f'</linearGradient><rect width="{WIDTH}" height="{HEIGHT}" fill="{sheet.url("day")}"/>'
    )
