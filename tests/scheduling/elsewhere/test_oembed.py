import pytest

from tests import make

from .drops import EVERY_STATE, head_of, open_drop
from .oembed_consumer import Frame, Refused, asked, discovered

pytestmark = pytest.mark.django_db


def test_a_consumer_finds_the_card_through_the_capsules_page(client):
    capsule = open_drop("Low Tide")

    found = asked(client, discovered(head_of(client, capsule).links))

    assert found == {
        "version": "1.0",
        "type": "rich",
        "title": "Low Tide by Kiezel",
        "author_name": "Kiezel",
        "author_url": f"http://testserver/makers/{capsule.maker.slug}/",
        "provider_name": "Coop",
        "provider_url": "http://testserver/",
        "cache_age": 3600,
        "html": found["html"],
        "width": 600,
        "height": 320,
        "thumbnail_url": f"http://testserver/c/{capsule.slug}/share/piece.jpg",
        "thumbnail_width": 800,
        "thumbnail_height": 1000,
    }
    assert Frame(found["html"]).attributes == {
        "src": f"http://testserver/c/{capsule.slug}/card/",
        "width": "600",
        "height": "320",
        "title": "Low Tide by Kiezel",
        "loading": "lazy",
        "style": "border:0;max-width:100%",
    }
    assert client.get(Frame(found["html"]).attributes["src"]).status_code == 200


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ({"maxwidth": 1200, "maxheight": 1200}, (600, 320)),
        ({"maxwidth": 500}, (500, 320)),
        ({"maxwidth": 320}, (320, 560)),
        ({"maxwidth": 320, "maxheight": 400}, (320, 400)),
        ({"maxheight": 200}, (600, 200)),
    ],
)
def test_the_card_is_no_larger_than_the_room_it_is_given(client, room, size):
    found = asked(client, discovered(head_of(client, open_drop()).links), **room)

    assert (found["width"], found["height"]) == size
    assert ("thumbnail_url" in found) is (room == {"maxwidth": 1200, "maxheight": 1200})


@pytest.mark.parametrize("nonsense", ["0", "-3", "wide", "9" * 5000, "³"])
def test_room_that_is_no_number_is_not_minded(client, nonsense):
    address = discovered(head_of(client, open_drop()).links)

    assert client.get(f"{address}&maxwidth={nonsense}").json()["width"] == 600


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_drop_has_its_card_in_every_state(client, state):
    assert asked(client, discovered(head_of(client, EVERY_STATE[state]()).links))["type"] == "rich"


def test_a_referrals_code_in_the_link_goes_along_into_the_card(client):
    capsule = open_drop()

    found = asked(client, "/oembed/", url=f"http://testserver/c/{capsule.slug}/?via=MIRA")

    assert Frame(found["html"]).attributes["src"] == f"http://testserver/c/{capsule.slug}/card/?via=MIRA"


def test_a_title_cannot_leave_the_markup(client):
    capsule = open_drop('"><script>alert(1)</script>')

    found = asked(client, discovered(head_of(client, capsule).links))

    assert Frame(found["html"]).attributes["title"] == f"{capsule.title} by Kiezel"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://testserver/c/nothing-here/", 404),
        ("http://testserver/makers/", 404),
        ("http://testserver/no/such/page", 404),
        ("https://elsewhere.example/c/{slug}/", 404),
        ("//[", 404),
        ("", 404),
    ],
)
def test_what_is_no_capsules_page_is_not_found(client, url, status):
    capsule = open_drop()

    with pytest.raises(Refused, match=str(status)):
        asked(client, "/oembed/", url=url.format(slug=capsule.slug))


def test_a_draft_has_no_card_to_give_away_and_xml_is_not_spoken(client):
    draft = make.capsule(status="draft")
    client.force_login(make.maker_user(draft.maker))

    with pytest.raises(Refused, match="404"):
        asked(client, "/oembed/", url=f"http://testserver/c/{draft.slug}/")
    with pytest.raises(Refused, match="501"):
        asked(client, "/oembed/", url=f"http://testserver/c/{open_drop().slug}/", format="xml")


def test_scripts_of_any_site_may_ask_and_who_has_the_answer_is_not_sent_it_again(client):
    address = discovered(head_of(client, open_drop()).links)
    first = client.get(address)

    assert first["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
