"""Makers and runs in the same firings, and all of them at the same instant."""

from collections import Counter
from functools import partial

import pytest

from scheduling.actions.firing import leave_firing, shares_cost
from scheduling.firing_refusals import (
    HandsBusy,
    KilnTaken,
    NoRoom,
)
from scheduling.models import Booking, Firing, LoadShare
from scheduling.refusals import CannotCancel
from tests import make
from tests.capsules.racing import race
from tests.scheduling.kilnroom import at, joined, kiln_for_all, nine_and_thirteen, opened
from tests.scheduling.planned import plan_run
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def potters_firing(pottery, **fields):
    """Bisque that a maker fires on Tuesday, once the run's bowls have dried."""
    person = make.maker_user()
    make.qualify(person.maker, pottery.firing)
    return opened(pottery.kiln, start=at(12, 30), program=pottery.bisque, by=person, **fields)


def test_a_run_joins_the_firing_that_a_maker_opened():
    pottery = Pottery()
    firing = potters_firing(pottery, litres=40)

    plan_run(pottery.run)

    assert {share.firing for share in LoadShare.objects.all()} == {firing}
    assert list(firing.shares.values_list("litres", "step__run")) == [(40, None), (24, pottery.run.pk)]
    assert sum(shares_cost(Firing.objects.get()).values()) == firing.price_minor


def test_a_run_keeps_away_from_a_firing_that_is_not_shared_and_from_another_family():
    pottery = Pottery()
    alone = potters_firing(pottery, litres=5, shared=False)

    plan_run(pottery.run)

    assert alone.shares.count() == 1
    lit = Firing.objects.exclude(pk=alone.pk).get()
    assert (lit.opened_by, lit.price_minor) == (None, pottery.kiln.price_of(530 + 780 + 60))


def test_a_makers_share_in_a_runs_firing_leaves_it_to_the_run():
    pottery = Pottery()
    plan_run(pottery.run)
    firing, ida = Firing.objects.get(), make.maker_user()
    share = joined(firing, 10, by=ida)

    leave_firing(share, by=ida)

    firing.booking.refresh_from_db()
    assert (firing.booking.released_at, firing.shares.live().get().step.run) == (None, pottery.run)
    with pytest.raises(CannotCancel, match="plan of a run"):
        leave_firing(firing.shares.live().get(), by=make.admin())


@pytest.mark.django_db(transaction=True)
def test_thirty_joins_at_once_never_take_more_than_the_litres():
    firing = opened(kiln_for_all(capacity_l=100), litres=10)
    people = [make.maker_user() for _ in range(30)]

    answers = race([lambda person=person: joined(firing, 20, by=person) for person in people], threads=10)

    firing.refresh_from_db()
    assert Counter(type(each) for each in answers) == {LoadShare: 4, NoRoom: 26}
    assert (firing.taken_l, firing.shares.live().count()) == (90, 5)


@pytest.mark.django_db(transaction=True)
def test_eight_makers_open_the_same_kiln_at_once_and_one_has_it():
    kiln = kiln_for_all()
    program = nine_and_thirteen(kiln)
    people = [make.maker_user() for _ in range(8)]

    answers = race([lambda person=person: opened(kiln, program=program, by=person) for person in people])

    assert Counter(type(each) for each in answers) == {Firing: 1, KilnTaken: 7}
    assert Booking.objects.live().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_kilns_opened_at_once_do_not_share_the_technician():
    kiln = kiln_for_all()
    twin = make.kiln(of=kiln.kind, at=kiln.node)
    program = nine_and_thirteen(kiln)
    calls = [(each, make.maker_user()) for each in (kiln, twin)]

    answers = race([lambda each=each, by=by: opened(each, program=program, by=by) for each, by in calls])

    assert Counter(type(each) for each in answers) == {Firing: 1, HandsBusy: 1}


@pytest.mark.django_db(transaction=True)
def test_whoever_joins_while_the_last_one_leaves_is_in_a_live_firing_or_refused():
    for _ in range(6):
        kiln = kiln_for_all()
        firing = opened(kiln)
        share, admin, other = firing.shares.get(), make.admin(), make.maker_user()

        race([partial(leave_firing, share, by=admin), partial(joined, firing, 10, by=other)])

        firing = Firing.objects.select_related("booking").get(pk=firing.pk)
        live = firing.shares.live().count()
        assert (live, firing.taken_l) == ((0, 0) if firing.booking.released_at else (1, 10))
