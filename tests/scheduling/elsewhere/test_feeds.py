"""The Atom feed of drops, the sitemap, and what robots are told."""

from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capsules.actions.editing import change_words
from tests import make
from tests.fulfillment import line

from .drops import EVERY_STATE, next_drop, open_drop

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def atom(client):
    feed = feedparser.parse(client.get("/feeds/drops.atom").content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def updated(entry) -> datetime:
    return datetime(*entry.updated_parsed[:6], tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
def test_a_drop_is_an_entry_with_its_maker_its_prices_and_its_days(client):
    capsule = next_drop("Low Tide")

    [entry] = atom(client).entries

    assert (entry.title, entry.author, entry.link) == (
        "Low Tide by Kiezel",
        "Kiezel",
        f"http://testserver/c/{capsule.slug}/",
    )
    assert entry.summary == (
        "A carafe. An edition of 50, €42.00–€54.00, made at Oosterkade. "
        "Preorders from Thu 5 March, 13:00 to Thu 12 March, 13:00, Rotterdam time (CET); ready by Sat 11 April."
    )
    assert entry.id == entry.link


def test_an_entry_is_updated_when_its_drop_opens_or_is_reworded_and_not_by_an_order(client):
    with time_machine.travel(NOON, tick=False):
        capsule = next_drop()
        assert updated(atom(client).entries[0]) == NOON
    with time_machine.travel(capsule.opens_at + timedelta(hours=1), tick=False):
        assert updated(atom(client).entries[0]) == capsule.opens_at
        line.preorder(capsule, [1], status="placed")
        assert updated(atom(client).entries[0]) == capsule.opens_at
    with time_machine.travel(capsule.opens_at + timedelta(hours=2), tick=False):
        change_words(capsule, fields={"story": "Anew."}, by=make.admin())
        assert updated(atom(client).entries[0]) == capsule.opens_at + timedelta(hours=2)


@pytest.mark.parametrize("address", ["/feeds/drops.atom", "/sitemap.xml"])
def test_who_has_a_feed_is_not_sent_it_again(client, address):
    open_drop()
    first = client.get(address)

    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_who_has_the_drops_since_the_last_change_is_not_sent_them_again(client):
    with time_machine.travel(NOON, tick=False):
        capsule = open_drop()
        since = client.get("/feeds/drops.atom")["Last-Modified"]
        assert client.get("/feeds/drops.atom", headers={"if-modified-since": since}).status_code == 304
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        change_words(capsule, fields={"title": "High Tide"}, by=make.admin())
        assert client.get("/feeds/drops.atom", headers={"if-modified-since": since}).status_code == 200


@pytest.mark.parametrize("address", ["/feeds/drops.atom", "/sitemap.xml"])
def test_a_list_costs_as_many_queries_for_three_drops_of_each_state_as_for_one(client, address):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    for drop in EVERY_STATE.values():
        drop()
    one = queries()
    for drop in [*EVERY_STATE.values()] * 2:
        drop()

    assert queries() == one


def test_the_sitemap_names_every_public_page_and_no_other(client):
    kiezel = make.maker("Kiezel")
    listed = open_drop(maker=kiezel)
    draft = make.capsule(status="draft", maker=make.maker("New", status="applied", joined_at=None))

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    named = [each.text for each in tree.iterfind(".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert named == [
        f"http://testserver{path}"
        for path in ("/", "/makers/", "/policies/", f"/makers/{kiezel.slug}/", f"/c/{listed.slug}/")
    ]
    assert draft.slug not in str(named)


def test_robots_are_kept_from_secret_links_and_from_where_people_work(client):
    told = RobotFileParser()
    told.parse(client.get("/robots.txt").content.decode().splitlines())

    closed = [
        "/o/abc/",
        "/w/abc/",
        "/p/abc/",
        "/studio/",
        "/office/approvals/",
        "/desk/x/",
        "/floor/x/",
        "/calendar/x.ics",
    ]
    opened = ["/", "/c/low-tide/", "/c/low-tide/share/wide.jpg", "/art/low-tide.svg", "/feeds/drops.atom", "/policies/"]
    assert [path for path in closed if told.can_fetch("Googlebot", path)] == []
    assert [path for path in opened if not told.can_fetch("Googlebot", path)] == []
    assert told.site_maps() == ["http://testserver/sitemap.xml"]
