from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from fulfillment.actions import stocking
from fulfillment.actions.stocking import NotExpected, PieceHandedOver, PieceMoved
from fulfillment.models import Notice, Piece, StockMove
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def moves_of(piece):
    return [(move.number, move.place, move.node) for move in piece.moves.order_by("number")]


def test_an_arrival_from_the_workshop_of_the_same_node_lies_on_its_shelf():
    run, _ = line.passed_run([1])
    node = run.capsule.made_at

    arrived = stocking.receive(node, pieces=line.pieces_of(run), by=make.admin())

    assert [moves_of(piece) for piece in arrived] == [[(1, "workshop", node), (2, "shelf", node)]]


def test_a_piece_made_elsewhere_travels_before_it_lies_on_the_shelf():
    there = make.node("Hafen")
    run, _ = line.passed_run([1], at=there)

    piece = stocking.receive(there, pieces=line.pieces_of(run), by=make.admin())[0]

    assert moves_of(piece) == [(1, "workshop", run.capsule.made_at), (2, "transit", there), (3, "shelf", there)]


def test_no_notice_is_owed_before_every_piece_of_the_order_lies_there():
    run, [order] = line.passed_run([1, 2])
    first, second = line.pieces_of(run)
    node, by = run.capsule.made_at, make.admin()

    stocking.receive(node, pieces=[first], by=by)
    order.refresh_from_db()
    assert (order.status, Notice.objects.filter(kind="pickup").count()) == ("confirmed", 0)

    stocking.receive(node, pieces=[second], by=by)
    order.refresh_from_db()
    assert (order.status, list(Notice.objects.values_list("key", "to"))) == (
        "ready",
        [(f"pickup:{order.pk}", order.email)],
    )


def test_a_node_with_a_system_of_its_own_is_owed_a_message_too(door):
    run, [order] = line.passed_run([1])
    line.endpoint(door, node=run.capsule.made_at)

    stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())

    message = Notice.objects.get(channel="message")
    piece = line.pieces_of(run)[0]
    order.refresh_from_db()
    assert (message.kind, message.preorder, message.endpoint.node, message.facts) == (
        "preorder.ready",
        order,
        run.capsule.made_at,
        {
            "order": order.reference,
            "node": order.pickup_node.slug,
            "capsule": run.capsule.slug,
            "title": "Low Tide",
            "variant": "Glaze 1",
            "sku": order.variant.sku,
            "quantity": 1,
            "pieces": [{"number": 1, "edition_size": 50, "url": f"http://testserver/p/{piece.mark}/"}],
            "ready_at": order.ready_at.isoformat(),
            "to_pay_minor": 4800,
            "currency": "EUR",
        },
    )


def test_a_switched_off_endpoint_is_owed_nothing(door):
    run, _ = line.passed_run([1])
    line.endpoint(door, node=run.capsule.made_at, switched_off_at=run.made_at)

    stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())

    assert list(Notice.objects.values_list("channel")) == [("mail",)]


def test_receiving_a_crate_twice_moves_its_pieces_once():
    run, _ = line.passed_run([1])
    node, by, pieces = run.capsule.made_at, make.admin(), line.pieces_of(run)
    stocking.receive(node, pieces=pieces, by=by)

    assert stocking.receive(node, pieces=pieces, by=by) == []
    assert len(moves_of(pieces[0])) == 2


def test_a_piece_for_another_node_is_not_received():
    run, _ = line.passed_run([1], at=make.node("Hafen"))

    with pytest.raises(NotExpected, match="to Hafen"):
        stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())


def test_a_piece_that_nobody_has_inspected_is_not_received():
    run, _ = line.made_run([1])

    with pytest.raises(NotExpected, match="marked “to inspect”"):
        stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())


def test_fifty_orders_are_announced_with_few_queries(django_assert_max_num_queries):
    run, _ = line.passed_run(*[[position] for position in range(1, 51)])
    node, by, pieces = run.capsule.made_at, make.admin(), line.pieces_of(run)

    # Beyond a fixed number, only each order's own change of status and its line in the journal.
    with django_assert_max_num_queries(20 + 50 * 5):
        stocking.receive(node, pieces=pieces, by=by)

    assert Notice.objects.filter(kind="pickup").count() == 50


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE fulfillment_stockmove SET place = 'shelf' WHERE number = 1",
        "DELETE FROM fulfillment_stockmove",
    ],
)
def test_the_ledger_cannot_be_rewritten(attack):
    line.made_run([1])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_piece_is_where_its_last_move_says():
    run, _ = line.made_run([1])
    piece = line.pieces_of(run)[0]

    StockMove.objects.create(piece=piece, number=2, place="scrap")

    piece.refresh_from_db()
    assert (piece.place, piece.node) == ("scrap", None)


def test_two_moves_of_a_piece_cannot_have_the_same_number():
    run, _ = line.made_run([1])
    piece = line.pieces_of(run)[0]

    with pytest.raises(IntegrityError, match="piece_moves_one_step_at_a_time"), transaction.atomic():
        StockMove.objects.create(piece=piece, number=1, place="scrap")


def test_a_piece_is_handed_over_once_whatever_the_code_does():
    run, _ = line.made_run([1])
    piece, by = line.pieces_of(run)[0], make.admin()
    stocking.move(piece, place=Piece.Place.CUSTOMER, node=None, by=by)

    with pytest.raises(PieceHandedOver):
        stocking.move(piece, place=Piece.Place.CUSTOMER, node=None, by=by)


def test_a_shelf_stands_in_a_node():
    run, _ = line.made_run([1])

    with pytest.raises(IntegrityError, match="shelf_and_workshop_stand_in_a_node"), transaction.atomic():
        StockMove.objects.create(piece=line.pieces_of(run)[0], number=2, place="shelf")


def at_once(*calls):
    """Run the calls at the same instant, each in its own connection: what each returned or refused."""
    barrier, outcomes = Barrier(len(calls)), []

    def go(call):
        try:
            barrier.wait()
            outcomes.append(call())
        except (PieceMoved, PieceHandedOver) as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=go, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_a_piece_that_is_moved_to_two_places_at_once_is_in_one():
    there, other = make.node("Hafen"), make.node("Werk")
    run, _ = line.made_run([1])
    piece, by = line.pieces_of(run)[0], make.admin()

    for _ in range(5):
        before = len(moves_of(piece))
        outcomes = at_once(
            lambda: stocking.move(piece, place="shelf", node=there, by=by),
            lambda: stocking.move(piece, place="shelf", node=other, by=by),
        )
        written = [outcome for outcome in outcomes if outcome is not PieceMoved]
        assert len(moves_of(piece)) == before + len(written)
        last = piece.moves.order_by("number").last()
        piece.refresh_from_db()
        assert (piece.place, piece.node) == (last.place, last.node)


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_receive_halves_of_one_order_announce_it_once():
    run, [order] = line.passed_run([1, 2])
    first, second = line.pieces_of(run)
    node, by = run.capsule.made_at, make.admin()

    at_once(
        lambda: stocking.receive(node, pieces=[first], by=by),
        lambda: stocking.receive(node, pieces=[second], by=by),
    )

    order.refresh_from_db()
    assert (order.status, Notice.objects.filter(kind="pickup").count()) == ("ready", 1)
