import gzip
import json
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

KILOBYTE = 1024


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Collected once for all that only look at it."""
    folder = tmp_path_factory.mktemp("static")
    collect(folder)
    return folder


def collect(folder, *more):
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "coop.static_files.BundlingStorage"}}
    dirs = [*more, settings.BASE_DIR / "static"]
    with override_settings(STATIC_ROOT=folder, STORAGES=storages, STATICFILES_DIRS=dirs, FONTS_INSTALLED=False):
        call_command("collectstatic", interactive=False, verbosity=0)


def served(folder, path: str) -> str:
    return (folder / json.loads((folder / "staticfiles.json").read_text())["paths"][path]).read_text()


def test_a_page_asks_for_one_style_sheet_and_finds_everything_in_it(collected):
    for sheet in ("css/public.css", "css/work.css"):
        style = served(collected, sheet)
        assert "@import" not in style
        assert "--kiln:" in style
        assert ".notice" in style


def test_the_pages_of_one_kind_have_a_sheet_besides_the_shared_one(collected):
    for sheet, rule in (("css/shop.css", ".departures {"), ("css/order.css", ".ticket {")):
        assert rule in served(collected, sheet)
        assert rule not in served(collected, "css/public.css")


def test_who_looks_at_a_page_is_not_sent_what_was_written_for_who_reads_its_style(collected):
    assert "/*" not in served(collected, "css/public.css")


def test_a_public_page_asks_for_one_script_and_each_part_keeps_its_names_to_itself(collected):
    script = served(collected, "js/public.js")
    assert "\nimport " not in script
    parts = ("send-once", "drop-clock", "live-edition", "price-code", "parcel-sum")
    for part in parts:
        assert f"{{\n{served(collected, f'js/{part}.js')}}}\n" in script


def test_style_sheets_keep_to_their_budget(collected):
    sizes = {
        sheet: len(gzip.compress(served(collected, sheet).encode())) for sheet in ("css/public.css", "css/work.css")
    }
    assert all(size <= 20 * KILOBYTE for size in sizes.values()), sizes


def test_collecting_twice_notices_a_changed_part(collected, tmp_path):
    once, folder, extra = served(collected, "css/public.css"), tmp_path / "static", tmp_path / "own"
    shutil.copytree(collected, folder)
    (extra / "css").mkdir(parents=True)
    (extra / "css" / "field.css").write_text(".changed { color: red; }")
    collect(folder, extra)
    assert ".changed" in served(folder, "css/public.css")
    assert ".changed" not in once


def test_without_the_fonts_their_sheet_is_left_alone(collected):
    assert "css/fonts.css" not in json.loads((collected / "staticfiles.json").read_text())["paths"]
