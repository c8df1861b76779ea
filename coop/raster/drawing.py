"""SVG in, JPEG out, by a process of its own: drawing takes a second of work that would hold up every other page."""

import hashlib
import subprocess
import sys
from pathlib import Path
from threading import Lock

from django.core.cache import caches

from .faces import NPM, face_of

PATIENCE_S = 60
PROGRAM = Path(__file__).with_name("draw.py")
one_at_a_time = Lock()


def mark_of(svg: str) -> str:
    """Equal for equal pictures and for no others: an ETag, and the name under which the picture is kept."""
    return hashlib.sha256(svg.encode()).hexdigest()[:32]


def kept_jpeg_of(svg: str) -> bytes:
    """The drawing at its own width and height; drawn once, and kept."""
    kept, mark = caches["pictures"], mark_of(svg)
    if (picture := kept.get(mark)) is None:
        with one_at_a_time:
            picture = kept.get_or_set(mark, lambda: _jpeg_of(svg))
    return picture


def _jpeg_of(svg: str) -> bytes:
    files = [str(face.file) for role in NPM for face in face_of(role)]
    # -I: what lies beside the program, named like parts of Python, is none of its business.
    call = [sys.executable, "-I", str(PROGRAM), *files]
    return subprocess.run(call, input=svg.encode(), capture_output=True, check=True, timeout=PATIENCE_S).stdout
