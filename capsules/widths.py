"""In which widths pictures are kept, for pages to choose from. Pure."""

WIDTHS = (400, 800, 1200, 1600)


def widths_of(widest: int) -> list[int]:
    """Those of a picture that is `widest` at most: it is never made larger than it is."""
    return [*(width for width in WIDTHS if width < widest), widest]
