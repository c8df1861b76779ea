"""The feed that shopping sites read: RSS 2.0 with the attributes of Google's product data, an item for each variant."""

from datetime import datetime, timedelta

from django.utils.feedgenerator import Rss201rev2Feed

from capsules.models import Capsule, Variant
from coop.links import whole, whole_page
from coop.money import decimal_minor

from .many_shown import LONG_AGO, changed_at, many_shown
from .on_sale import OnSale
from .structured import SELLER, address_of, described, picture_of
from .xml_text import clean

NAMESPACE = "http://base.google.com/ns/1.0"
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_FIELD = 150, 5000, 70
KEPT = timedelta(days=30)
"""For so long a closed drop stays in the feed, as out of stock."""


class ProductFeed(Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:g": NAMESPACE}

    def latest_post_date(self):
        return self.feed["changed_at"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, value in item["attributes"]:
            handler.addQuickElement(f"g:{name}", value)


def product_feed(*, now: datetime) -> str:
    public = Capsule.objects.public().filter(closes_at__gt=now - KEPT).order_by("opens_at", "pk")
    shown = many_shown(public, now=now)
    changed = changed_at([show.capsule for show in shown], now=now)
    feed = ProductFeed(
        title=SELLER,
        link=whole("/"),
        description="Limited editions from a shared microfactory, by preorder.",
        language="en",
        feed_url=whole_page("product-feed"),
        changed_at=max(changed.values(), default=LONG_AGO),
    )
    for sale in map(OnSale, shown):
        for variant in sale.show.variants:
            feed.add_item(
                title=clean(_title(sale, variant))[:LONGEST_TITLE],
                link=address_of(sale, variant),
                description=clean(described(sale))[:LONGEST_DESCRIPTION],
                unique_id=variant.sku,
                unique_id_is_permalink=False,
                pubdate=changed[sale.capsule.pk],
                attributes=[*_attributes(sale, variant)],
            )
    return feed.writeString("utf-8")


def _title(sale: OnSale, variant: Variant) -> str:
    several = f", {variant}" if len(sale.show.variants) > 1 else ""
    return f"{sale.capsule.title}{several}, {sale.capsule.thing} by {sale.capsule.maker}"


def _attributes(sale: OnSale, variant: Variant):
    capsule = sale.capsule
    yield "id", clean(variant.sku)
    yield "image_link", picture_of(sale, variant)
    yield "price", f"{decimal_minor(sale.price_minor(variant))} {capsule.currency}"
    if sale.is_open:
        yield "availability", "preorder"
        yield "availability_date", f"{sale.available_at:%Y-%m-%dT%H:%M%z}"
    else:
        yield "availability", "out_of_stock"
    yield "condition", "new"
    yield "brand", clean(capsule.maker.name)[:LONGEST_FIELD]
    yield "identifier_exists", "no"
    yield "product_type", clean(capsule.thing)
    if len(sale.show.variants) > 1:
        yield "item_group_id", capsule.slug
        yield "color", clean(variant.name)
    if variant.size:
        yield "size", clean(variant.size)
    if variant.mass_g:
        yield "product_weight", f"{variant.mass_g} g"
