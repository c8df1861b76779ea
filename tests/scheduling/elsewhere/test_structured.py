"""What a capsule's page tells programs, read as they read it."""

import json

import pytest
from pyld import jsonld

from tests import make
from tests.fulfillment import line

from .drops import EVERY_STATE, head_of, next_drop, open_drop

pytestmark = pytest.mark.django_db

HOSTILE = '</script><script>alert("1")</script>&amp; \u2028 “Salt” <!-- \\'


def schema_org(url, options):
    """The part of schema.org's context that matters: every name is one of its own."""
    assert url == "https://schema.org"
    context = {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}


def expanded(client, capsule) -> dict:
    [data] = head_of(client, capsule).data
    [thing] = jsonld.expand(json.loads(data), {"documentLoader": schema_org})
    return thing


def said(thing: dict, *path: str):
    """The one value at the end of a path of schema.org's names."""
    for name in path:
        [thing] = thing[f"https://schema.org/{name}"]
    return thing.get("@value", thing)


def test_an_open_drop_is_a_product_on_preorder_at_the_pages_price_and_day(client):
    capsule = open_drop()
    variant = capsule.variants.get()
    line.preorder(capsule, [*range(1, 13)], status="placed")

    product = expanded(client, capsule)

    page = client.get(capsule.get_absolute_url())
    assert product["@type"] == ["https://schema.org/Product"]
    assert (said(product, "name"), said(product, "sku")) == ("Low Tide", variant.sku)
    assert said(product, "brand", "name") == "Kiezel"
    assert said(product, "offers", "price") == "48.00"
    assert 'No. 13 is next, <span class="nowrap">€48.00</span>' in page.content.decode()
    assert said(product, "offers", "priceCurrency") == "EUR"
    assert said(product, "offers", "availability") == "https://schema.org/PreOrder"
    by = said(product, "offers", "availabilityStarts")
    assert f'<time datetime="{by}">' in page.content.decode().split("(9 in 10)")[0]
    assert said(product, "offers", "inventoryLevel", "value") == 38
    assert said(product, "offers", "eligibleQuantity", "maxValue") == capsule.per_customer


@pytest.mark.parametrize(
    ("state", "availability", "dated"),
    [
        ("next", "OutOfStock", True),
        ("open", "PreOrder", True),
        ("sold out", "SoldOut", False),
        ("closed", "Discontinued", False),
    ],
)
def test_each_state_of_a_drop_has_its_word(client, state, availability, dated):
    offers = expanded(client, EVERY_STATE[state]())["https://schema.org/offers"][0]

    assert said(offers, "availability") == f"https://schema.org/{availability}"
    assert ("https://schema.org/availabilityStarts" in offers) is dated


def test_a_drop_that_opens_later_says_from_when_its_offer_holds(client):
    capsule = next_drop()

    offers = expanded(client, capsule)["https://schema.org/offers"][0]

    there = capsule.made_at.zone
    assert said(offers, "validFrom") == capsule.opens_at.astimezone(there).isoformat()
    assert said(offers, "validThrough") == capsule.closes_at.astimezone(there).isoformat()
    assert said(offers, "price") == "42.00"


def test_several_variants_are_a_group_each_with_its_own_price_and_address(client):
    capsule = open_drop(prices=(4800, 6200))
    first, second = capsule.variants.all()

    group = expanded(client, capsule)

    assert group["@type"] == ["https://schema.org/ProductGroup"]
    assert said(group, "productGroupID") == capsule.slug
    variants = group["https://schema.org/hasVariant"]
    assert [(said(each, "sku"), said(each, "offers", "price")) for each in variants] == [
        (first.sku, "42.00"),
        (second.sku, "56.00"),
    ]
    address = said(variants[1], "offers", "url")
    assert address == f"http://testserver/c/{capsule.slug}/?variant={second.pk}"
    assert 'No. 1 is next, <span class="nowrap">€56.00</span>' in client.get(address).content.decode()


def test_what_people_type_cannot_leave_the_data(client):
    capsule = open_drop(HOSTILE, story=HOSTILE, materials=f"Clay: {HOSTILE}", tagline=HOSTILE)
    capsule.maker.name = HOSTILE
    capsule.maker.save()

    page = client.get(capsule.get_absolute_url()).content.decode()
    head = head_of(client, capsule)

    assert "<script>alert" not in page
    assert (len(head.data), json.loads(head.data[0])["name"]) == (1, HOSTILE)
    assert head.meta["og:title"] == f"{HOSTILE} by {HOSTILE}"


def test_a_shared_link_shows_title_picture_price_and_days(client):
    capsule = open_drop()

    meta = head_of(client, capsule).meta

    assert meta["og:title"] == "Low Tide by Kiezel"
    assert meta["og:url"] == f"http://testserver/c/{capsule.slug}/"
    assert meta["og:image"] == f"http://testserver/c/{capsule.slug}/share/wide.jpg"
    assert (meta["og:image:width"], meta["og:image:height"], meta["og:image:type"]) == ("1200", "630", "image/jpeg")
    assert (meta["product:price:amount"], meta["product:price:currency"]) == ("42.00", "EUR")
    assert meta["product:availability"] == "preorder"
    assert meta["og:description"].startswith("A carafe. €42.00, an edition of 50. Preorder until ")
    assert meta["twitter:card"] == "summary_large_image"


def test_every_way_to_the_page_has_one_canonical_address(client):
    capsule = open_drop(prices=(4800, 6200))

    links = head_of(client, capsule, via="MIRA", variant=capsule.variants.last().pk).links

    assert links["canonical"] == f"http://testserver/c/{capsule.slug}/"
    assert links["application/atom+xml"] == "/feeds/drops.atom"


def test_a_draft_tells_programs_nothing(client):
    draft = make.capsule(status="draft")
    client.force_login(make.maker_user(draft.maker))

    head = head_of(client, draft)

    assert (head.data, head.links.get("canonical"), head.meta["robots"]) == ([], None, "noindex")


def test_a_drop_without_variants_has_a_page_still(client):
    capsule = make.capsule(prices=())

    assert head_of(client, capsule).data == []
