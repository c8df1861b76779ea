import gzip
import json

import pytest
from django.core.management import call_command

KILOBYTE = 1024


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "coop.static_files.BundlingStorage"}}
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static"]
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def served(folder, path: str) -> str:
    return (folder / json.loads((folder / "staticfiles.json").read_text())["paths"][path]).read_text()


def test_a_page_asks_for_one_style_sheet_and_finds_everything_in_it(collected):
    for sheet in ("css/public.css", "css/work.css"):
        style = served(collected, sheet)
        assert "@import" not in style
        assert "--kiln:" in style
        assert ".notice" in style


def test_style_sheets_keep_to_their_budget(collected):
    sizes = {
        sheet: len(gzip.compress(served(collected, sheet).encode())) for sheet in ("css/public.css", "css/work.css")
    }
    assert all(size <= 20 * KILOBYTE for size in sizes.values()), sizes


def test_collecting_twice_notices_a_changed_part(collected, settings, tmp_path_factory):
    once = served(collected, "css/public.css")
    extra = tmp_path_factory.mktemp("own")
    (extra / "css").mkdir()
    (extra / "css" / "field.css").write_text(".changed { color: red; }")
    settings.STATICFILES_DIRS = [extra, *settings.STATICFILES_DIRS]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert ".changed" in served(collected, "css/public.css")
    assert ".changed" not in once


def test_without_the_fonts_their_sheet_is_left_alone(collected):
    assert "css/fonts.css" not in json.loads((collected / "staticfiles.json").read_text())["paths"]
