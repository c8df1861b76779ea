from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection

from capsules.actions import preordering
from fulfillment.actions import handing_over, stocking
from fulfillment.actions.handing_over import AlreadyHandedOver, Cancelled, NotReady, WrongNode, WrongSum
from fulfillment.models import Handover
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def ready_order(*positions, at=None):
    run, [order] = line.passed_run(list(positions or [1]), at=at)
    stocking.receive(order.pickup_node, pieces=line.pieces_of(run), by=make.admin())
    order.refresh_from_db()
    return order


def hand_over(order, *, at=None, by=None):
    at, by = at or order.pickup_node, by or make.admin()
    return handing_over.hand_over(order, at=at, by=by, paid_minor=order.total_minor)


def test_an_order_is_handed_over_with_all_its_pieces_and_the_sum_paid():
    order = ready_order(17, 18)

    handover = hand_over(order)

    order.refresh_from_db()
    assert (order.status, handover.paid_minor, handover.node) == ("collected", 9600, order.pickup_node)
    assert [(claim.piece.place, claim.piece.node) for claim in order.claims.all()] == [("customer", None)] * 2


def test_a_second_scan_says_when_it_was_handed_over():
    order = ready_order()
    with time_machine.travel("2026-11-23T09:12:00Z", tick=False):
        hand_over(order)

    with pytest.raises(AlreadyHandedOver) as refused:
        hand_over(order)

    assert str(refused.value) == (
        f"Already handed over at 10:12 on Mon 23 November, {order.pickup_node}. "
        "Ask who came; if it was somebody else, call the co-op."
    )


def test_another_node_says_where_the_order_is():
    order = ready_order(at=make.node("Hafen", street="Kai 3", city="Hamburg"))

    with pytest.raises(WrongNode, match=r"This order is at Hafen, Kai 3, Hamburg\. Send the customer there"):
        hand_over(order, at=make.node())


def test_a_cancelled_order_is_not_handed_over():
    order = ready_order()
    preordering.cancel(order, reason="moved away", by=make.admin())

    with pytest.raises(Cancelled, match="cancelled: moved away"):
        hand_over(order)


def test_an_order_whose_pieces_are_not_all_here_is_not_handed_over():
    _, [order] = line.passed_run([1])

    with pytest.raises(NotReady):
        hand_over(order)


def test_a_sum_that_is_not_the_orders_is_refused():
    order = ready_order()

    with pytest.raises(WrongSum, match=r"€48\.00"):
        handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=4700)
    assert not Handover.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_at_the_same_instant_one_succeeds():
    order, by = ready_order(1, 2), make.admin()
    barrier, outcomes = Barrier(4), []

    def desk():
        barrier.wait()
        try:
            outcomes.append(type(hand_over(order, by=by)))
        except AlreadyHandedOver:
            outcomes.append(AlreadyHandedOver)
        finally:
            connection.close()

    desks = [Thread(target=desk) for _ in range(4)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()

    assert sorted(outcomes, key=str) == sorted([Handover, *[AlreadyHandedOver] * 3], key=str)
    assert Handover.objects.get().preorder == order
