"""The typefaces of pages, cut from npm's to what nearly every line is set in: the common letters, in our weights.

They are two fifths of npm's, which a browser fetches only for a page that has other letters (css/fonts.css).
"""

from pathlib import Path
from string import ascii_letters, digits
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from coop.lazily import at_first_call

cut = at_first_call("coop.type_cutting.cut")

PREFIX = "fonts"
WEIGHTS = (340, 640)
LETTERS = ascii_letters + digits + " .,:;!?'()-/&\N{NO-BREAK SPACE}·×–—’“”…€"
SIGNS = "%+@|°"
ACCENTED = "àáâãäåæçèéêëìíîïñòóôõöøùúûüß"


def npm_file(face: str, half: str) -> Path:
    """The variable face as npm brings it, in halves: “latin” and “latin-ext”."""
    return settings.FONTS[face] / f"{face}-{half}-wght-normal.woff2"


class Cut(NamedTuple):
    """A face with some of its letters. Headings rarely have accents; text has them in its names and addresses."""

    face: str
    letters: str

    @property
    def file(self) -> str:
        return f"{self.face}-core.woff2"

    @property
    def url_path(self) -> str:
        return f"{PREFIX}/{self.file}"

    def write(self, into: Path) -> None:
        cut(npm_file(self.face, "latin"), into, letters=self.letters, weights=WEIGHTS)


CUTS = (Cut("fraunces", LETTERS), Cut("figtree", LETTERS + SIGNS + ACCENTED))


class TypefaceFinder(BaseFinder):
    """Finds the cut faces as static files. Without npm's there are none, and pages are set in the system's own."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(settings.FACES_FOLDER)
        self.storage.prefix = PREFIX

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        made = next((made for made in self._cuts() if made.url_path == path), None)
        if made is None:
            return []
        file = self._file(made)
        if not file.exists():
            made.write(file)
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns):
        for made in self._cuts():
            made.write(self._file(made))
            yield made.file, self.storage

    def _cuts(self) -> tuple[Cut, ...]:
        return CUTS if settings.FONTS_INSTALLED else ()

    def _file(self, made: Cut) -> Path:
        return Path(self.storage.path(made.file))
