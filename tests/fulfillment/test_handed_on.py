"""A piece whose order fell away while it was made, and who comes for it from the waiting list."""

import pytest

from capsules.actions.inviting import hand_on
from capsules.actions.preordering import cancel, locked
from capsules.asked import Door
from capsules.models import Capsule, Preorder
from fulfillment.actions import inspecting
from fulfillment.models import Notice, Piece
from tests import make
from tests.capsules.ordering import order, positions

from . import line

pytestmark = pytest.mark.django_db


def handed_on(*, when):
    """No. 1 of a run of two fell away, before its pieces existed or `when` they had passed, and is held for Wim."""
    capsule = make.capsule(status="closed", edition_size=2, minimum=1, closes_at=make.now())
    orders = [line.preorder(capsule, [position]) for position in (1, 2)]
    run = line.run(capsule, status="started" if when == "before" else "made")
    if when == "passed":
        inspecting.make_pieces(run)
        inspecting.pass_the_rest(run, by=make.admin())
    waiting = capsule.waiting.create(email="wim@example.org")
    cancel(orders[0], reason="The card failed.", by=make.admin())
    hand_on(locked(Capsule(pk=capsule.pk)), [(1, orders[0].variant)])
    return run, waiting


def test_whoever_is_invited_is_told_in_the_same_transaction():
    _, waiting = handed_on(when="before")

    assert Notice.objects.get(kind="waiting_invited").waiting == waiting


def test_a_piece_that_is_held_for_an_invitation_is_made_as_what_it_is():
    run, waiting = handed_on(when="before")

    inspecting.make_pieces(run)

    variant = waiting.capsule.variants.get()
    assert list(Piece.objects.order_by("number").values_list("number", "variant")) == [
        (1, variant.pk),
        (2, variant.pk),
    ]


def test_whoever_orders_a_piece_that_has_passed_already_is_given_it():
    _, waiting = handed_on(when="passed")
    assert Piece.objects.unallotted().get().number == 1

    placed = order(waiting.capsule, door=Door(waiting=waiting))

    assert (placed.status, positions(placed)) == (Preorder.Status.CONFIRMED, [1])
    assert Piece.objects.get(number=1).claim.preorder == placed
