"""How our static files are served: hashed, compressed, and each style sheet as one file."""

import re
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import url\("([^"]+)"\);\n', re.MULTILINE)
BUNDLED = ("css/public.css", "css/work.css", "css/card.css")
FONTS_SHEET = "css/fonts.css"


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Puts imported style sheets in place of their @import, so that a page asks for one file.

    In development nothing is collected, and the browser follows the imports itself.
    """

    def post_process(self, paths, dry_run=False, **options):
        # The fonts come from npm. Without them the sheet that names them cannot be resolved, and is left out.
        if not any(path.startswith("fonts/") for path in paths):
            paths = {path: found for path, found in paths.items() if path != FONTS_SHEET}
        if not dry_run:
            paths = paths | {sheet: self._bundle(sheet, paths) for sheet in BUNDLED if sheet in paths}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _bundle(self, sheet: str, paths: dict) -> tuple:
        folder = PurePosixPath(sheet).parent
        whole = IMPORT.sub(lambda found: _part(str(folder / found[1]), paths), _text(*paths[sheet]))
        self.delete(sheet)
        self._save(sheet, ContentFile(whole))
        return self, sheet


def _part(path: str, paths: dict) -> str:
    is_left_out = path == FONTS_SHEET and path not in paths
    return "" if is_left_out else _text(*paths[path])


def _text(storage, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()
