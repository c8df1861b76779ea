"""Cuts a typeface: fewer letters, and no more weights than are asked for, so that it comes with the page."""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont
from fontTools.varLib.iup import iup_delta_optimize

from coop.whole_files import written_whole

EM = 800
"""Units to the em: a tenth of a pixel in the largest heading."""
SLACK = 2
"""How many units a point may lie beside its place in a weight between the drawn ones."""
FEATURES = ("kern", "liga", "lnum", "tnum")


def cut(whole: Path, into: Path, *, letters: str, weights: tuple[int, int]) -> None:
    """Makes a variable face of another. Always of the same bytes, since its name on the web is made of them."""
    with TTFont(whole, recalcTimestamp=False) as font:
        scale_upem(font, EM)
        instantiateVariableFont(font, {"wght": weights}, inplace=True)
        _leave(font, letters)
        _straighten(font)
        font.flavor = "woff2"
        with written_whole(into) as written:
            font.save(written)


def _leave(font: TTFont, letters: str) -> None:
    options = Options(layout_features=list(FEATURES), hinting=False, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["STAT"]
    for glyph in font.getGlyphOrder():
        font["gvar"].variations.setdefault(glyph, [])  # the subsetter asks for those of each
    chosen = Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)


def _straighten(font: TTFont) -> None:
    """Leaves out how a point moves from weight to weight where its neighbours' movement tells it well enough."""
    outlines, widths = font["glyf"], font["hmtx"].metrics
    for glyph, variations in font["gvar"].variations.items():
        points, control = outlines._getCoordinatesAndControls(glyph, widths)
        for variation in variations:
            variation.calcInferredDeltas(points, control.endPts)
            variation.roundDeltas()
            variation.coordinates = iup_delta_optimize(variation.coordinates, points, control.endPts, tolerance=SLACK)
