"""A capsule's pictures for other sites: what stands in each, by shape and variant."""

from capsules.artwork import draw
from capsules.models import Variant
from scheduling.pages.showcase import Phase

from .on_sale import OnSale
from .share_picture import SHAPES, Words, picture


def drawing(sale: OnSale, shape: str, variant: Variant | None) -> str:
    """The picture as SVG. Raises KeyError for a shape, an artwork or a palette that does not exist."""
    capsule = sale.capsule
    palette = (variant and variant.palette) or capsule.palette
    artwork = draw(capsule.artwork, capsule.drawn_from, palette, variant=variant.name if variant else "")
    return picture(SHAPES[shape], artwork, words_of(sale))


def words_of(sale: OnSale) -> Words:
    capsule = sale.capsule
    edition = f"An edition of {capsule.edition_size}"
    return Words(
        kicker=edition if sale.phase in (Phase.OPEN, Phase.PREVIEW) else f"{sale.state} · {edition.lower()}",
        title=capsule.title,
        maker=f"by {capsule.maker}",
        price=sale.price if sale.is_buyable else "",
        days=sale.days,
    )
