import gzip
import re

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from capsules.models import Capsule
from tests import make

from .drops import made, upcoming
from .ordering import order

pytestmark = pytest.mark.django_db


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_policies_carry_each_open_drops_own(client):
    make.capsule(repair_policy="Chips are filled for free.")

    assert "Chips are filled for free." in page(client, "policies")


@pytest.mark.parametrize("name", ["makers", "policies"])
def test_a_page_costs_as_many_queries_for_three_rows_as_for_one(client, name):
    def another(number):
        order(make.capsule(f"Open {number}")), upcoming(f"Next {number}"), made(f"Past {number}")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(client, name)
        return len(asked)

    another(1)
    one = queries()
    another(2), another(3)

    assert queries() == one


def test_artwork_is_drawn_once_and_then_known(client):
    capsule = make.capsule()
    address = reverse("artwork", args=[capsule.slug])

    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (first["Content-Type"], first["Cache-Control"]) == ("image/svg+xml", "public, max-age=3600")
    assert first.content.startswith(b"<svg")
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "sent", "unpacked"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, identity", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_artwork_comes_in_the_smallest_form_that_is_understood(client, accepted, sent, unpacked):
    address = reverse("artwork", args=[make.capsule().slug])

    answer = client.get(address, headers={"accept-encoding": accepted})

    assert (answer.get("Content-Encoding"), answer["Vary"]) == (sent, "Accept-Encoding, Cookie")
    assert unpacked(answer.content) == client.get(address).content


def test_a_variant_is_drawn_in_its_own_colours(client):
    capsule = make.capsule()
    rust = make.variant(capsule, "Rust", palette="rust")
    address = reverse("artwork", args=[capsule.slug])

    assert client.get(address).content != client.get(f"{address}?variant={rust.pk}").content


def test_another_pattern_number_draws_another_form_in_the_same_colours(client):
    capsule = make.capsule()
    address = reverse("artwork", args=[capsule.slug])
    first = client.get(address).content.decode()
    Capsule.objects.filter(pk=capsule.pk).update(pattern=7)

    second = client.get(address).content.decode()

    assert first != second
    wall = re.compile(r'-wall" fill="(#[0-9a-f]{6})"')
    assert wall.findall(first) == wall.findall(second) != []


def test_the_drawing_of_a_draft_is_for_its_maker(client):
    capsule = make.capsule(status="draft")
    address = reverse("artwork", args=[capsule.slug])

    assert client.get(address).status_code == 404
    client.force_login(make.maker_user())
    assert client.get(address).status_code == 404
    client.force_login(make.maker_user(capsule.maker))
    assert client.get(address)["Cache-Control"] == "private, no-cache"
