"""The capsule's card as oEmbed gives it to sites that are sent a link: https://oembed.com."""

from typing import NamedTuple

from django.utils.html import format_html

from coop.links import whole, whole_page

from .on_sale import OnSale
from .share_picture import SHAPES
from .structured import SELLER, picture_of

NARROW = 440
"""Below this width the card stands upright."""


class Size(NamedTuple):
    width: int
    height: int


LYING, UPRIGHT = Size(600, 320), Size(360, 560)
A_MINUTE, AN_HOUR = 60, 3600


def card_size(max_width: int | None = None, max_height: int | None = None) -> Size:
    """How large the card is where no more room is given than this."""
    width = min(LYING.width, max_width or LYING.width)
    height = LYING.height if width >= NARROW else UPRIGHT.height
    return Size(width, min(height, max_height or height))


def card_frame(sale: OnSale, size: Size, *, via: str = "") -> str:
    """The markup that shows the card on another site: a frame, no script."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
        whole_page("capsule-card", sale.capsule.slug, via=via),
        size.width,
        size.height,
        f"{sale.capsule.title} by {sale.capsule.maker}",
    )


def oembed(sale: OnSale, *, max_width: int | None, max_height: int | None, via: str = "") -> dict:
    size = card_size(max_width, max_height)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": f"{sale.capsule.title} by {sale.capsule.maker}",
        "author_name": sale.capsule.maker.name,
        "author_url": whole_page("maker", sale.capsule.maker.slug),
        "provider_name": SELLER,
        "provider_url": whole("/"),
        "cache_age": AN_HOUR,
        "html": card_frame(sale, size, via=via),
        "width": size.width,
        "height": size.height,
    }
    shape = SHAPES["piece"]
    if shape.width <= (max_width or shape.width) and shape.height <= (max_height or shape.height):
        thumbnail = {"url": picture_of(sale), "width": shape.width, "height": shape.height}
        answer |= {f"thumbnail_{name}": value for name, value in thumbnail.items()}
    return answer
