"""Colours are thought in OKLCH, where equal steps look equal, and written as sRGB."""

import math
from typing import NamedTuple


class Colour(NamedTuple):
    lightness: float
    chroma: float
    hue: float

    def lit(self, by: float, chroma: float = 0) -> "Colour":
        return Colour(min(1, max(0, self.lightness + by)), max(0, self.chroma + chroma), self.hue)

    def __str__(self) -> str:
        return "#" + "".join(f"{_byte(channel):02x}" for channel in _linear(self))


def _linear(colour: Colour) -> tuple[float, float, float]:
    """Linear sRGB, by the matrices of Björn Ottosson's definition of OKLab."""
    hue = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(hue), colour.chroma * math.sin(hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _byte(linear: float) -> int:
    linear = max(0.0, linear)
    shown = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return min(255, round(shown * 255))
