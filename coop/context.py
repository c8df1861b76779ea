"""What every template may know."""

AREAS = frozenset({"studio", "office", "floor", "desk"})


def site(request) -> dict:
    """Which area of the workspace the address lies in ("" outside)."""
    first = request.path.split("/")[1] if "/" in request.path else ""
    return {"area": first if first in AREAS else ""}
