"""What a maker sends, made fit for pages."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageOps

from capsules.photographs import sizes_of
from capsules.refusals import NotAPicture
from capsules.widths import widths_of

from .photos import photo


def opened(size) -> Image.Image:
    return Image.open(io.BytesIO(size.content))


def test_a_picture_is_kept_in_each_width_that_it_fills_and_never_larger_than_it_is():
    sizes = sizes_of(photo(900, 600))

    assert [(size.width, size.height) for size in sizes] == [(400, 267), (640, 427), (900, 600)]
    assert [(opened(size).format, opened(size).size) for size in sizes] == [
        ("WEBP", (400, 267)),
        ("WEBP", (640, 427)),
        ("WEBP", (900, 600)),
    ]
    assert [size.width for size in sizes_of(photo(4000, 3000))] == [400, 640, 960, 1280, 1600]
    assert widths_of(400) == [400]


def test_a_tall_picture_is_fitted_by_its_height():
    widest = sizes_of(photo(1000, 3000))[-1]

    assert (widest.width, widest.height) == (800, 2400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_taken_out(kind):
    sent = photo(600, 600, kind=kind)
    assert Image.open(sent).getexif()[0x010F] == "A telephone"
    sent.seek(0)

    kept = sizes_of(sent)

    for size in kept:
        assert dict(opened(size).getexif()) == {}
        assert not {"exif", "xmp", "icc_profile"} & set(opened(size).info)
        assert b"telephone" not in size.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation):
    sent = photo(900, 600, orientation=orientation)
    upright = ImageOps.exif_transpose(Image.open(sent)).convert("RGB")
    sent.seek(0)

    kept = opened(sizes_of(sent)[-1]).convert("RGB")

    corners = [(50, 50), (kept.width - 50, 50), (50, kept.height - 50)]
    assert kept.size == upright.size
    assert [is_red(kept, corner) for corner in corners] == [is_red(upright, corner) for corner in corners]


def is_red(image, place) -> bool:
    red, _, blue = image.getpixel(place)
    return red > blue


def test_colours_of_another_space_are_translated_and_not_only_unlabelled():
    image = Image.new("CMYK", (600, 600), (0, 255, 255, 0))
    file = io.BytesIO()
    image.save(file, "JPEG")

    assert opened(sizes_of(file)[-1]).mode == "RGB"


def test_a_broken_colour_profile_costs_no_picture():
    assert sizes_of(photo(600, 600, icc_profile=b"nonsense"))


def test_what_is_transparent_lies_on_paper():
    image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    file = io.BytesIO()
    image.save(file, "PNG")

    assert opened(sizes_of(file)[-1]).convert("RGB").getpixel((300, 300)) == (255, 255, 255)


def drawing() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (600, 600)).save(file, "GIF")
    return file


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        io.BytesIO(b"%PDF-1.7 no picture at all"),
        drawing(),
        io.BytesIO(photo(600, 600).getvalue()[:900]),
    ],
    ids=["empty", "svg", "pdf", "gif", "torn"],
)
def test_what_is_no_picture_or_of_another_kind_is_refused(file):
    with pytest.raises(NotAPicture, match="no picture that we can read"):
        sizes_of(file)


def test_a_picture_that_is_too_small_for_a_page_says_its_size():
    with pytest.raises(NotAPicture, match="only 900 × 300 pixels"):
        sizes_of(photo(900, 300))


def claims(width: int, height: int) -> io.BytesIO:
    """A PNG of a few hundred bytes whose header claims any number of pixels."""
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    file = b"\x89PNG\r\n\x1a\n"
    for name, content in chunks:
        file += struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
    return io.BytesIO(file)


@pytest.mark.parametrize(("width", "height"), [(60_000, 1_000), (100_000, 100_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(width, height):
    with pytest.raises(NotAPicture):
        sizes_of(claims(width, height))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says aloud what it skips
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_broken_in_a_file_is_a_refusal_and_no_fault(kind):
    chance, whole = random.Random(2026), photo(480, 480, kind=kind).getvalue()

    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(min(len(broken), 400))] = chance.randrange(256)
        try:
            sizes_of(io.BytesIO(broken))
        except NotAPicture:
            pass
