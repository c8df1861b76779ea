"""Drops in each state, and what a browser-less reader finds in a page."""

from datetime import timedelta
from html.parser import HTMLParser

from scheduling.models import Promise
from tests import make
from tests.fulfillment import line

TIERS = [(1, 10, {"amount_minor": -600}), (31, 50, {"amount_minor": 600})]


def promised(capsule, *, by_days=40):
    """The capsule with a promise that its page shows."""
    Promise.objects.create(
        capsule=capsule,
        closes_at=capsule.closes_at,
        expected_on=make.now() + timedelta(days=by_days - 6),
        by_on=make.now() + timedelta(days=by_days),
    )
    return capsule


def open_drop(title="Low Tide", **fields):
    return promised(make.capsule(title, **{"tiers": TIERS} | fields))


def next_drop(title="Orchard Floor", **fields):
    opens = make.now() + timedelta(days=3)
    return promised(
        make.capsule(title, **{"tiers": TIERS, "opens_at": opens, "closes_at": opens + timedelta(7)} | fields)
    )


def sold_out_drop(title="Two Cups", **fields):
    capsule = promised(make.capsule(title, edition_size=2, minimum=1, **fields))
    line.preorder(capsule, [1, 2], status="placed")
    return capsule


def closed_drop(title="Second Harvest", **fields):
    ended = make.now() - timedelta(hours=1)
    return make.capsule(title, status="closed", tiers=TIERS, closes_at=ended, **fields)


EVERY_STATE = {"next": next_drop, "open": open_drop, "sold out": sold_out_drop, "closed": closed_drop}


class Head(HTMLParser):
    """The links, the meta tags and the JSON-LD of a page, as a crawler collects them."""

    def __init__(self, page: str):
        super().__init__()
        self.links, self.meta, self.data = {}, {}, []
        self.in_data = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link":
            self.links[given.get("type") or given.get("rel")] = given["href"]
        if tag == "meta" and "content" in given:
            self.meta[given.get("property") or given.get("name")] = given["content"]
        self.in_data = tag == "script" and given.get("type") == "application/ld+json"
        if self.in_data:
            self.data.append("")

    def handle_data(self, data):
        if self.in_data:
            self.data[-1] += data

    def handle_endtag(self, tag):
        self.in_data = False


def head_of(client, capsule, **query) -> Head:
    return Head(client.get(capsule.get_absolute_url(), query).content.decode())
