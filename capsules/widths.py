"""In which widths pictures are kept, for pages to choose from. Pure."""

WIDTHS = (400, 640, 960, 1280, 1600)
"""640 is what a usual telephone shows across its screen: on a slow line the picture is what a page waits for."""


def widths_of(widest: int) -> list[int]:
    """Those of a picture that is `widest` at most: it is never made larger than it is."""
    return [*(width for width in WIDTHS if width < widest), widest]
