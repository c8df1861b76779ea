"""The drops as an Atom feed: an entry for each, updated when something happens to it that readers care for."""

from datetime import datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from capsules.models import Capsule
from coop.links import whole, whole_page
from coop.phrases import zone_words

from .many_shown import LONG_AGO, changed_at, many_shown
from .on_sale import OnSale
from .structured import SELLER
from .xml_text import clean

SHOWN = 30


class DropsFeed(Atom1Feed):
    def latest_post_date(self):
        return self.feed["changed_at"]


def drops_feed(*, now: datetime) -> tuple[str, datetime]:
    """The feed, and when it last changed."""
    shown = many_shown(Capsule.objects.public().order_by("-opens_at", "-pk")[:SHOWN], now=now)
    changed = changed_at([show.capsule for show in shown], now=now)
    last = max(changed.values(), default=LONG_AGO)
    feed = DropsFeed(
        title=f"{SELLER}: drops",
        link=whole("/"),
        description="Limited editions from a shared microfactory, by preorder.",
        feed_url=whole_page("drops-feed"),
        feed_guid=whole("/"),
        changed_at=last,
    )
    for sale in map(OnSale, shown):
        capsule = sale.capsule
        feed.add_item(
            title=clean(f"{capsule.title} by {capsule.maker}"),
            link=whole(capsule.get_absolute_url()),
            description=escape(clean(_summary(sale))),  # a summary is HTML
            author_name=clean(capsule.maker.name),
            author_link=whole_page("maker", capsule.maker.slug),
            unique_id=whole(capsule.get_absolute_url()),
            pubdate=capsule.listed_at,
            updateddate=changed[capsule.pk],
            categories=[clean(capsule.thing)],
        )
    return feed.writeString("utf-8"), last


def _summary(sale: OnSale) -> str:
    """What does not change with each piece that is sold."""
    capsule, node = sale.capsule, sale.show.node
    where = zone_words(node.city, node.zone, capsule.opens_at)
    return (
        f"{capsule.tagline} An edition of {capsule.edition_size}, {sale.price_range}, made at {node}. "
        f"Preorders from {sale.opens} to {sale.closes}, {where}; ready by {sale.available_day}."
    )
