from collections import Counter
from functools import partial

import pytest

from capsules.actions.preordering import cancel
from capsules.actions.waiting import leave
from capsules.asked import Door
from capsules.models import Claim, Preorder, Waiting
from capsules.signals import piece_offered
from capsules.tasks import sweep_invitations
from coop.actions.journal import CUSTOMER

from .ordering import heard, order
from .racing import race
from .test_inviting import day_passes, free, sold_out, stands, use

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(answers):
    return Counter(type(answer).__name__ for answer in answers)


def test_row_15_the_invited_and_a_crowd_want_the_piece_at_the_same_instant_and_the_invited_gets_it():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)
    variant = capsule.variants.get()
    crowd = [partial(order, capsule, variant=variant) for _ in range(7)]

    answers = race([*crowd, partial(use, capsule.line[0], variant=variant)])

    assert kinds(answers) == {"Preorder": 1, "SoldOut": 7}
    assert answers[-1] == Claim.objects.live().get(position=1).preorder


def test_an_invitation_that_is_used_twice_at_once_is_one_order():
    capsule = sold_out(2, waiting=1)
    free(capsule, 1)
    variant = capsule.variants.get()

    answers = race([partial(order, capsule, variant=variant, door=Door(waiting=capsule.line[0])) for _ in range(6)])

    assert kinds(answers) == {"Preorder": 1, "InvitationOver": 5}
    assert Preorder.objects.standing().count() == 2


def test_pieces_that_come_free_while_sweeps_run_are_offered_once_each():
    capsule = sold_out(4, waiting=3)
    free(capsule, 1)
    day_passes(capsule.line[0])

    with heard(piece_offered) as said:
        race([sweep_invitations, sweep_invitations, partial(cancel, capsule.orders[1], by=CUSTOMER)])

    assert sorted(waiting.pk for _, waiting in said) == [waiting.pk for waiting in capsule.line[1:]]
    assert Counter(stands(capsule)) == {("lapsed", None): 1, ("invited", 1): 1, ("invited", 2): 1}


@pytest.mark.parametrize("attempt", range(4))
def test_whoever_orders_and_leaves_at_the_same_instant_does_one_of_the_two(attempt):
    capsule = sold_out(2, waiting=2)
    free(capsule, 1)
    ordering = partial(use, capsule.line[0], variant=capsule.variants.get())
    leaving = partial(leave, capsule.line[0])

    race([ordering, leaving] if attempt % 2 else [leaving, ordering])

    assert stands(capsule) in (
        [("ordered", None), ("waiting", None)],
        [("left", None), ("invited", 1)],
    )
    assert Waiting.objects.invited().count() + Preorder.objects.standing().count() == 2
