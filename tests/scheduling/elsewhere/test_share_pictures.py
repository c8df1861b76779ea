import io
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import caches
from PIL import Image

from capsules.artwork import draw
from coop.raster import drawing
from scheduling.pages.elsewhere.on_sale import OnSale
from scheduling.pages.elsewhere.pictures import drawing as drawing_of
from scheduling.pages.elsewhere.share_picture import SHAPES, Words, fitted, picture
from scheduling.pages.showcase import Showcase
from tests import make
from tests.fulfillment import line

from .drops import closed_drop, open_drop

WORDS = Words("An edition of 50", "Low Tide", "by Kiezel", "€42.00", (("Ready by", "Thu 12 March"),))
EACH_SHAPE = pytest.mark.parametrize("shape", SHAPES)


def svg(shape="wide", words=WORDS):
    return picture(SHAPES[shape], draw("vessel", "low-tide", "tide"), words)


def lines_of(drawn: str) -> dict[str, str]:
    """Each line of words, by where it stands: letters of several faces are one line."""
    lines = {}
    for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"):
        lines[each.get("y")] = lines.get(each.get("y"), "") + each.text
    return lines


def said(drawn: str) -> str:
    return " ".join(lines_of(drawn).values())


@pytest.mark.parametrize("shape", ["wide", "tall"])
def test_a_picture_says_title_maker_price_and_days(shape):
    words = said(svg(shape))

    assert [
        part for part in ("Low Tide", "by Kiezel", "€42.00", "Ready by", "Thu 12 March", "Coop") if part not in words
    ] == []


@EACH_SHAPE
def test_what_people_type_is_words_and_never_markup(shape):
    typed = Words("<b>", 'Salt & <i>"Sea"</i>\x0b', "<script>", "€1.00", (("]]>", "&amp;"),))

    drawn = svg(shape, typed)

    assert "<script>" not in drawn
    ElementTree.fromstring(drawn)


LONG = ["The Long Orchard Floor of Late September", "Donaudampfschifffahrtskapitän " * 2, "W" * 60, ""]


@pytest.mark.parametrize("title", ["Low Tide", *LONG])
def test_a_title_is_as_large_as_its_lines_fit_and_only_what_fits_no_line_is_cut(title):
    size, lines = fitted(title, (118, 80, 36), 584, 3)

    whole = " ".join(title.split())
    assert " ".join(lines) == whole or lines == [f"{'W' * len(lines[0][:-1])}…"]
    assert (len(lines) <= 3, size == 118) == (True, title in ("Low Tide", ""))


def test_letters_beyond_the_western_ones_stay_on_their_line_in_their_order():
    words = Words("An edition of 50", "Żółć Řeřicha", "by Ελλάδα Studio", "", ())

    assert "Żółć Řeřicha" in said(svg(words=words))
    assert "by Ελλάδα Studio" in said(svg(words=words))


@pytest.fixture
def calls(monkeypatch):
    """Which pictures are drawn, without really drawing them."""
    drawn = []
    monkeypatch.setattr(drawing, "_jpeg_of", lambda svg: drawn.append(svg) or svg.encode())
    return drawn


def fetched(client, capsule, shape="wide", *, has="", **query):
    return client.get(f"/c/{capsule.slug}/share/{shape}.jpg", query, headers={"if-none-match": has})


@pytest.mark.django_db
def test_a_picture_is_a_jpeg_of_its_shapes_size(client):
    answer = fetched(client, closed_drop())

    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "public, max-age=3600")


@pytest.mark.django_db
def test_a_picture_is_drawn_once_and_again_only_when_what_it_says_changes(client, calls):
    capsule = open_drop()

    first, second = fetched(client, capsule), fetched(client, capsule)
    line.preorder(capsule, [1], status="placed")
    at_the_same_price = fetched(client, capsule, has=first["ETag"])
    line.preorder(capsule, [*range(2, 11)], status="placed")
    dearer = fetched(client, capsule, has=first["ETag"])

    assert (second.content, at_the_same_price.status_code, dearer.status_code) == (first.content, 304, 200)
    assert [price for drawn in calls for price in ("€42.00", "€48.00") if price in said(drawn)] == ["€42.00", "€48.00"]


@pytest.mark.django_db
def test_for_who_has_it_nothing_is_drawn(client, calls):
    capsule = closed_drop()
    sale = OnSale(Showcase(capsule, variant=None, quantity=None, now=make.now()))
    mark = drawing.mark_of(drawing_of(sale, "tall", None))

    assert (fetched(client, capsule, "tall", has=f'"{mark}"').status_code, calls) == (304, [])


@pytest.mark.django_db
def test_a_variant_is_pictured_in_its_own_colours_and_an_unknown_shape_is_not_found(client, calls):
    capsule = open_drop()
    rust = make.variant(capsule, "Rust", palette="rust")

    assert fetched(client, capsule, "piece").content != fetched(client, capsule, "piece", variant=rust.pk).content
    assert fetched(client, capsule, "round").status_code == 404


@pytest.mark.django_db
def test_the_picture_of_a_draft_is_for_its_maker(client, calls):
    draft = make.capsule(status="draft")

    assert fetched(client, draft).status_code == 404
    client.force_login(make.maker_user(draft.maker))
    assert fetched(client, draft)["Cache-Control"] == "private, no-cache"


def test_pictures_are_kept_apart_from_the_counts_of_log_in_attempts():
    assert caches["pictures"] is not caches["default"]
    assert settings.CACHES["pictures"]["TIMEOUT"] is None
