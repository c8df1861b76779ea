"""Run as a program: an SVG on standard input, a JPEG on standard output. Its arguments are the files of typefaces."""

import io
import sys

import resvg_py
from PIL import Image

QUALITY = 90


def main() -> None:
    drawn = resvg_py.svg_to_bytes(svg_string=sys.stdin.buffer.read().decode(), font_files=sys.argv[1:])
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    picture.save(sys.stdout.buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
