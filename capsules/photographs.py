"""A maker's photograph made fit for pages: checked, upright, in plain colours, without metadata, in sizes. Pure."""

import io
import struct
from threading import Lock
from typing import BinaryIO, NamedTuple

from PIL import ExifTags, Image, ImageCms

from .refusals import NotAPicture
from .widths import WIDTHS, widths_of

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What today's telephones take. A file of a few kilobytes may claim any number: it is refused before it is unpacked."""

SHORTEST_SIDE = 480
TALLEST = 2400
QUALITY = 70
PAPER = (255, 255, 255)

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned, by what EXIF says of the camera."""

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises where a file is broken, or no picture at all."""

one_at_a_time = Lock()
"""An unpacked picture takes up to 200 MB for a second: a process unpacks one."""


class Size(NamedTuple):
    width: int
    height: int
    content: bytes
    """A WebP file."""


def sizes_of(file: BinaryIO) -> list[Size]:
    """The picture in each width that it fills, the widest last. Raises NotAPicture, which says what is wrong."""
    with one_at_a_time:
        try:
            with Image.open(file, formats=FORMATS) as image:
                _check(*image.size)
                # A JPEG is unpacked at a fraction of its size where that is enough.
                image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
                plain = _in_plain_colours(_fitted(_on_paper(_upright(image))))
        except UNREADABLE as error:
            raise NotAPicture("This is no picture that we can read: send a JPEG, PNG or WebP file.") from error
        return [_size(plain, width) for width in widths_of(plain.width)]


def _check(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise NotAPicture(f"The picture has {width} × {height} pixels: send it smaller, 1600 pixels wide are enough.")
    if min(width, height) < SHORTEST_SIDE:
        raise NotAPicture(
            f"The picture has only {width} × {height} pixels. Its shorter side needs {SHORTEST_SIDE}: "
            "send the original."
        )


def _upright(image: Image.Image) -> Image.Image:
    """As its camera was held. What else its metadata say is not even read."""
    turned = UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation))
    image.load()
    return image.transpose(turned) if turned is not None else image


def _on_paper(image: Image.Image) -> Image.Image:
    """Without transparency; in colours that can be resized."""
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        paper = Image.new("RGB", image.size, PAPER)
        paper.paste(see_through, mask=see_through)
        paper.info = image.info
        return paper
    return image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")


def _fitted(image: Image.Image) -> Image.Image:
    factor = min(1, WIDTHS[-1] / image.width, TALLEST / image.height)
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """In sRGB: the profile goes with the other metadata, and telephones photograph in wider colours."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            own, plain = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, own, plain, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # A broken profile costs a little colour and not the picture.
    image = image.convert("RGB")
    image.info = {}
    return image


def _size(image: Image.Image, width: int) -> Size:
    height = max(1, round(image.height * width / image.width))
    content = io.BytesIO()
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    sized.save(content, "WEBP", quality=QUALITY, method=4)
    return Size(width, height, content.getvalue())
