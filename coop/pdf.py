"""The one door to fpdf2, which would bring numpy along, and tens of megabytes with it, to look at pictures faster."""

import sys
from contextlib import contextmanager


@contextmanager
def absent(name: str):
    """Imports inside find no such package, unless somebody has loaded it already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with absent("numpy"):
    from fpdf import FPDF
    from fpdf.enums import XPos, YPos

__all__ = ["FPDF", "XPos", "YPos"]
