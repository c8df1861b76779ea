"""The palettes that a capsule may be drawn in."""

from typing import NamedTuple

from .colours import Colour


class Palette(NamedTuple):
    label: str
    wall: Colour
    plinth: Colour
    clay: Colour
    light: Colour
    mid: Colour
    deep: Colour
    accent: Colour
    second: Colour

    @property
    def tones(self) -> tuple[Colour, ...]:
        return (self.mid, self.deep, self.accent, self.second)


def _palette(label: str, *colours: tuple[float, float, float]) -> Palette:
    return Palette(label, *(Colour(*colour) for colour in colours))


STONEWARE = (0.66, 0.075, 48)
EARTHENWARE = (0.58, 0.095, 42)
OATMEAL = (0.76, 0.045, 70)
SAND = (0.80, 0.03, 70)

# label, wall, plinth, clay, light, mid, deep, accent, second
PALETTE = {
    "tide": _palette(
        "Tide: sea foam, grey-blue, deep blue",
        (0.87, 0.032, 62), SAND, STONEWARE,
        (0.85, 0.035, 165), (0.62, 0.075, 215), (0.36, 0.085, 252), (0.78, 0.095, 78), (0.70, 0.070, 190),
    ),
    "rust": _palette(
        "Rust: wheat, amber, iron red",
        (0.86, 0.025, 120), (0.78, 0.028, 110), (0.50, 0.07, 45),
        (0.83, 0.06, 82), (0.64, 0.135, 55), (0.40, 0.11, 32), (0.50, 0.06, 210), (0.72, 0.115, 66),
    ),
    "slate": _palette(
        "Slate: chalk, grey, slate",
        (0.85, 0.05, 55), (0.78, 0.04, 60), (0.70, 0.05, 60),
        (0.90, 0.012, 90), (0.60, 0.018, 240), (0.33, 0.022, 255), (0.62, 0.11, 45), (0.76, 0.022, 220),
    ),
    "dune": _palette(
        "Dune: oat, camel, umber",
        (0.87, 0.022, 190), (0.79, 0.025, 170), (0.60, 0.06, 55),
        (0.91, 0.028, 85), (0.74, 0.075, 72), (0.42, 0.055, 55), (0.62, 0.095, 48), (0.82, 0.055, 78),
    ),
    "harbour": _palette(
        "Harbour: chalk, navy, pine, signal red",
        (0.86, 0.018, 215), (0.78, 0.02, 200), STONEWARE,
        (0.92, 0.022, 88), (0.52, 0.08, 150), (0.36, 0.085, 258), (0.60, 0.15, 40), (0.80, 0.10, 82),
    ),
    "harvest": _palette(
        "Harvest: cream, madder, ochre, ink",
        (0.86, 0.032, 112), (0.78, 0.06, 70), EARTHENWARE,
        (0.93, 0.030, 88), (0.56, 0.150, 38), (0.32, 0.045, 40), (0.79, 0.115, 80), (0.42, 0.10, 262),
    ),
    "indigo": _palette(
        "Indigo: undyed, sky, indigo",
        (0.88, 0.028, 80), SAND, OATMEAL,
        (0.95, 0.020, 95), (0.62, 0.085, 250), (0.40, 0.115, 262), (0.70, 0.095, 55), (0.78, 0.055, 240),
    ),
    "orchard": _palette(
        "Orchard: cream, terracotta, moss, blue",
        (0.85, 0.035, 85), (0.78, 0.045, 75), EARTHENWARE,
        (0.93, 0.030, 88), (0.47, 0.085, 145), (0.32, 0.070, 264), (0.58, 0.150, 38), (0.80, 0.110, 82),
    ),
    "reed": _palette(
        "Reed: celadon, sage, bottle green",
        (0.87, 0.030, 40), (0.79, 0.03, 45), OATMEAL,
        (0.88, 0.040, 150), (0.68, 0.070, 152), (0.38, 0.065, 160), (0.80, 0.105, 85), (0.60, 0.060, 120),
    ),
    "rose": _palette(
        "Rose: shell, rose, plum",
        (0.87, 0.022, 150), (0.79, 0.025, 130), STONEWARE,
        (0.92, 0.022, 50), (0.75, 0.085, 25), (0.40, 0.095, 5), (0.60, 0.070, 160), (0.84, 0.060, 60),
    ),
}  # fmt: skip
