"""The card beside a sample, as a PDF of A6: the drawing, what it is, what to do with one's hands, care, and a code."""

import io

import resvg_py
import segno
from django.conf import settings
from PIL import Image, ImageOps

from coop.pdf import FPDF
from coop.typefaces import npm_file

from .artwork import draw
from .materials import care
from .models import Capsule, Sample

WIDTH, HEIGHT = 105, 148
PICTURE = 76
"""Millimetres from the top that the drawing takes, over the card's whole width."""

SHOWN = (0.16, 0.84)
"""From where to where of its height a drawing is shown: a piece stands between."""

PIXELS = 900
MARGIN, QR = 8, 27
TITLE_SIZES = (21, 18, 15.5, 13.5)
INK, QUIET, PAPER = (42, 33, 28), (109, 96, 87), (250, 247, 241)
FACES = {"serif": ("fraunces", 400.0), "sans": ("figtree", 420.0), "bold": ("figtree", 640.0)}
WESTERN = "cp1252"
PLAIN = {"serif": ("times", ""), "sans": ("helvetica", ""), "bold": ("helvetica", "B")}
"""What every reader of PDFs has, where the typefaces are not installed. They know Western letters only."""


def card_of(sample: Sample, *, drawn_by: Capsule | None) -> bytes:
    """`drawn_by` is the drop whose drawing and care it shows, if there is one."""
    card = Card(letters=f"{sample.title}{sample.words}{sample.referral.maker}{care_of(drawn_by)}")
    card.picture(drawn_by)
    card.words(sample, drawn_by)
    card.code(settings.PUBLIC_URL + sample.get_absolute_url())
    return bytes(card.output())


class Card(FPDF):
    def __init__(self, *, letters: str):
        super().__init__(format=(WIDTH, HEIGHT))
        self.core_fonts_encoding = WESTERN
        self.set_auto_page_break(False)
        self.set_margin(MARGIN)
        self.add_page()
        self.set_fill_color(*PAPER)
        self.rect(0, 0, WIDTH, HEIGHT, style="F")
        self.has_faces = settings.FONTS_INSTALLED
        if self.has_faces:
            self._add_faces("latin", "")
            if letters != _western(letters):
                self._add_faces("latin-ext", "-more")
                self.set_fallback_fonts([f"{role}-more" for role in FACES], exact_match=False)

    def _add_faces(self, half: str, suffix: str) -> None:
        for role, (name, weight) in FACES.items():
            axes: dict[str, float] = {"wght": weight}
            self.add_font(f"{role}{suffix}", fname=npm_file(name, half), variations=axes)

    def face(self, role: str, size: float, colour=INK) -> None:
        self.set_text_color(*colour)
        if self.has_faces:
            self.set_font(role, size=size)
        else:
            family, style = PLAIN[role]
            self.set_font(family, style, size)

    def say(self, text: str, *, high: float, wide: float = 0) -> None:
        self.multi_cell(wide, high, self.known(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def known(self, text: str) -> str:
        return text if self.has_faces else _western(text)

    def is_within(self, text: str, wide: float) -> bool:
        return self.get_string_width(self.known(text)) < wide

    def picture(self, capsule: Capsule | None) -> None:
        if capsule:
            self.image(_drawing(capsule), x=0, y=0, w=WIDTH, h=PICTURE)
        self.set_y(PICTURE + 5 if capsule else MARGIN)

    def words(self, sample: Sample, capsule: Capsule | None) -> None:
        self.headline(sample.title)
        self.face("sans", 9, QUIET)
        what = sample.capsule.thing.capitalize() if sample.capsule else "Material"
        self.say(f"{what} by {sample.referral.maker}", high=4.4)
        self.ln(2.5)
        self.sentence(sample.words)
        beside = WIDTH - 2 * MARGIN - QR - 5
        if lines := care_of(capsule):
            self.ln(2)
            self.face("sans", 8, QUIET)
            self.say("\n".join(lines[:3]), high=3.7, wide=beside)
        self.set_xy(MARGIN, HEIGHT - MARGIN - 8)
        self.face("bold", 8.5)
        self.say("Scan it for the whole drop:", high=4, wide=beside)
        self.face("sans", 8.5)
        self.say("its price today, and the day it is there.", high=4, wide=beside)

    def headline(self, text: str) -> None:
        """On one line where it can be."""
        for size in TITLE_SIZES:
            self.face("serif", size)
            if self.is_within(text, WIDTH - 2 * MARGIN - 1):
                break
        self.say(text, high=size * 0.38)

    def sentence(self, text: str) -> None:
        """On two lines where it can be: a third stands beside the code already."""
        for size in (12, 11, 10, 9):
            self.face("serif", size)
            if self.is_within(text, 2 * 0.94 * (WIDTH - 2 * MARGIN)):
                break
        self.say(text, high=size * 0.43)

    def code(self, address: str) -> None:
        """As squares, not as a picture: a printer keeps them sharp."""
        rows = segno.make(address, error="m", micro=False).matrix
        size = QR / len(rows)
        left, top = WIDTH - MARGIN - QR, HEIGHT - MARGIN - QR
        self.set_fill_color(255, 255, 255)
        self.rect(left - 2, top - 2, QR + 4, QR + 4, style="F")
        self.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for across, is_dark in enumerate(row):
                if is_dark:
                    # A hair wider, so that no white line shows between two squares.
                    self.rect(left + across * size, top + down * size, size + 0.02, size + 0.02, style="F")


def _western(text: str) -> str:
    return text.encode(WESTERN, "replace").decode(WESTERN)


def care_of(capsule: Capsule | None) -> list[str]:
    return care(capsule.materials) if capsule else []


def _drawing(capsule: Capsule) -> Image.Image:
    """The capsule's drawing, from over the piece to under it; its wall goes on where the card is wider."""
    svg = draw(capsule.artwork, capsule.drawn_from, capsule.palette)
    drawn = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=PIXELS)))).convert("RGB")
    top, bottom = (round(drawn.height * share) for share in SHOWN)
    whole = drawn.crop((0, top, drawn.width, bottom))
    wide = round(whole.height * WIDTH / PICTURE)
    side = (wide - whole.width) // 2
    card = Image.new("RGB", (whole.width + 2 * side, whole.height))
    mirrored = ImageOps.mirror(whole)
    card.paste(mirrored, (side - whole.width, 0))
    card.paste(mirrored, (side + whole.width, 0))
    card.paste(whole, (side, 0))
    return card
