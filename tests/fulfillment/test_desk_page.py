import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from capsules.models import Preorder
from fulfillment.actions import handing_over, stocking
from fulfillment.desk import typed_code
from fulfillment.models import Handover
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def node():
    return make.node()


@pytest.fixture
def desk(client, node):
    """A browser at the node's desk."""
    client.force_login(make.desk_user(node))
    return client


def ready(node, *positions, name="Ilse R."):
    run, [order] = line.passed_run(list(positions or [1]), at=node)
    Preorder.objects.filter(pk=order.pk).update(name=name)
    stocking.receive(node, pieces=line.pieces_of(run), by=make.admin())
    order.refresh_from_db()
    return order


def words(response):
    """What a page says, without its tags."""
    text = re.sub(r"<(style|script).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("&nbsp;", " ")


def queries_of(client, address) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def find(desk, node, code):
    return desk.get(f"/desk/{node.slug}/pickup/", {"code": code})


def hand_over(desk, node, order, **changed):
    return desk.post(
        f"/desk/{node.slug}/pickup/hand-over/",
        {"code": order.pickup_code, "paid_minor": order.total_minor} | changed,
    )


def test_the_desk_shows_what_waits_and_what_is_coming(desk, node):
    ready(node, 17, 18)
    line.passed_run([1], [2], [3], at=node, title="Salt Jar")

    page = words(desk.get(f"/desk/{node.slug}/"))

    assert "Ilse R. Low Tide No. 17 and No. 18 €96.00 on the shelf" in page
    assert "Salt Jar No. 1 to 3 3 pieces for 3 orders" in page
    assert "Receive 3" in page


def test_a_code_brings_up_its_order_with_the_sum_to_pay(desk, node):
    order = ready(node, 17, 18)

    response = find(desk, node, order.code.lower())

    assert response.status_code == 200
    assert "Hand over No. 17 and No. 18, €96.00 to pay" in words(response)


def test_handing_over_says_so_and_the_pickup_is_done(desk, node):
    order = ready(node, 17, 18)

    response = hand_over(desk, node, order)

    assert (response.status_code, response.url) == (302, f"/desk/{node.slug}/")
    page = words(desk.get(response.url))
    assert "No. 17 and No. 18 handed over to Ilse R., €96.00 paid." in page
    assert Handover.objects.get().paid_minor == 9600


def test_handing_over_twice_is_a_409_that_says_when(desk, node):
    order = ready(node)
    hand_over(desk, node, order)

    response = hand_over(desk, node, order)

    assert response.status_code == 409
    assert "Already handed over at" in words(response)
    assert "Hand over No." not in words(response)


def test_a_sum_that_changed_on_the_way_is_not_taken(desk, node):
    order = ready(node)

    assert hand_over(desk, node, order, paid_minor="1").status_code == 409
    assert hand_over(desk, node, order, paid_minor="free").status_code == 422
    assert not Handover.objects.exists()


def test_an_order_of_another_node_says_where_it_is(desk, node):
    order = ready(make.node("Hafen", street="Kai 3", city="Hamburg"))

    page = words(find(desk, node, order.pickup_code))

    assert "This order is at Hafen, Kai 3, Hamburg." in page
    assert "Hand over No." not in page


def test_an_unknown_code_keeps_what_was_typed(desk, node):
    response = find(desk, node, "K7M")

    assert response.status_code == 404
    assert 'value="K7M"' in response.content.decode()
    assert "No order has this code." in words(response)


def test_a_crate_is_received_and_its_customers_are_told(desk, node):
    run, _ = line.passed_run([1], [2], at=node)
    pieces = [piece.pk for piece in line.pieces_of(run)]

    desk.post(f"/desk/{node.slug}/receive/", {"piece": pieces})

    assert [order.status for order in Preorder.objects.filter(capsule=run.capsule)] == ["ready", "ready"]
    assert "Nothing is on its way." in words(desk.get(f"/desk/{node.slug}/"))


def test_a_crate_for_another_node_is_refused_with_its_way(desk, node):
    run, _ = line.passed_run([1], at=make.node("Hafen"))

    response = desk.post(f"/desk/{node.slug}/receive/", {"piece": line.pieces_of(run)[0].pk})

    assert response.status_code == 409
    assert "it goes to Hafen" in words(response)


def test_what_lies_here_long_is_marked(desk, node):
    order = ready(node)
    Preorder.objects.filter(pk=order.pk).update(ready_at=timezone.now() - timedelta(days=17, hours=1))

    assert "17 days here" in words(desk.get(f"/desk/{node.slug}/"))


def test_staff_see_no_desk_but_their_own_and_customers_none(client, node):
    other = make.node()
    client.force_login(make.desk_user(other))
    assert client.get(f"/desk/{node.slug}/").status_code == 404
    client.force_login(make.maker_user())
    assert client.get(f"/desk/{node.slug}/").status_code == 403
    client.logout()
    assert client.get(f"/desk/{node.slug}/").status_code == 302
    client.force_login(make.admin())
    assert client.get(f"/desk/{node.slug}/").status_code == 200


def test_the_desk_asks_as_often_for_three_orders_as_for_one(desk, node):
    address = f"/desk/{node.slug}/"
    ready(node)
    line.passed_run([1], at=node)
    asked = queries_of(desk, address)

    for _ in range(2):
        handing_over.hand_over(ready(node), at=node, by=make.admin(), paid_minor=4800)
        ready(node)
        line.passed_run([1], [2], at=node)
    assert queries_of(desk, address) == asked


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k7m2 qxab", "K7M2QXAB"),
        ("K7M2-QXAB\n", "K7M2QXAB"),
        ("https://coop.example/desk/hafen/pickup/?code=K7M2QXAB", "K7M2QXAB"),
        ("", ""),
    ],
)
def test_a_code_is_read_as_it_is_typed_or_scanned(typed, code):
    assert typed_code(typed) == code
