"""Photographs as cameras send them."""

import io

from PIL import Image

NORTH_SEA = {1: "N", 2: (51.9, 0.0, 0.0), 3: "E", 4: (4.4, 0.0, 0.0)}
"""The GPS part of EXIF: where it was taken."""

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def photo(width=900, height=600, *, kind="JPEG", orientation=None, colours="RGB", **saved) -> io.BytesIO:
    """A picture that is red at its left and blue at its right, with everything that a telephone writes into it."""
    image = Image.new(colours, (width, height), (200, 30, 30, 255)[: len(colours)])
    image.paste((30, 30, 200, 255)[: len(colours)], (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[MAKE] = "A telephone"
    exif.get_ifd(GPS).update(NORTH_SEA)
    if orientation:
        exif[ORIENTATION] = orientation
    file = io.BytesIO()
    image.save(file, kind, exif=exif, **saved)
    file.seek(0)
    file.name = f"photo.{kind.lower()}"
    return file
