"""Our drawings as pictures of pixels, for sites and mails that take no SVG."""

from .drawing import kept_jpeg_of, mark_of
from .faces import Role, runs, width_of

__all__ = ["Role", "kept_jpeg_of", "mark_of", "runs", "width_of"]
