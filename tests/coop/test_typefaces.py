import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib.instancer import instantiateVariableFont

from coop.type_cutting import SLACK, cut
from coop.typefaces import CUTS, TypefaceFinder

KILOBYTE = 1024
SHAPE = [(0, 0), (300, 10), (600, 0), (610, 700), (300, 690), (0, 700)]
WIDER = [(0, 0), (90, 0), (180, 0), (184, 1), (91, 0), (0, 0)]
"""How each point of SHAPE has moved in the heaviest weight: nearly as far as its neighbours tell."""


@pytest.fixture
def whole(tmp_path) -> Path:
    """A face of two letters in the weights from 100 to 900."""
    build = FontBuilder(1000)
    build.setupGlyphOrder([".notdef", "a", "b"])
    build.setupCharacterMap({ord("a"): "a", ord("b"): "b"})
    pen = TTGlyphPen(None)
    pen.moveTo(SHAPE[0])
    for point in SHAPE[1:]:
        pen.lineTo(point)
    pen.closePath()
    shape = pen.glyph()
    build.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "a": shape, "b": shape})
    build.setupHorizontalMetrics({".notdef": (500, 0), "a": (650, 0), "b": (650, 0)})
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable({"familyName": "Two letters", "styleName": "Regular", "copyright": "Ours"})
    build.setupOS2()
    build.setupPost()
    build.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    phantoms = [(0, 0), (190, 0), (0, 0), (0, 0)]
    heavier = {letter: [TupleVariation({"wght": (0, 1, 1)}, [*WIDER, *phantoms])] for letter in "ab"}
    build.setupGvar({".notdef": [], **heavier})
    file = tmp_path / "whole.woff2"
    build.font.flavor = "woff2"
    build.save(file)
    return file


def points_of(file: Path, letter: str, weight: int) -> list[tuple[float, float]]:
    """In thousandths of the em."""
    font = instantiateVariableFont(TTFont(file), {"wght": weight})
    em = font["head"].unitsPerEm
    return [(x * 1000 / em, y * 1000 / em) for x, y in font["glyf"][letter].coordinates]


def test_a_cut_face_has_the_letters_and_weights_that_were_asked_for(whole, tmp_path):
    cut(whole, tmp_path / "cut.woff2", letters="a", weights=(340, 640))
    with TTFont(tmp_path / "cut.woff2") as font:
        assert set(font.getBestCmap()) == {ord("a")}
        assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 340, 640)]
        assert font["name"].getDebugName(0) == "Ours"


@pytest.mark.parametrize("weight", [340, 480, 640])
def test_a_cut_face_is_drawn_as_the_whole_one(whole, tmp_path, weight):
    cut(whole, tmp_path / "cut.woff2", letters="a", weights=(340, 640))
    pairs = zip(points_of(tmp_path / "cut.woff2", "a", weight), points_of(whole, "a", weight), strict=True)
    assert all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= (SLACK + 1) * 1000 / 800 for a, b in pairs)


def test_a_face_that_is_cut_twice_has_the_same_bytes(whole, tmp_path):
    for name in ("one", "two"):
        cut(whole, tmp_path / name, letters="ab", weights=(340, 640))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("made", CUTS, ids=lambda made: made.face)
def test_the_style_sheet_asks_a_cut_face_for_the_letters_that_it_has(made):
    sheet = (settings.BASE_DIR / "static" / "css" / "fonts.css").read_text()
    (rule,) = (line for line in sheet.splitlines() if made.file in line)
    (ranges,) = re.findall(r"unicode-range: ([^;]+);", rule)
    asked = set()
    for each in ranges.split(", "):
        first, _, last = each.removeprefix("U+").partition("-")
        asked |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert asked == {ord(letter) for letter in made.letters}


def test_npms_faces_are_cut_to_less_than_half_and_found_as_static_files(settings, tmp_path):
    settings.FACES_FOLDER = tmp_path
    finder = TypefaceFinder()
    listed = {f"{storage.prefix}/{path}": storage.size(path) for path, storage in finder.list([])}
    found = {made.url_path: finder.find(made.url_path) for made in CUTS}
    if not settings.FONTS_INSTALLED:
        assert listed == {}
        assert not any(found.values())
        return
    assert set(listed) == set(found)
    assert sum(listed.values()) <= 25 * KILOBYTE
    assert all(
        TTFont(file).getBestCmap().keys() == {*map(ord, made.letters)}
        for made, file in zip(CUTS, found.values(), strict=True)
    )


def test_without_npms_faces_there_is_nothing_to_find(settings):
    settings.FONTS_INSTALLED = False
    assert finders.find(CUTS[0].url_path) is None
    assert list(TypefaceFinder().list([])) == []
