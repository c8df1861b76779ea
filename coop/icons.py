"""The drawings of icons.svg, to stand in pages: an icon comes with its words, and no other file is asked for."""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>')


@cache
def drawings() -> dict[str, SafeString]:
    sheet = Path(__file__).with_name("icons.svg").read_text()
    return {name: mark_safe(drawing) for name, drawing in SYMBOL.findall(sheet)}


def icon_svg(name: str, label: str = "") -> SafeString:
    """An icon in the size and colour of the text around it. With a label it speaks, without one it is an ornament."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', said, drawings()[name])
