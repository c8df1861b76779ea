import re

import pytest

from tests import make
from tests.fulfillment import line

from .drops import EVERY_STATE, open_drop

pytestmark = pytest.mark.django_db


def card(client, capsule, **query):
    return client.get(f"/c/{capsule.slug}/card/", query)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<body>")[2]).split())


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("next", ["Opens soon", "See it, €42.00"]),
        ("open", ["Open now", "Preorder until", "Ready by", "Preorder, €42.00"]),
        ("sold out", ["Sold out", "Waiting list until", "Join the waiting list"]),
        ("closed", ["Closed", "See what became of it"]),
    ],
)
def test_the_card_says_how_the_drop_stands(client, state, says):
    shown = words(card(client, EVERY_STATE[state]()))

    assert [each for each in says if each not in shown] == []


def test_the_card_alone_may_stand_in_a_frame_of_any_site(client):
    capsule = open_drop()

    shown, page = card(client, capsule), client.get(capsule.get_absolute_url())

    assert "frame-ancestors *" in shown["Content-Security-Policy"]
    assert "X-Frame-Options" not in shown
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_card_has_no_script_sets_no_cookie_and_can_send_nothing(client):
    shown = card(client, open_drop())

    assert re.findall(r"<script|<form|\son\w+=", shown.content.decode()) == []
    assert shown.cookies == {}
    assert "form-action 'none'" in shown["Content-Security-Policy"]


def test_its_links_leave_the_frame_and_carry_the_code_along(client):
    capsule = open_drop()

    shown = card(client, capsule, via="MIRA").content.decode()

    assert '<base target="_top">' in shown
    assert set(re.findall(r'<a[^>]* href="([^"]+)"', shown)) == {f"http://testserver/c/{capsule.slug}/?via=MIRA"}


@pytest.mark.parametrize("via", ['"><script>', "a b", "x" * 41, ""])
def test_what_could_be_no_code_is_left_out(client, via):
    capsule = open_drop()

    assert f'href="http://testserver/c/{capsule.slug}/"' in card(client, capsule, via=via).content.decode()


def test_who_has_the_card_is_not_sent_it_again_until_a_piece_is_sold(client):
    capsule = open_drop()
    first = card(client, capsule)
    address, had = f"/c/{capsule.slug}/card/", {"if-none-match": first["ETag"]}

    again = client.get(address, headers=had)
    line.preorder(capsule, [1], status="placed")

    assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=60")
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    assert client.get(address, headers=had).status_code == 200


def test_the_card_of_a_draft_is_for_its_maker(client):
    draft = make.capsule(status="draft")

    assert card(client, draft).status_code == 404
    client.force_login(make.maker_user(draft.maker))
    assert card(client, draft)["Cache-Control"] == "private, no-cache"


def test_the_card_asks_the_database_few_questions(client, django_assert_max_num_queries):
    capsule = open_drop(prices=[4800] * 3)

    with django_assert_max_num_queries(6):
        card(client, capsule)
