import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from capsules.artwork import KINDS, PALETTES, draw
from capsules.artwork.colours import Colour
from capsules.artwork.sheet import polygon

EACH_KIND = pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
SLUGS = ["low-tide", "orchard-floor", "a", "x" * 50, "dips-4", "salt-jar", "moon-bowl", "harbour-check"]


def ids(svg: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', svg))


@EACH_KIND
def test_a_drawing_is_the_same_each_time(kind):
    assert draw(kind, "low-tide", "tide") == draw(kind, "low-tide", "tide")


@EACH_KIND
def test_each_slug_has_a_drawing_of_its_own(kind):
    drawings = [re.sub(r"a[0-9a-f]{8}-", "", draw(kind, slug, "tide")) for slug in SLUGS]
    assert len(set(drawings)) == len(SLUGS)


@EACH_KIND
def test_each_palette_has_its_own_colours(kind):
    drawings = {draw(kind, "low-tide", palette) for palette, _ in PALETTES}
    assert len(drawings) == len(PALETTES)


def test_the_palette_changes_the_colours_and_not_the_form():
    def form(svg: str) -> str:
        return re.sub(r"#?a[0-9a-f]{8}-|#[0-9a-f]{6}", "", svg)

    for kind in ("vessel", "cups", "woven", "kilim", "indigo"):
        assert form(draw(kind, "low-tide", "tide")) == form(draw(kind, "low-tide", "rust"))


@EACH_KIND
@pytest.mark.parametrize("slug", SLUGS)
def test_a_drawing_is_well_formed_and_not_heavy(kind, slug):
    svg = draw(kind, slug, "harvest")
    assert ElementTree.fromstring(svg).attrib["viewBox"] == "0 0 800 1000"
    assert len(svg) < 45_000


@EACH_KIND
def test_a_drawing_refers_only_to_what_it_defines(kind):
    svg = draw(kind, "low-tide", "tide")
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
    assert {one or other for one, other in used} <= ids(svg)


def test_what_a_step_rounds_does_not_add_up():
    points = [(x * 1.04, x * 0.96) for x in range(200)]
    start, *steps = re.findall(r"[Ml](-?[\d.]+) (-?[\d.]+)", polygon(points))
    (x, y) = map(float, start)
    for (across, down), (to_x, to_y) in zip(steps, points[1:], strict=True):
        x, y = x + float(across), y + float(down)
        assert (x, y) == pytest.approx((to_x, to_y), abs=0.051)


def test_two_drawings_on_one_page_share_no_name():
    drawings = [draw(kind, "low-tide", palette) for kind, _ in KINDS for palette in ("tide", "rust")]
    assert all(ids(one).isdisjoint(ids(other)) for one, other in pairwise(drawings))


def test_a_drawing_holds_nothing_that_a_user_has_typed():
    assert "script" not in draw("vessel", "<script>", "tide")


def test_a_drawing_darkens_its_wall_for_a_dark_page():
    assert "prefers-color-scheme:dark" in draw("vessel", "low-tide", "tide")


@pytest.mark.parametrize(("kind", "palette"), [("teapot", "tide"), ("vessel", "mauve")])
def test_an_unknown_kind_or_palette_is_refused(kind, palette):
    with pytest.raises(KeyError):
        draw(kind, "low-tide", palette)


@pytest.mark.parametrize(
    ("colour", "written"),
    [(Colour(1, 0, 0), "#ffffff"), (Colour(0, 0, 0), "#000000"), (Colour(0.628, 0.2577, 29.23), "#ff0000")],
)
def test_colours_are_written_as_srgb(colour, written):
    assert str(colour) == written
