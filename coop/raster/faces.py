"""The typefaces of drawn pictures. npm's are WOFF2 in two halves, Latin and extended Latin; drawing wants TrueType.

Without npm's, the one face that Pillow carries serves for both: a picture does not depend on what a machine has.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageFont

from coop.typefaces import npm_file
from coop.whole_files import written_whole

Role = Literal["serif", "sans"]
NPM: dict[Role, str] = {"serif": "fraunces", "sans": "figtree"}
HALVES = ("latin", "latin-ext")
MEASURED_AT = 100
UNKNOWN_EM = 0.8
"""How wide a letter is taken to be that the machine's own faces draw: rather too wide than over its neighbour."""


@dataclass(frozen=True)
class Face:
    family: str
    file: Path
    letters: frozenset[int]
    is_variable: bool


@cache
def face_of(role: Role) -> tuple[Face, ...]:
    """The faces that a role is set in, the first that has a letter draws it."""
    if not settings.FONTS_INSTALLED:
        return (_pillows_own(role),)
    files = [npm_file(NPM[role], half) for half in HALVES]
    return tuple(_face(f"coop-{role}-{half}", TTFont(file)) for half, file in zip(HALVES, files, strict=True))


def _pillows_own(role: Role) -> Face:
    default = ImageFont.load_default(MEASURED_AT)
    assert isinstance(default, ImageFont.FreeTypeFont), "Pillow's wheels have FreeType"
    return _face(f"coop-{role}-plain", TTFont(default.path))


def _face(family: str, font: TTFont) -> Face:
    """Written once in our folder, under a family name that nothing else on the machine has."""
    file = settings.FACES_FOLDER / f"{family}.ttf"
    letters = frozenset(font.getBestCmap())
    if not file.exists():
        font.flavor = None
        for name_id in (1, 16):
            font["name"].setName(family, name_id, 3, 1, 0x409)
        with written_whole(file) as written:
            font.save(written)
    return Face(family, file, letters, is_variable="fvar" in font)


class Run(NamedTuple):
    """Letters that one face draws, where they begin on their line, and how much of it they take."""

    family: str
    letters: str
    start: float
    width: float


def runs(text: str, role: Role, *, size: float, weight: int, spacing: float = 0) -> list[Run]:
    """A line in pixels, each letter in a face that has it. Kerning may draw it a little narrower.

    Letters that no face of ours has are a run of their own: resvg finds them one on the machine, but where it does so
    amid others, it swaps letters.
    """
    faces = face_of(role)

    def drawn_by(letter: str) -> Face | None:
        return next((face for face in faces if ord(letter) in face.letters), None)

    placed: list[Run] = []
    for face, some in groupby(text, key=drawn_by):
        letters = "".join(some)
        ems = _measure(face, weight).getlength(letters) / MEASURED_AT if face else UNKNOWN_EM * len(letters)
        begins = sum(run.width for run in placed)
        placed.append(Run((face or faces[0]).family, letters, begins, ems * size + spacing * len(letters)))
    return placed


def width_of(text: str, role: Role, *, size: float, weight: int, spacing: float = 0) -> float:
    return sum(run.width for run in runs(text, role, size=size, weight=weight, spacing=spacing))


@lru_cache(maxsize=32)
def _measure(face: Face, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.file, MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
    if face.is_variable:
        font.set_variation_by_axes([weight])
    return font
