"""The product feed, read by feedparser, against the capsules' own pages."""

import re
from datetime import datetime, timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.fulfillment import line

from .drops import EVERY_STATE, closed_drop, open_drop

pytestmark = pytest.mark.django_db
ADDRESS = "/feeds/products.xml"


def items(client) -> dict[str, dict]:
    """What feedparser finds, by SKU; it calls g:price g_price."""
    feed = feedparser.parse(client.get(ADDRESS).content)
    assert not feed.bozo, feed.get("bozo_exception")
    return {entry.g_id: entry for entry in feed.entries}


def test_while_preordering_the_feed_says_preorder_and_the_same_price_and_day_as_the_page(client):
    capsule = open_drop(prices=(4800, 6200))
    line.preorder(capsule, [*range(1, 32)], status="placed")

    found = items(client)

    assert list(found) == [variant.sku for variant in capsule.variants.all()]
    for item in found.values():
        page = client.get(item.link).content.decode()
        price = re.search(r'is next, <span class="nowrap">€([\d.]+)</span>', page)[1]
        by = re.search(r'by <time datetime="([\d-]+)">[^<]+</time> \(9 in 10\)', page)[1]
        assert (item.g_availability, item.g_price) == ("preorder", f"{price} EUR")
        assert datetime.strptime(item.g_availability_date, "%Y-%m-%dT%H:%M%z").date().isoformat() == by
    assert [item.g_price for item in found.values()] == ["54.00 EUR", "68.00 EUR"]


@pytest.mark.parametrize("state", ["next", "sold out", "closed"])
def test_what_cannot_be_preordered_is_out_of_stock_and_has_no_date(client, state):
    capsule = EVERY_STATE[state]()

    [item] = items(client).values()

    assert (item.g_availability, item.get("g_availability_date")) == ("out_of_stock", None)
    assert item.link == f"http://testserver/c/{capsule.slug}/"


def test_an_item_says_who_made_what(client):
    capsule = open_drop("Low Tide", materials="Clay: river stoneware", story="Thrown on the river.")
    variant = capsule.variants.get()
    variant.size, variant.mass_g = "24 × 19 cm", 940
    variant.save()

    [item] = items(client).values()

    assert item.title == "Low Tide, carafe by Kiezel"
    assert item.description == "A carafe.\n\nThrown on the river."
    assert item.id == item.g_id == variant.sku
    assert item.g_image_link == f"http://testserver/c/{capsule.slug}/share/piece.jpg?variant={variant.pk}"
    assert (item.g_brand, item.g_condition, item.g_identifier_exists) == ("Kiezel", "new", "no")
    assert (item.g_size, item.g_product_weight, item.get("g_item_group_id")) == ("24 × 19 cm", "940 g", None)


def test_variants_of_a_capsule_are_grouped(client):
    capsule = open_drop(prices=(4800, 6200))

    assert [(each.g_item_group_id, each.g_color) for each in items(client).values()] == [
        (capsule.slug, "Glaze 1"),
        (capsule.slug, "Glaze 2"),
    ]


def test_drafts_and_drops_long_closed_are_left_out(client):
    make.capsule(status="draft"), make.capsule(status="submitted")
    closed_drop(opens_at=make.now() - timedelta(days=60)).__class__.objects.filter(status="closed").update(
        closes_at=make.now() - timedelta(days=31)
    )

    assert items(client) == {}


def test_words_that_no_xml_may_hold_are_left_out_and_all_others_are_kept(client):
    open_drop("Salt & <b>Sea\x0b</b> \x00".replace("\x00", ""), tagline="]]> \x1f “€” Ż")

    [item] = items(client).values()

    assert item.title.startswith("Salt & <b>Sea</b>")
    assert "]]>" in item.description
    assert "Ż" in item.description


def test_who_has_the_feed_is_not_sent_it_again_until_something_changes(client):
    capsule = open_drop()
    first = client.get(ADDRESS)

    again = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    line.preorder(capsule, [*range(1, 11)], status="placed")
    later = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, later.status_code) == (304, b"", 200)
    assert (first["Content-Type"], first["Cache-Control"]) == ("application/xml", "public, no-cache")


def test_an_empty_feed_stays_the_same(client):
    assert client.get(ADDRESS)["ETag"] == client.get(ADDRESS)["ETag"]
    assert items(client) == {}


def test_the_feed_costs_as_many_queries_for_three_drops_of_each_state_as_for_one(client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(ADDRESS)
        return len(asked)

    for drop in EVERY_STATE.values():
        drop()
    one = queries()
    for drop in [*EVERY_STATE.values()] * 2:
        drop()

    assert queries() == one
