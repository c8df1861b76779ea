"""What a maker's own shop hears, and what it never hears."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from capsules.actions import preordering, running
from fulfillment.actions import endpoints, sending, stocking
from fulfillment.models import Endpoint, Notice
from tests import make
from tests.capsules.ordering import order
from tests.fulfillment import line
from tests.fulfillment.owed import make_due, outcome, waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiezel():
    return make.maker("Kiezel")


@pytest.fixture
def shop(receiver, kiezel):
    return line.endpoint(receiver, maker=kiezel)


def heard():
    return list(Notice.objects.filter(channel="message").order_by("pk").values_list("kind", "facts"))


def run_of(maker, *positions):
    """A closed drop with an order on each of these positions, whose run waits for approval."""
    capsule = make.capsule("Low Tide", maker=maker, status="closed", minimum=1)
    for position in positions:
        line.preorder(capsule, [position], status="placed", placed_at=timezone.now())
    return line.run(capsule, status="proposed", pieces=len(positions))


def test_a_shop_hears_of_an_order_with_its_pieces_and_its_sum(shop, kiezel):
    capsule = make.capsule("Low Tide", maker=kiezel, tiers=[(1, 1, {"amount_minor": -600})])

    placed = order(capsule, quantity=2)

    assert heard() == [
        (
            "preorder.placed",
            {
                "capsule": capsule.slug,
                "title": "Low Tide",
                "url": f"http://testserver/c/{capsule.slug}/",
                "order": placed.reference,
                "variant": "Glaze 1",
                "sku": placed.variant.sku,
                "quantity": 2,
                "node": placed.pickup_node.slug,
                "positions": [1, 2],
                "total_minor": 9000,
                "currency": "EUR",
                "placed_at": placed.placed_at.isoformat(),
                "taken": 2,
                "edition_size": 50,
            },
        )
    ]


def test_a_shop_hears_of_a_cancelled_order_but_not_why(shop, kiezel):
    placed = order(make.capsule(maker=kiezel))

    ended = preordering.cancel(placed, reason="My mother, Ilse R., died.", by="customer")

    kind, facts = heard()[-1]
    assert (kind, facts["order"], facts["status"]) == ("preorder.ended", placed.reference, "cancelled")
    assert facts["ended_at"] == ended.cancelled_at.isoformat()
    assert "mother" not in json.dumps(heard())


def test_a_shop_hears_of_an_approved_run_and_what_of_each_variant_is_made(shop, kiezel):
    run = run_of(kiezel, 1, 2)
    other = make.variant(run.capsule, "Slate", rank=2)
    line.preorder(run.capsule, [3], status="placed", variant=other)

    approved = running.approve(run, by=make.admin())

    first = run.capsule.variants.first()
    assert heard() == [
        (
            "run.approved",
            {
                "capsule": run.capsule.slug,
                "title": "Low Tide",
                "url": f"http://testserver/c/{run.capsule.slug}/",
                "run": run.pk,
                "pieces": 3,
                "variants": [
                    {"sku": first.sku, "variant": "Glaze 1", "quantity": 2},
                    {"sku": other.sku, "variant": "Slate", "quantity": 1},
                ],
                "approved_at": approved.approved_at.isoformat(),
                "due_at": approved.due_at.isoformat(),
            },
        )
    ]


def test_a_shop_and_a_nodes_system_hear_of_the_same_complete_order(shop, kiezel, door):
    run, _ = line.passed_run([1], maker=kiezel)
    line.endpoint(door, node=run.capsule.made_at)

    stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())

    (kind, to_node), (same_kind, to_shop) = heard()
    assert (kind, same_kind, to_node) == ("preorder.ready", "preorder.ready", to_shop)
    assert set(Notice.objects.filter(channel="message").values_list("endpoint", flat=True)) == {
        *Endpoint.objects.values_list("pk", flat=True)
    }


def test_no_message_holds_a_customers_name_address_code_or_secret(shop, kiezel):
    run, [placed] = line.passed_run([1], maker=kiezel)
    another = order(make.capsule(maker=kiezel), email="ilse@example.org", name="Ilse Roggeveen")
    preordering.cancel(another, reason="by ilse@example.org", by="customer")
    running.approve(run_of(kiezel, 1), by=make.admin())
    stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())

    said = json.dumps(heard())

    assert {kind for kind, _ in heard()} == {"preorder.placed", "preorder.ended", "run.approved", "preorder.ready"}
    private = {text for one in (placed, another) for text in (one.name, one.email, one.secret, one.pickup_code)}
    assert [text for text in private if text in said] == []
    assert "@" not in said


def test_other_makers_shops_and_those_switched_off_hear_nothing(door, kiezel):
    line.endpoint(door, maker=make.maker("Grofgoed"))
    line.endpoint(door, maker=kiezel, switched_off_at=timezone.now())

    order(make.capsule(maker=kiezel))

    assert heard() == []


def test_a_shop_takes_the_signed_message_as_the_library_verifies_it(shop, receiver, kiezel):
    order(make.capsule("Low Tide", maker=kiezel))
    notice = Notice.objects.get(channel="message")

    sending.send(notice)

    assert outcome(notice) == ("sent", 1, "")
    [message] = receiver.messages.values()
    assert (message["type"], message["data"]["title"]) == ("preorder.placed", "Low Tide")


def test_a_shop_that_fails_is_tried_again_and_holds_up_nobody_else(door, receiver, kiezel):
    line.endpoint(door, maker=kiezel)
    line.endpoint(receiver, maker=(other := make.maker("Grofgoed")))
    order(make.capsule(maker=kiezel)), order(make.capsule(maker=other))
    failing, fine = Notice.objects.filter(channel="message").order_by("pk")
    door.answers = [(503, {"Retry-After": "600"})]
    make_due(failing, fine)

    sending.send(failing), sending.send(fine)

    assert (outcome(failing), waits(failing)) == (("owed", 1, "It answered 503."), timedelta(minutes=10))
    assert outcome(fine)[0] == "sent"


def test_410_switches_a_shop_off_and_tells_its_maker_and_no_admin(door, kiezel):
    make.admin()
    person = make.maker_user(kiezel)
    line.endpoint(door, maker=kiezel)
    order(make.capsule(maker=kiezel))
    door.answers = [(410, {})]

    sending.send(Notice.objects.get(channel="message"))

    assert list(Notice.objects.filter(kind="endpoint_switched_off").values_list("to", flat=True)) == [person.email]


@pytest.mark.parametrize("both", [True, False])
def test_the_database_refuses_an_endpoint_of_nobody_and_one_of_two(both, kiezel):
    owners = {"node": kiezel.home, "maker": kiezel} if both else {}

    with pytest.raises(IntegrityError, match="endpoint_belongs_to_a_node_or_a_maker"), transaction.atomic():
        Endpoint.objects.create(url="https://example.org/", **owners)


def test_the_database_refuses_a_message_to_nowhere():
    with pytest.raises(IntegrityError, match="message_goes_to_an_endpoint"), transaction.atomic():
        Notice.objects.create(key=str(uuid4()), channel="message", kind="preorder.placed", to="https://example.org/")


def test_a_maker_has_one_endpoint_that_moves(kiezel):
    by = make.maker_user(kiezel)

    first, moved = (endpoints.connect(kiezel, url=f"https://example.org/{n}", by=by) for n in (1, 2))

    assert (first.pk, first.secret, moved.url) == (moved.pk, moved.secret, "https://example.org/2")
