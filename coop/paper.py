"""Sheets to print, as PDF in the co-op's own type. The same words at the same moment give the same bytes."""

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from coop.embedded import FOLDER
from coop.pdf import FPDF, XPos, YPos
from coop.typefaces import npm_file
from coop.whole_files import written_whole

TYPE = "figtree"
PARTS = ("latin", "latin-ext")
WEIGHTS = {"": 400, "B": 600}
INK, QUIET, LINE = (42, 33, 28), (109, 96, 87), (216, 204, 190)
PT = 0.3528
"""Millimetres to the point."""


class Sheet(FPDF):
    """A sheet of paper with its margins in mm; what is written on it runs from the top down."""

    def __init__(self, *, title: str, size: tuple[float, float], margin: float, dated: datetime):
        super().__init__(format=size)
        self.set_title(title)
        self.set_creator("Coop")
        self.set_lang("en")
        self.set_creation_date(dated)
        self.set_margin(margin)
        self.c_margin = 0.0
        self.set_auto_page_break(True, margin)
        self.face = self._load_type()
        self.set_line_width(0.2)
        self.add_page()

    def _load_type(self) -> str:
        if not settings.FONTS_INSTALLED:
            self.core_fonts_encoding = "cp1252"
            return "helvetica"
        for style, weight in WEIGHTS.items():
            self.add_font(TYPE, style, typeface(weight))
        return TYPE

    def typed(self, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        """What follows is set in so many points."""
        self.set_font(self.face, "B" if bold else "", size)
        self.set_text_color(*(QUIET if quiet else INK))

    def say(self, words: str, size: float = 10, *, bold: bool = False, quiet: bool = False, width: float = 0) -> None:
        """A paragraph, broken where it must be."""
        self.typed(size, bold=bold, quiet=quiet)
        words = self.printable(words)
        self.multi_cell(width, size * PT * 1.45, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def row(self, words: str, figure: str, size: float = 10, *, bold: bool = False, quiet: bool = False) -> None:
        """Words, and a figure at the right margin."""
        room = 34.0
        top = self.get_y()
        self.say(words, size, bold=bold, quiet=quiet, width=self.epw - room)
        below = self.get_y()
        self.set_xy(self.w - self.r_margin - room, top)
        self.cell(room, size * PT * 1.45, self.printable(figure), align="R")
        self.set_xy(self.l_margin, below)

    def space(self, height: float) -> None:
        self.set_xy(self.l_margin, self.get_y() + height)

    def rule(self, *, strong: bool = False) -> None:
        self.set_draw_color(*(INK if strong else LINE))
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())

    def box(self, side: float) -> None:
        """An empty square at the left margin, to be ticked by hand."""
        self.set_draw_color(*INK)
        self.rect(self.l_margin, self.get_y(), side, side)

    def qr(self, text: str, *, x: float, y: float, side: float) -> None:
        """A QR code of squares, sharp at any size."""
        rows = [list(row) for row in segno.make(text, micro=False, error="m").matrix_iter(border=2)]
        step = side / len(rows)
        self.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    # A hair of overlap, so that no printer leaves seams between squares.
                    self.rect(x + across * step, y + down * step, step * 1.02, step * 1.02, style="F")

    def printable(self, words: str) -> str:
        """The words with what the type cannot show as “?”."""
        return "".join(letter if self.has(letter) else "?" for letter in words)

    def has(self, letter: str) -> bool:
        if letter == "\n":
            return True
        if self.face == "helvetica":
            return bool(letter.encode("cp1252", "ignore"))
        return ord(letter) in known_letters()

    def printed(self) -> bytes:
        return bytes(self.output())


@cache
def known_letters() -> frozenset[int]:
    with TTFont(typeface(WEIGHTS[""])) as font:
        return frozenset(font.getBestCmap())


@cache
def typeface(weight: int) -> Path:
    """The file of one weight, cut once from the variable fonts that npm brings in parts."""
    kept = FOLDER / "type" / f"{TYPE}-{weight}.ttf"
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as bench:
        parts = [str(_cut(part, weight, Path(bench))) for part in PARTS]
        font = Merger(Options(drop_tables=["GPOS", "GSUB", "GDEF", "STAT"])).merge(parts)
        font.recalcTimestamp = False  # else two machines would print other bytes
        with written_whole(kept) as whole:
            font.save(whole)
    return kept


def _cut(part: str, weight: int, bench: Path) -> Path:
    cut = bench / f"{part}.ttf"
    with TTFont(npm_file(TYPE, part), recalcTimestamp=False) as font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True)
        font.flavor = None
        font.save(cut)
    return cut
