"""The faces of drawn pictures, and what they draw."""

import io

import pytest
from django.conf import settings
from PIL import Image

from coop.raster import faces, kept_jpeg_of, runs, width_of


@pytest.fixture
def without_npm(settings, tmp_path):
    """As on a machine without Node.js."""
    settings.FONTS_INSTALLED, settings.FACES_FOLDER = False, tmp_path
    faces.face_of.cache_clear()
    yield
    faces.face_of.cache_clear()


def drawn_with(text, role):
    """How many dark pixels a line of text leaves on white paper."""
    line = "".join(
        f'<text x="{10 + run.start}" y="60" font-family="{run.family}" font-size="40">{run.letters}</text>'
        for run in runs(text, role, size=40, weight=400)
    )
    paper = '<rect width="400" height="100" fill="#fff"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100">{paper}{line}</svg>'
    picture = Image.open(io.BytesIO(kept_jpeg_of(svg))).convert("L")
    return picture.size, sum(picture.histogram()[:128])


def test_a_picture_has_its_size_and_its_words():
    size, dark = drawn_with("Low Tide", "serif")

    assert (size, dark > 500) == ((400, 100), True)


def test_without_npms_typefaces_the_words_are_there_too(without_npm):
    assert {run.family for role in ("serif", "sans") for run in runs("Low Tide", role, size=40, weight=600)} == {
        "coop-serif-plain",
        "coop-sans-plain",
    }
    assert drawn_with("Low Tide", "serif")[1] > 500


def test_a_line_is_drawn_by_as_many_faces_as_its_letters_need():
    assert "".join(run.letters for run in runs("Żółć Ω", "sans", size=40, weight=400)) == "Żółć Ω"
    assert runs("", "sans", size=40, weight=400) == []


def test_heavier_and_larger_letters_are_wider():
    light, heavy = (width_of("Low Tide", "serif", size=40, weight=weight) for weight in (300, 900))

    assert light < heavy if settings.FONTS_INSTALLED else light == heavy  # the face that stands in has one weight
    assert width_of("Low Tide", "serif", size=80, weight=300) == pytest.approx(2 * light)
