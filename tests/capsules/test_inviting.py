"""The waiting list: what comes free is held for whoever asked first, for a day, and goes on to the next."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from capsules.actions.closing import change_closing_time, close
from capsules.actions.inviting import hand_on
from capsules.actions.preordering import FewerLeft, OverLimit, SoldOut, cancel, locked
from capsules.actions.running import approve, withdraw
from capsules.actions.waiting import join, leave
from capsules.asked import Door
from capsules.models import Capsule, Claim, Preorder, Run, Waiting
from capsules.refusals import InvitationOver, PiecesLeft
from capsules.signals import piece_offered, waiting_joined
from capsules.tasks import sweep_closings, sweep_invitations
from coop.actions.journal import CUSTOMER
from tests import make

from .ordering import heard, order, positions
from .test_closing import closed_with, ends

pytestmark = pytest.mark.django_db

A_DAY = timedelta(hours=24)


def sold_out(pieces=10, *, waiting=0, **fields):
    """A sold out edition, open for a week, its orders of one piece each as `orders`, and so many who wait as `line`."""
    capsule = make.capsule(**{"edition_size": pieces, "minimum": 1} | fields)
    capsule.orders = [order(capsule) for _ in range(pieces)]
    capsule.line = [join(capsule, email=f"waits{number}@example.org") for number in range(1, waiting + 1)]
    return capsule


def free(capsule, pieces):
    for placed in capsule.orders[:pieces]:
        cancel(placed, by=CUSTOMER)


def stands(capsule):
    """How everybody in line stands, with the position that is held for them."""
    held = dict(Claim.objects.live().filter(waiting__capsule=capsule).values_list("waiting", "position"))
    return [(row.status, held.get(row.pk)) for row in capsule.waiting.order_by("pk")]


def day_passes(*line):
    """The invitations of these have been out for a day."""
    past = timezone.now() - A_DAY - timedelta(seconds=1)
    rows = Waiting.objects.filter(pk__in=[waiting.pk for waiting in line])
    rows.update(invited_at=past, invited_until=past + A_DAY)


def use(waiting, **fields):
    waiting.refresh_from_db()
    return order(waiting.capsule, door=Door(waiting=waiting), **fields)


def test_row_15_seven_pieces_come_free_and_the_first_seven_of_ten_are_invited():
    capsule = sold_out(10, waiting=10)

    with heard(piece_offered) as said:
        free(capsule, 7)

    assert stands(capsule) == [("invited", position) for position in range(1, 8)] + [("waiting", None)] * 3
    assert said == [(piece_offered, waiting) for waiting in capsule.line[:7]]
    for waiting in Waiting.objects.invited():
        assert waiting.invited_until - waiting.invited_at == A_DAY


def test_row_15_a_piece_that_is_held_cannot_be_ordered_by_anybody_else():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)

    with pytest.raises(SoldOut):
        order(capsule)
    with pytest.raises(InvitationOver):
        order(capsule, door=Door(waiting=make.capsule().waiting.create(email="other@example.org")))

    assert stands(capsule) == [("invited", 1)]


def test_row_15_an_invitation_that_was_not_used_goes_on_to_the_next():
    capsule = sold_out(2, waiting=3)
    free(capsule, 1)
    day_passes(capsule.line[0])

    sweep_invitations()
    sweep_invitations()

    assert stands(capsule) == [("lapsed", None), ("invited", 1), ("waiting", None)]
    with pytest.raises(InvitationOver):
        use(capsule.line[0])


def test_an_invitation_that_is_over_orders_nothing_though_no_sweep_has_come():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)
    day_passes(capsule.line[0])

    with pytest.raises(InvitationOver):
        use(capsule.line[0])

    assert Preorder.objects.standing().count() == 1


def test_where_nobody_else_waits_the_piece_is_free_for_all_again():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)
    day_passes(capsule.line[0])

    sweep_invitations()

    assert positions(order(capsule)) == [1]


@pytest.mark.parametrize("over", ["closes", "is closed"])
def test_row_15_after_the_close_nobody_is_invited_and_open_invitations_end(over):
    capsule = sold_out(3, waiting=3)
    free(capsule, 1)
    ends(capsule)
    if over == "is closed":
        sweep_closings()

    cancel(capsule.orders[1], by=CUSTOMER)
    sweep_closings()
    sweep_invitations()

    assert stands(capsule) == [("lapsed", None), ("waiting", None), ("waiting", None)]
    assert Run.objects.get().pieces == (2 if over == "is closed" else 1)
    with pytest.raises(InvitationOver):
        use(capsule.line[0])


def test_row_15_leaving_the_list_takes_one_call_and_what_was_held_goes_on():
    capsule = sold_out(2, waiting=2)
    free(capsule, 1)

    leave(capsule.line[0])
    leave(capsule.line[0])

    assert stands(capsule) == [("left", None), ("invited", 1)]


def test_row_3_the_claim_that_held_the_piece_becomes_the_orders_own():
    capsule = sold_out(2, waiting=1, prices=(4800, 5200), tiers=[(1, 1, {"amount_minor": -600})])
    free(capsule, 1)
    held = Claim.objects.live().get(waiting=capsule.line[0])
    dear = capsule.variants.last()
    code = make.price_code()

    placed = order(capsule, variant=dear, door=Door(waiting=capsule.line[0], code=code.code))

    held.refresh_from_db()
    assert (held.preorder, held.waiting, held.cancelled_at) == (placed, None, None)
    assert (held.price_minor, held.discount_minor, placed.total_minor) == (4600, 460, 4140)
    capsule.line[0].refresh_from_db()
    assert (capsule.line[0].status, placed.status) == ("ordered", "placed")
    assert Claim.objects.live().filter(capsule=capsule).count() == 2


def test_an_invitation_is_used_once():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)
    use(capsule.line[0])

    with pytest.raises(InvitationOver):
        use(capsule.line[0])


def test_an_invitation_is_for_one_piece_and_keeps_the_limit():
    capsule = sold_out(3, waiting=2, per_customer=2)
    free(capsule, 1)
    email = capsule.orders[2].email
    use_again = partial(use, capsule.line[0], email=email)

    with pytest.raises(FewerLeft):
        use(capsule.line[0], quantity=2)
    Capsule.objects.update(per_customer=1)
    capsule.line[0].capsule.refresh_from_db()
    with pytest.raises(OverLimit):
        use_again()

    assert stands(capsule) == [("invited", 1), ("waiting", None)]


def test_what_is_held_for_invitations_is_neither_sold_nor_counts_towards_the_minimum():
    capsule = sold_out(4, waiting=2, minimum=3)
    free(capsule, 2)

    assert close(capsule) is None
    assert Capsule.objects.with_taken().get(pk=capsule.pk).taken == 2

    assert closed_with(capsule) is None
    assert set(capsule.preorders.values_list("status", flat=True)) == {"cancelled", "released"}


def test_a_drop_that_sold_out_early_invites_until_its_run_is_approved():
    capsule = sold_out(3, waiting=2)
    run = close(capsule)
    free(capsule, 2)

    placed = use(capsule.line[0])
    approve(run, by=make.admin())

    placed.refresh_from_db(), run.refresh_from_db()
    assert stands(capsule) == [("ordered", None), ("lapsed", None)]
    assert (placed.status, run.pieces, positions(placed)) == ("confirmed", 2, [1])


def test_a_run_that_is_withdrawn_ends_its_drops_invitations():
    capsule = sold_out(2, waiting=1)
    run = close(capsule)
    free(capsule, 1)

    withdraw(run, reason="The kiln broke.", by=make.admin())

    assert stands(capsule) == [("lapsed", None)]
    assert Claim.objects.live().count() == 0


def test_a_drop_that_reopens_goes_on_inviting():
    capsule = sold_out(3, waiting=2)
    closed_with(capsule)
    cancel(capsule.orders[0], by=CUSTOMER)

    change_closing_time(capsule, closes_at=timezone.now() + timedelta(days=1), by=make.admin())

    assert stands(capsule) == [("invited", 1), ("waiting", None)]


def test_whoever_joins_when_a_piece_is_free_already_is_invited_at_once():
    capsule = sold_out(2)
    close(capsule)
    free(capsule, 1)

    with heard(waiting_joined, piece_offered) as said:
        waiting = join(capsule, email="nora@example.org")

    assert said == [(waiting_joined, waiting), (piece_offered, waiting)]
    assert stands(capsule) == [("invited", 1)]


def test_while_a_piece_is_held_others_may_join_and_while_one_is_free_they_need_not():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)

    assert join(capsule, email="nora@example.org").status == "waiting"
    free(capsule, 2)
    leave(capsule.waiting.get(email="nora@example.org"))
    with pytest.raises(PiecesLeft):
        join(capsule, email="els@example.org")


def test_the_close_ends_an_invitation_before_its_day_is_over():
    closes = timezone.now() + timedelta(hours=3)
    capsule = sold_out(2, waiting=1, closes_at=closes)
    free(capsule, 1)

    assert Waiting.objects.get().held_until == closes


def made_and_unpaid():
    """A run under way whose first order fell away, with two who wait; the piece is being made in the second glaze."""
    capsule = sold_out(2, prices=(4800, 5200))
    Preorder.objects.filter(pk=capsule.orders[0].pk).update(variant=capsule.variants.last())
    capsule.line = [capsule.waiting.create(email=f"waits{number}@example.org") for number in (1, 2)]
    admin = make.admin()
    approve(closed_with(capsule), by=admin)
    cancel(capsule.orders[0], reason="The card failed.", by=admin)
    return capsule


def test_row_19_a_piece_in_the_making_goes_to_the_waiting_list_in_the_variant_that_it_is():
    capsule = made_and_unpaid()
    dear = capsule.variants.last()

    assert hand_on(locked(capsule), [(1, dear)]) == [capsule.line[0]]
    placed = order(capsule, variant=dear, door=Door(waiting=capsule.line[0]))

    assert (placed.status, placed.total_minor, positions(placed)) == ("confirmed", 5200, [1])
    with pytest.raises(ValueError, match="is no order of"):
        order(capsule, variant=make.capsule().variants.get(), door=Door(waiting=capsule.line[0]))


def test_row_19_unused_it_goes_on_as_the_same_piece_though_the_drop_is_closed():
    capsule = made_and_unpaid()
    hand_on(locked(capsule), [(1, capsule.variants.last())])
    day_passes(capsule.line[0])

    sweep_invitations()

    assert stands(capsule) == [("lapsed", None), ("invited", 1)]
    assert Waiting.objects.invited().get().variant == capsule.variants.last()
    with pytest.raises(ValueError, match="is no"):
        use(capsule.line[1], variant=capsule.variants.first())
