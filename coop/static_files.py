"""How our static files are served: hashed, compressed, and what a page needs of a kind as one file."""

import re
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTED_STYLE = re.compile(r'^@import url\("([^"]+)"\);\n', re.MULTILINE)
IMPORTED_SCRIPT = re.compile(r'^import "\./([^"]+)";\n', re.MULTILINE)
REMARK = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
INDENT = re.compile(r"\n\s+")
STYLES = ("css/public.css", "css/shop.css", "css/order.css", "css/work.css", "css/card.css")
SCRIPTS = ("js/public.js",)
FONTS_SHEET = "css/fonts.css"


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Puts what a style sheet or a script imports in its place, so that a page asks for one file of each.

    In development nothing is collected, and the browser follows the imports itself.
    """

    def post_process(self, paths, dry_run=False, **options):
        # The fonts come from npm. Without them the sheet that names them cannot be resolved, and is left out.
        if not any(path.startswith("fonts/") for path in paths):
            paths = {path: found for path, found in paths.items() if path != FONTS_SHEET}
        if not dry_run:
            whole = {path: _style(path, paths) for path in STYLES if path in paths}
            whole |= {path: _script(path, paths) for path in SCRIPTS if path in paths}
            paths = paths | {path: self._put(path, text) for path, text in whole.items()}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _put(self, path: str, text: str) -> tuple:
        self.delete(path)
        self._save(path, ContentFile(text))
        return self, path


def _style(path: str, paths: dict) -> str:
    """What is written for who reads the style is not sent to who looks at the page."""
    whole = IMPORTED_STYLE.sub(lambda found: _part(path, found[1], paths), _text(*paths[path]))
    return INDENT.sub("\n", REMARK.sub("", whole))


def _script(path: str, paths: dict) -> str:
    """Each part in a block of its own, since modules do not share their names."""
    return IMPORTED_SCRIPT.sub(lambda found: "{\n" + _part(path, found[1], paths) + "}\n", _text(*paths[path]))


def _part(whole: str, name: str, paths: dict) -> str:
    path = str(PurePosixPath(whole).parent / name)
    is_left_out = path == FONTS_SHEET and path not in paths
    return "" if is_left_out else _text(*paths[path])


def _text(storage, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()
