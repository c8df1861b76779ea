"""A consumer of oEmbed by the letter of its specification: finds the endpoint in a page, asks, checks the answer."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

RICH = {"html": str, "width": int, "height": int}
"""What an answer of the type rich must have, besides type and version."""

MAY = {"title", "author_name", "author_url", "provider_name", "provider_url", "cache_age"}
THUMBNAIL = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}


class Refused(Exception):
    pass


def discovered(links: dict[str, str]) -> str:
    """The address in a page's <link rel="alternate" type="application/json+oembed">."""
    return links["application/json+oembed"]


def asked(client, address: str, **more) -> dict:
    """Ask the endpoint, with what this consumer adds to the address that it found."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | more
    answer = client.get(urlunsplit(("", "", parts.path, urlencode(query), "")))
    if answer.status_code != 200:
        raise Refused(answer.status_code)
    assert answer["Content-Type"].partition(";")[0] == "application/json"
    return checked(answer.json(), max_width=more.get("maxwidth"), max_height=more.get("maxheight"))


def checked(found: dict, *, max_width=None, max_height=None) -> dict:
    assert (found["version"], found["type"]) == ("1.0", "rich")
    for name, kind in RICH.items():
        assert type(found[name]) is kind, name
    within(found["width"], max_width)
    within(found["height"], max_height)
    thumbnail = THUMBNAIL & set(found)
    assert thumbnail in (set(), THUMBNAIL), "a thumbnail comes with its size or not at all"
    if thumbnail:
        within(found["thumbnail_width"], max_width)
        within(found["thumbnail_height"], max_height)
    assert set(found) <= {"version", "type", *RICH, *MAY, *THUMBNAIL}
    assert int(found.get("cache_age", 0)) >= 0
    return found


def within(size: int, most: int | None) -> None:
    assert 0 < size <= (most or size)


class Frame(HTMLParser):
    """The only thing that the markup may be: one frame, no script."""

    def __init__(self, markup: str):
        super().__init__()
        self.tags = []
        self.feed(markup)
        [(tag, self.attributes)] = self.tags
        assert tag == "iframe"

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
