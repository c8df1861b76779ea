"""A capsule's own picture while nobody has photographed it: drawn from its slug, the same each time."""

import hashlib

from .cloth import cloth
from .cups import cups
from .indigo import indigo
from .kilim import kilim
from .palettes import PALETTE
from .rug import rug
from .sheet import Sheet, document, seeded
from .vessel import vessel

DRAWINGS = {
    "vessel": ("A vessel", vessel),
    "cups": ("Cups", cups),
    "tufted": ("A tufted rug", rug),
    "woven": ("A woven cloth", cloth),
    "kilim": ("A kilim", kilim),
    "indigo": ("A dyed cloth", indigo),
}

KINDS = [(kind, label) for kind, (label, _) in DRAWINGS.items()]
PALETTES = [(name, palette.label) for name, palette in PALETTE.items()]


def draw(kind: str, slug: str, palette: str, *, variant: str = "") -> str:
    """An SVG of 800 × 1000. The slug decides the form, the palette only the colours, `variant` only drips and grain.

    Raises KeyError for a kind or a palette that does not exist.
    """
    label, drawing = DRAWINGS[kind]
    sheet = Sheet(
        key="a" + hashlib.sha256("\0".join((kind, slug, palette, variant)).encode()).hexdigest()[:8],
        palette=PALETTE[palette],
        form=seeded(kind, slug),
        detail=seeded(kind, slug, variant),
    )
    return document(sheet, drawing(sheet, slug), f"Drawing: {label.lower()}")
