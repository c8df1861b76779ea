import pytest
from django.db.models.functions import Now
from django.test import override_settings

from fulfillment.models import Endpoint, Notice
from tests import make
from tests.capsules.ordering import order
from tests.fulfillment import line
from tests.fulfillment.test_desk_page import queries_of, words

pytestmark = pytest.mark.django_db
ADDRESS = "/studio/shop-endpoint/"


@pytest.fixture
def kiezel():
    return make.maker("Kiezel")


@pytest.fixture
def studio(client, kiezel):
    client.force_login(make.maker_user(kiezel))
    return client


def test_connecting_a_shop_shows_its_secret_once(studio, kiezel):
    studio.post(ADDRESS, {"url": "http://127.0.0.1:9090/hook"})
    secret = Endpoint.objects.get(maker=kiezel).secret

    assert secret in words(studio.get(ADDRESS))
    assert secret not in words(studio.get(ADDRESS))


@override_settings(ALLOW_PRIVATE_ENDPOINTS=False)
@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://169.254.169.254/latest/", "http://example.org/"])
def test_a_shop_at_a_private_address_is_refused_and_stays_typed(studio, url):
    response = studio.post(ADDRESS, {"url": url})

    assert response.status_code == 422
    assert f'value="{url}"' in response.content.decode()
    assert not Endpoint.objects.exists()


def test_a_new_secret_replaces_the_old_one_which_signs_on_for_a_day(studio, kiezel, door):
    before = line.endpoint(door, maker=kiezel)

    studio.post(f"{ADDRESS}rotate/")

    after = Endpoint.objects.get()
    assert (after.previous_secret, after.secret == before.secret) == (before.secret, False)
    assert after.secret in words(studio.get(ADDRESS))


def test_a_shop_is_switched_off_and_on(studio, kiezel, door):
    line.endpoint(door, maker=kiezel)

    studio.post(f"{ADDRESS}switch/")
    assert "Switched off by Mia." in words(studio.get(ADDRESS))

    studio.post(f"{ADDRESS}switch/")
    assert Endpoint.objects.get().switched_off_at is None


def test_a_maker_sees_the_deliveries_and_sends_one_again(studio, kiezel, door):
    line.endpoint(door, maker=kiezel)
    placed = order(make.capsule(maker=kiezel))
    message = Notice.objects.filter(channel="message")
    message.update(status="given up", given_up_at=Now(), attempts=7, last_error="It answered 500.")
    page = words(studio.get(ADDRESS))
    assert f"preorder.placed order {placed.reference} given up It answered 500. 7 attempts" in page

    studio.post(f"{ADDRESS}{message.get().pk}/retry/")

    assert list(message.values_list("status", "attempts")) == [("owed", 0)]


def test_what_is_owed_to_another_shop_is_not_a_makers_business(studio, door):
    other = make.maker("Grofgoed")
    line.endpoint(door, maker=other)
    placed = order(make.capsule(maker=other))
    message = Notice.objects.get(channel="message")
    Notice.objects.filter(pk=message.pk).update(status="given up", given_up_at=Now())

    assert placed.reference not in words(studio.get(ADDRESS))
    assert studio.post(f"{ADDRESS}{message.pk}/retry/").status_code == 404
    assert studio.post(f"{ADDRESS}rotate/").status_code == 404


def test_the_page_asks_as_often_for_three_deliveries_as_for_one(studio, kiezel, door):
    line.endpoint(door, maker=kiezel)
    asked = []
    for _ in range(3):
        order(make.capsule(maker=kiezel))
        asked.append(queries_of(studio, ADDRESS))
    assert asked[0] == asked[2]
