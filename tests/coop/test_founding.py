import pytest

from coop.actions.founding import AlreadyFounded, found
from coop.models import Node, StaffedHours, User
from tests import make

pytestmark = pytest.mark.django_db

IDA = {"name": "Ida", "email": "ida@example.org", "password": "kiln-terracotta-9"}
NODE = {
    "name": "Kanalstraße",
    "street": "Kanalstraße 8",
    "postcode": "04109",
    "city": "Leipzig",
    "country": "de",
    "time_zone": "Europe/Berlin",
    "hands_over": "on",
    "carried_days": "2",
    "hours_0": "9:00–12:30, 13:00–18:00",
}


def test_an_empty_co_op_is_led_from_its_first_page_to_admin_node_and_stations(client):
    assert client.get("/", follow=True).redirect_chain == [("/welcome/", 302)]

    assert client.post("/welcome/", IDA)["Location"] == "/office/nodes/new/"
    assert client.post("/office/nodes/new/", NODE)["Location"] == "/office/stations/"

    node = Node.objects.get()
    assert (node.slug, node.country, User.objects.get().is_admin) == ("kanalstrasse", "DE", True)
    assert list(StaffedHours.objects.values_list("weekday", "opens_minute", "closes_minute")) == [
        (0, 540, 750),
        (0, 780, 1080),
    ]


def test_a_weak_password_is_refused_and_nothing_typed_is_lost(client):
    answer = client.post("/welcome/", IDA | {"password": "short"})

    assert answer.status_code == 422
    assert "ida@example.org" in answer.content.decode()
    assert not User.objects.exists()


def test_a_founded_co_op_has_no_welcome_page(client):
    make.admin()

    assert client.get("/welcome/").status_code == 302
    assert client.post("/welcome/", IDA).status_code == 302
    assert User.objects.count() == 1


def test_nobody_founds_a_co_op_twice():
    make.admin()

    with pytest.raises(AlreadyFounded):
        found(**IDA)


def test_hours_that_nobody_can_read_come_back_as_typed(client):
    client.force_login(make.admin())

    answer = client.post("/office/nodes/new/", NODE | {"hours_0": "mornings"})

    assert answer.status_code == 422
    assert "“mornings” is not readable as hours" in answer.content.decode()
    assert 'value="mornings"' in answer.content.decode()
    assert not Node.objects.exists()
