import pytest
from django.db.models.functions import Now
from django.test import override_settings

from fulfillment.actions import noticing
from fulfillment.models import Endpoint, Notice
from tests import make
from tests.fulfillment import line
from tests.fulfillment.test_desk_page import queries_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    return make.node("Hafen")


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def test_connecting_a_node_shows_its_secret_once(office, node):
    address = f"/office/nodes/{node.slug}/endpoint/"
    office.post(address, {"url": "http://127.0.0.1:9090/hook"})
    secret = Endpoint.objects.get(node=node).secret

    assert secret in words(office.get(address))
    assert secret not in words(office.get(address))


@override_settings(ALLOW_PRIVATE_ENDPOINTS=False)
def test_a_private_address_is_refused_when_it_is_saved_and_stays_typed(office, node):
    response = office.post(f"/office/nodes/{node.slug}/endpoint/", {"url": "https://127.0.0.1/hook"})

    assert response.status_code == 422
    assert 'value="https://127.0.0.1/hook"' in response.content.decode()
    assert "127.0.0.1 leads to 127.0.0.1, which is not a public address." in words(response)
    assert not Endpoint.objects.exists()


def test_a_new_secret_replaces_the_old_one_which_signs_on_for_a_day(office, node, door):
    before = line.endpoint(door, node=node)

    office.post(f"/office/nodes/{node.slug}/endpoint/rotate/")

    after = Endpoint.objects.get()
    assert (after.previous_secret, after.secret == before.secret) == (before.secret, False)
    assert after.secret in words(office.get(f"/office/nodes/{node.slug}/endpoint/"))


def test_what_was_switched_off_is_switched_on(office, node, door):
    line.endpoint(door, node=node, switched_off_at=Now(), switched_off_reason="It answered 410.")
    address = f"/office/nodes/{node.slug}/endpoint/"
    assert "It answered 410." in words(office.get(address))

    office.post(f"{address}switch/")
    assert Endpoint.objects.get().switched_off_at is None

    office.post(f"{address}switch/")
    assert Endpoint.objects.get().switched_off_at is not None


def test_a_delivery_that_was_given_up_is_owed_again(office, node, door):
    endpoint = line.endpoint(door, node=node)
    order = line.preorder(make.capsule(), [1], at=node)
    noticing.owe_message("m", "preorder.ready", endpoint, {}, preorder=order)
    Notice.objects.update(status="given up", given_up_at=Now(), attempts=7, last_error="It answered 500.")
    page = words(office.get(f"/office/nodes/{node.slug}/endpoint/"))
    assert "given up It answered 500. 7 attempts" in page

    office.post(f"/office/notices/{Notice.objects.get().pk}/retry/")

    assert list(Notice.objects.values_list("status", "attempts")) == [("owed", 0)]


def test_only_admins_connect_nodes(client, node):
    client.force_login(make.desk_user(node))
    assert client.get(f"/office/nodes/{node.slug}/endpoint/").status_code == 403


def test_the_page_asks_as_often_for_three_deliveries_as_for_one(office, node, door):
    endpoint = line.endpoint(door, node=node)
    address = f"/office/nodes/{node.slug}/endpoint/"
    asked = []
    for each in range(3):
        order = line.preorder(make.capsule(), [1], at=node)
        noticing.owe_message(f"m{each}", "preorder.ready", endpoint, {}, preorder=order)
        asked.append(queries_of(office, address))
    assert asked[0] == asked[2]
