from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from capsules.actions import preordering
from fulfillment.actions import inspecting
from fulfillment.actions.inspecting import AlreadyInspected, ReasonMissing
from fulfillment.models import Piece, StockMove, without_a_piece
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def allotted(run):
    """Which piece serves which position: {number: position}."""
    return dict(Piece.objects.filter(run=run).exclude(claim=None).values_list("number", "claim__position"))


def test_a_finished_run_has_one_piece_per_live_claim_each_in_the_workshop():
    run, _ = line.made_run([1, 2], [4])

    pieces = line.pieces_of(run)
    assert [(str(piece), piece.place, piece.node) for piece in pieces] == [
        (f"No. {number} of 50", "workshop", run.capsule.made_at) for number in (1, 2, 4)
    ]
    assert list(StockMove.objects.filter(piece__in=pieces).values_list("piece__number", "number", "place")) == [
        (1, 1, "workshop"),
        (2, 1, "workshop"),
        (4, 1, "workshop"),
    ]


def test_a_run_that_is_said_to_be_finished_twice_makes_its_pieces_once():
    run, _ = line.made_run([1, 2])

    inspecting.make_pieces(run)

    assert len(line.pieces_of(run)) == 2


def test_a_piece_that_passed_goes_to_the_lowest_position_without_one():
    run, _ = line.made_run([3], [5], [9])
    first, second, _ = line.pieces_of(run)
    by = make.admin()

    inspecting.inspect(second, result="passed", by=by)
    inspecting.inspect(first, result="passed", by=by)

    assert allotted(run) == {5: 3, 3: 5}


def test_a_piece_serves_only_customers_of_its_own_variant():
    capsule = make.capsule(status="closed", prices=(4800, 5200))
    foam, reed = capsule.variants.all()
    line.preorder(capsule, [1], variant=foam)
    line.preorder(capsule, [2], variant=reed)
    run = line.run(capsule)
    inspecting.make_pieces(run)

    inspecting.inspect(line.pieces_of(run)[1], result="passed", by=make.admin())

    assert allotted(run) == {2: 2}


def test_a_scrapped_piece_moves_to_the_scrap_with_its_reason():
    run, _ = line.made_run([1])
    piece = line.pieces_of(run)[0]

    inspecting.inspect(piece, result="scrapped", reason="cracked foot", by=make.admin())

    piece.refresh_from_db()
    assert (piece.status, piece.place, piece.node, piece.claim) == ("scrapped", "scrap", None, None)
    assert [(i.result, i.reason) for i in piece.inspections.all()] == [("scrapped", "cracked foot")]


def test_a_piece_that_did_not_pass_needs_a_reason():
    run, _ = line.made_run([1])
    piece = line.pieces_of(run)[0]

    with pytest.raises(ReasonMissing):
        inspecting.inspect(piece, result="second", reason="  ", by=make.admin())

    piece.refresh_from_db()
    assert piece.status == "to inspect"


def test_a_piece_is_inspected_once():
    run, _ = line.made_run([1])
    piece = line.pieces_of(run)[0]
    inspecting.inspect(piece, result="second", reason="glaze run", by=make.admin())

    with pytest.raises(AlreadyInspected):
        inspecting.inspect(piece, result="passed", by=make.admin())


def test_passing_the_rest_leaves_the_inspected_ones_alone():
    run, _ = line.made_run([1], [2], [3])
    inspecting.inspect(line.pieces_of(run)[1], result="second", reason="glaze run", by=make.admin())

    assert inspecting.pass_the_rest(run, by=make.admin()) == 2
    assert [piece.status for piece in line.pieces_of(run)] == ["passed", "second", "passed"]
    assert allotted(run) == {1: 1, 3: 2}


def test_whoever_comes_last_in_the_edition_is_left_without_a_piece():
    run, orders = line.made_run([1], [2], [3])
    pieces = line.pieces_of(run)
    inspecting.inspect(pieces[0], result="scrapped", reason="cracked", by=make.admin())
    assert list(without_a_piece()) == []

    inspecting.pass_the_rest(run, by=make.admin())

    assert list(without_a_piece()) == [orders[2]]


def test_the_piece_of_a_cancelled_order_serves_the_next_customer():
    run, orders = line.made_run([1], [2])
    inspecting.inspect(line.pieces_of(run)[1], result="scrapped", reason="cracked", by=make.admin())
    inspecting.pass_the_rest(run, by=make.admin())
    assert allotted(run) == {1: 1}

    preordering.cancel(orders[0], reason="moved away", by=make.admin())

    assert allotted(run) == {1: 2}
    assert list(without_a_piece()) == []


def test_only_a_passed_piece_may_serve_a_customer():
    run, orders = line.made_run([1])

    with pytest.raises(IntegrityError, match="only_a_passed_piece_serves_a_customer"), transaction.atomic():
        Piece.objects.filter(run=run).update(claim=orders[0].claims.get())


@pytest.mark.django_db(transaction=True)
def test_two_inspectors_at_once_never_allot_one_claim_twice():
    run, _ = line.made_run(*[[position] for position in range(1, 13)])
    by = make.admin()

    def look(piece):
        try:
            inspecting.inspect(piece, result="passed", by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as inspectors:
        list(inspectors.map(look, line.pieces_of(run)))

    assert sorted(allotted(run).values()) == list(range(1, 13))
