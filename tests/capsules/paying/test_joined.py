"""Paying by card meets the waiting list and the parcels."""

import pytest

from capsules.actions import cards, holding
from capsules.actions.preordering import cancel
from capsules.actions.running import approve
from capsules.actions.working import run_errands
from capsules.asked import Door
from capsules.models import Payment, Preorder, Waiting
from capsules.refusals import NotAtTheDesk
from coop.actions.journal import CUSTOMER
from fulfillment.actions.shipping import CannotSend, ship
from tests import make
from tests.capsules import sending
from tests.capsules.ordering import order, positions
from tests.capsules.test_closing import closed_with
from tests.card_provider import DECLINED_WHEN_CHARGED
from tests.fulfillment import line

from .buying import buy, hold, time_passes, type_card

pytestmark = pytest.mark.django_db


def with_an_invitation(*, waiting=2):
    """A sold-out drop of which a piece came free: the first in line is invited to it."""
    capsule = make.capsule(edition_size=2, minimum=1)
    first, _ = order(capsule), order(capsule)
    line_up = [Waiting.objects.create(capsule=capsule, email=f"w{number}@example.org") for number in range(waiting)]
    cancel(first, by=CUSTOMER)
    return capsule, [Waiting.objects.get(pk=each.pk) for each in line_up]


def stands(waiting):
    waiting.refresh_from_db()
    return waiting.status, list(waiting.claims.live().values_list("position", flat=True))


def test_who_is_invited_and_pays_by_card_has_the_same_claim_from_the_invitation_to_the_order(provider):
    capsule, (first, _) = with_an_invitation()
    claim = first.claims.live().get()

    held = hold(capsule, door=Door(waiting=first))
    card = type_card(provider, held)
    cards.look(card)
    held.refresh_from_db()

    assert (held.status, held.claims.get()) == (Preorder.Status.PLACED, claim)
    assert stands(first) == ("ordered", [])


def test_what_was_held_for_a_card_that_never_came_goes_to_the_next_in_line(provider):
    capsule, (first, second) = with_an_invitation()
    hold(capsule, door=Door(waiting=first))

    time_passes(minutes=16)
    holding.lapse_due()

    assert stands(second) == ("invited", [1])


def test_a_piece_that_is_being_made_is_owed_as_soon_as_its_new_customer_gave_a_card(provider):
    capsule = make.capsule(edition_size=2, minimum=1)
    order(capsule)
    unpaid = buy(provider, capsule, number=DECLINED_WHEN_CHARGED)
    waiting = Waiting.objects.create(capsule=capsule, email="wim@example.org")
    approve(closed_with(capsule), by=make.admin())
    run_errands()

    time_passes(hours=73)
    run_errands()
    assert stands(waiting) == ("invited", [2])
    taken = buy(provider, capsule, door=Door(waiting=waiting))

    unpaid.refresh_from_db()
    assert (unpaid.status, taken.status, positions(taken)) == ("cancelled", "confirmed", [2])
    run_errands()
    assert Payment.objects.get(preorder=taken).status == Payment.Status.PAID


def a_parcel(**fields):
    sending.zone("Near", ["NL"])
    drop = sending.drop()
    return hold(drop, parcel_to=sending.HOME, **fields)


def test_a_parcel_cannot_turn_to_the_desk(provider):
    held = a_parcel()

    with pytest.raises(NotAtTheDesk) as refused:
        holding.pay_at_desk(held)

    held.refresh_from_db()
    assert (str(refused.value), held.pay_by) == ("A parcel is paid by card, before it leaves.", "card")


def test_a_parcel_leaves_paid_or_not_at_all():
    unpaid = line.ready_parcel()
    unpaid.payments.all().delete()
    unpaid.refresh_from_db()
    node = unpaid.pickup_node

    with pytest.raises(CannotSend) as refused:
        ship(unpaid, at=node, carrier="DHL", tracking_number="1", by=make.admin())

    assert str(refused.value).startswith("Not paid yet: €56.63 are to come from the card.")
    paid = line.ready_parcel(node=node)
    assert ship(paid, at=node, carrier="DHL", tracking_number="2", by=make.admin()).preorder == paid
