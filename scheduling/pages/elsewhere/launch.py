"""What a maker sends out when a drop opens: pictures, text, a card, and links that say who brought whom."""

from dataclasses import dataclass

import segno

from coop.links import whole, whole_page

from .oembed import LYING, UPRIGHT, Size, card_frame
from .on_sale import OnSale
from .press import post, release
from .share_picture import SHAPES, Shape
from .structured import picture_of


@dataclass(frozen=True)
class Link:
    code: str
    address: str
    card: str
    """Markup for a site of theirs."""
    qr: str
    """A data address of the link as a picture, to print."""


@dataclass(frozen=True)
class Kit:
    sale: OnSale
    codes: list[str]

    @property
    def page(self) -> str:
        return whole(self.sale.capsule.get_absolute_url())

    @property
    def pictures(self) -> list[tuple[str, Shape, str]]:
        """(name, shape, address), those with words on them first."""
        return [(name, shape, picture_of(self.sale, shape=name)) for name, shape in SHAPES.items()]

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """(name, what it is for, the text itself)"""
        return [
            ("Post", "For a post or a message", post(self.sale, self.page)),
            ("Press", "For a newspaper, a blog or a shop", release(self.sale, self.page)),
        ]

    @property
    def cards(self) -> list[tuple[str, Size, str]]:
        """(name, size, markup)"""
        return [(name, size, card_frame(self.sale, size)) for name, size in (("Lying", LYING), ("Upright", UPRIGHT))]

    @property
    def oembed(self) -> str:
        return whole_page("oembed", url=self.page)

    @property
    def links(self) -> list[Link]:
        return [self._link(code) for code in self.codes]

    def _link(self, code: str) -> Link:
        address = whole(self.sale.capsule.get_absolute_url(), via=code)
        frame = card_frame(self.sale, LYING, via=code)
        return Link(
            code,
            address,
            frame,
            segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=3, light="#fff"),
        )
