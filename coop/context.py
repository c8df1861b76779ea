"""What every template may know."""

from django.conf import settings

AREAS = frozenset({"studio", "office", "floor", "desk"})


def site(request) -> dict:
    """Whether the fonts are installed, and which area of the workspace the address lies in ("" outside)."""
    first = request.path.split("/")[1] if "/" in request.path else ""
    return {
        "fonts_installed": settings.FONTS_INSTALLED,
        "area": first if first in AREAS else "",
    }
