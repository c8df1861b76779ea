"""A capsule as programs read it from its page: schema.org's Product and Offer, and what a shared link shows."""

from capsules.models import Variant
from coop.links import whole, whole_page
from coop.money import decimal_minor
from scheduling.pages.showcase import Phase, Showcase

from .on_sale import OnSale
from .share_picture import SHAPES

SELLER = "Coop"
SCHEMA = "https://schema.org"

AVAILABILITY = {
    # Before it opens nothing can be ordered, whatever the page announces; `validFrom` says when.
    Phase.NEXT: "OutOfStock",
    Phase.OPEN: "PreOrder",
    Phase.SOLD_OUT: "SoldOut",
    Phase.CLOSED: "Discontinued",
}


def product(show: Showcase) -> dict:
    """The page as JSON-LD: a Product, or a ProductGroup where there are several variants."""
    sale = OnSale(show)
    capsule = show.capsule
    group = _named(sale) | {"@id": whole(capsule.get_absolute_url()) + "#capsule"}
    if len(show.variants) == 1:
        return {"@context": SCHEMA, "@type": "Product"} | group | _variant(sale, show.variants[0])
    several = {"productGroupID": capsule.slug, "variesBy": [f"{SCHEMA}/{name}" for name in _varies_by(show)]}
    variants = [
        {"@type": "Product", "name": f"{capsule.title}, {variant}"} | _variant(sale, variant)
        for variant in show.variants
    ]
    return {"@context": SCHEMA, "@type": "ProductGroup"} | group | several | {"hasVariant": variants}


def _named(sale: OnSale) -> dict:
    capsule = sale.capsule
    return {
        "name": capsule.title,
        "description": described(sale),
        "url": whole(capsule.get_absolute_url()),
        "category": capsule.thing,
        "brand": {
            "@type": "Brand",
            "name": capsule.maker.name,
            "url": whole_page("maker", capsule.maker.slug),
        },
        "additionalProperty": [
            {"@type": "PropertyValue", "name": fact.name, "value": fact.words} for fact in sale.show.facts
        ],
    }


def described(sale: OnSale) -> str:
    return "\n\n".join(part for part in (sale.capsule.tagline, sale.capsule.story.strip()) if part)


def _varies_by(show: Showcase) -> list[str]:
    sizes = {variant.size for variant in show.variants}
    return ["color", "size"] if len(sizes) > 1 else ["color"]


def _variant(sale: OnSale, variant: Variant) -> dict:
    facts = {
        "sku": variant.sku,
        "color": variant.name,
        "image": [picture_of(sale, variant)],
        "offers": offer(sale, variant),
    }
    if variant.size:
        facts["size"] = variant.size
    if variant.mass_g:
        facts["weight"] = {"@type": "QuantitativeValue", "value": variant.mass_g, "unitCode": "GRM"}
    return facts


def offer(sale: OnSale, variant: Variant) -> dict:
    capsule, show = sale.capsule, sale.show
    said = {
        "@type": "Offer",
        "url": address_of(sale, variant),
        "price": decimal_minor(sale.price_minor(variant)),
        "priceCurrency": capsule.currency,
        "availability": f"{SCHEMA}/{AVAILABILITY[show.phase]}",
        "itemCondition": f"{SCHEMA}/NewCondition",
        "validFrom": capsule.opens_at.astimezone(show.zone).isoformat(),
        "validThrough": capsule.closes_at.astimezone(show.zone).isoformat(),
        "inventoryLevel": {"@type": "QuantitativeValue", "value": show.edition.left if sale.is_open else 0},
        "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": 1, "maxValue": capsule.per_customer},
        "seller": {"@type": "Organization", "name": SELLER, "url": whole("/")},
    }
    return said | ({"availabilityStarts": sale.available_on.isoformat()} if sale.is_buyable else {})


def address_of(sale: OnSale, variant: Variant) -> str:
    """The page with this variant chosen, so that the price that it shows is this one's."""
    is_first = variant == sale.show.variants[0]
    return whole(sale.capsule.get_absolute_url(), variant="" if is_first else str(variant.pk))


def picture_of(sale: OnSale, variant: Variant | None = None, *, shape: str = "piece", **query) -> str:
    return whole_page("share-picture", sale.capsule.slug, shape, variant=variant and variant.pk, **query)


def open_graph(show: Showcase) -> list[tuple[str, str]]:
    """(property, content), in order: what a shared link shows, and Twitter's cards read too."""
    sale, capsule, wide = OnSale(show), show.capsule, SHAPES["wide"]
    tags = [
        ("og:type", "product"),
        ("og:site_name", SELLER),
        ("og:title", f"{capsule.title} by {capsule.maker}"),
        ("og:description", f"{capsule.tagline} {summary(sale)}"),
        ("og:url", whole(capsule.get_absolute_url())),
        ("og:image", picture_of(sale, shape="wide")),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", str(wide.width)),
        ("og:image:height", str(wide.height)),
        ("og:image:alt", f"{capsule.title}, {capsule.thing} by {capsule.maker}"),
        ("product:availability", "preorder" if sale.is_open else "out of stock"),
        ("product:condition", "new"),
    ]
    if sale.prices:
        tags += [
            ("product:price:amount", decimal_minor(sale.prices[0])),
            ("product:price:currency", capsule.currency),
        ]
    return tags


def summary(sale: OnSale) -> str:
    """One line: “€42.00, an edition of 50. Preorder until Sun 1 March, 18:00; ready by Thu 12 March.”"""
    price = f"{sale.price}, " if sale.is_buyable and sale.prices else ""
    edition = f"{price}an edition of {sale.capsule.edition_size}"
    return f"{edition[0].upper()}{edition[1:]}. {sale.days_said}."
