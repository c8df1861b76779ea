"""Whole addresses of our pages, for whoever reads them elsewhere."""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What a referral's code may be made of, so that it survives in any address."""


def whole(path: str, **query) -> str:
    """“/c/low-tide/” → “https://…/c/low-tide/”; what of the query is empty is left out."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{settings.PUBLIC_URL}{path}{'?' if asked else ''}{asked}"


def whole_page(name: str, *args, **query) -> str:
    return whole(reverse(name, args=args), **query)


def code_in(text: str | None) -> str:
    """The referral's code that somebody came with; "" where it could not be one."""
    return text if text and CODE.fullmatch(text) else ""
