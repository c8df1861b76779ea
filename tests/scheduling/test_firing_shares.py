"""Joining and leaving a firing: the calendar's cases 5 and 6, who leaves last, and what a share costs."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from scheduling.actions.firing import leave_firing, shares_cost
from scheduling.firing_refusals import (
    CannotJoin,
    NoRoom,
    NotHotEnough,
    OtherFamily,
)
from scheduling.models import Firing, LoadShare
from scheduling.refusals import CannotCancel, CostsMore, NotActive, NotQualified, TooLate
from tests import make
from tests.scheduling.kilnroom import at, joined, kiln_for_all, nine_and_thirteen, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_row_5_a_firing_takes_what_fits_to_the_last_litre_and_not_one_more():
    firing = opened(kiln_for_all(capacity_l=100), litres=40)
    joined(firing, 30)

    joined(firing, 30)
    with pytest.raises(NoRoom) as refused:
        joined(firing, 1)

    firing.refresh_from_db()
    assert (firing.taken_l, firing.free_l, firing.shares.count()) == (100, 0, 3)
    assert str(refused.value) == f"{firing} has no room left, and your pieces take 1 l."


def test_row_6_a_cone_6_glaze_load_does_not_join_a_cone_04_bisque_firing():
    kiln = kiln_for_all()
    firing = opened(kiln, program=nine_and_thirteen(kiln, name="Bisque cone 04", family="bisque", peak_c=1060))
    glaze = nine_and_thirteen(kiln, name="Glaze cone 6", family="glaze", peak_c=1222)

    with pytest.raises(OtherFamily) as refused:
        joined(firing, 10, program=glaze)

    assert str(refused.value) == (
        "Bisque cone 04 is a bisque firing and Glaze cone 6 is glaze: families do not share a load."
    )
    assert LoadShare.objects.count() == 1


def test_pieces_that_need_more_heat_than_the_firing_gives_do_not_join_it():
    kiln = kiln_for_all()
    firing = opened(kiln, program=nine_and_thirteen(kiln, family="glaze", peak_c=1180))
    hotter, cooler = (nine_and_thirteen(kiln, family="glaze", peak_c=peak) for peak in (1222, 1100))

    with pytest.raises(NotHotEnough, match=r"needs 1222 °C.* goes up to 1180 °C"):
        joined(firing, 10, program=hotter)
    joined(firing, 10, program=cooler)

    assert LoadShare.objects.count() == 2


def test_only_who_is_qualified_opens_and_anybody_active_joins():
    kiln = make.kiln(of=make.kiln_kind(how_to_qualify="Load two firings."))
    potter, paused = make.maker_user(), make.maker_user(make.maker(status="paused"))
    make.qualify(potter.maker, kiln.kind)

    with pytest.raises(NotQualified, match=r"Load two firings\."):
        opened(kiln)
    firing = opened(kiln, by=potter)
    joined(firing, 10)
    with pytest.raises(NotActive):
        joined(firing, 10, by=paused)

    assert firing.shares.count() == 2


def test_a_firing_that_is_not_shared_is_its_makers_alone():
    ida = make.maker_user()
    firing = opened(kiln_for_all(), by=ida, shared=False)

    with pytest.raises(CannotJoin):
        joined(firing, 5)
    joined(firing, 5, by=ida)

    assert firing.shares.count() == 2


def test_nobody_joins_or_leaves_once_loading_has_begun():
    firing = opened(kiln_for_all())

    with time_machine.travel(at(10), tick=False):
        with pytest.raises(CannotJoin):
            joined(firing, 5)
        with pytest.raises(CannotCancel):
            leave_firing(firing.shares.get(), by=make.admin())


def test_who_leaves_keeps_the_firing_for_the_others_and_the_last_one_gives_the_kiln_back():
    ida = make.maker_user()
    firing = opened(kiln_for_all(), by=ida)
    other = joined(firing, 30)

    assert leave_firing(firing.shares.first(), by=ida) == 0
    firing.refresh_from_db()
    assert (firing.taken_l, firing.booking.released_at) == (30, None)

    leave_firing(other, by=make.admin())
    firing = Firing.objects.get()
    assert (firing.taken_l, firing.booking.release_reason) == (0, "cancelled")
    with pytest.raises(CannotJoin, match="cancelled"):
        joined(firing, 5)
    opened(firing.booking.station)


def test_pieces_leave_once():
    firing = opened(kiln_for_all())
    joined(firing, 10)
    share = firing.shares.first()
    leave_firing(share, by=make.admin())

    with pytest.raises(CannotCancel, match="already"):
        leave_firing(share, by=make.admin())


def test_leaving_late_is_refused_or_charged_as_the_kiln_says_and_free_for_admins():
    ida, admin = make.maker_user(), make.admin()
    strict = kiln_for_all(hour_minor=200, cancel_hours=24)
    charging = make.kiln(of=strict.kind, hour_minor=200, cancel_hours=24, late_cancel="charge", late_percent=50)
    refused, charged = opened(strict, by=ida, start=at(9)), opened(charging, by=ida, start=at(9))
    joined(charged, 40)

    with time_machine.travel(at(10, day=1), tick=False):
        with pytest.raises(TooLate, match="until Mon 1 March, 09:00"):
            leave_firing(refused.shares.get(), by=ida)
        assert leave_firing(charged.shares.first(), by=ida) == 23 * 200 // 2 // 2
        assert leave_firing(refused.shares.get(), by=admin) == 0

    assert sorted(LoadShare.objects.values_list("late_fee_minor", flat=True)) == [0, 0, 1150]


def test_pieces_stay_where_taking_them_out_costs_more_than_was_seen():
    ida = make.maker_user()
    share = opened(
        kiln_for_all(hour_minor=200, cancel_hours=24, late_cancel="charge", late_percent=50), by=ida, start=at(9)
    ).shares.get()

    with time_machine.travel(at(10, day=1), tick=False):
        with pytest.raises(CostsMore, match=r"l out so late costs €23\.00 by now"):
            leave_firing(share, by=ida, seen_minor=0)
        assert LoadShare.objects.live().get() == share
        assert leave_firing(share, by=ida, seen_minor=2300) == 2300


def test_a_firing_costs_its_shares_by_litres_and_less_once_it_fills_up():
    kiln = kiln_for_all(capacity_l=100, hour_minor=100, least_share_minor=300)
    firing = opened(kiln, litres=40)
    small = joined(firing, 2)
    first = firing.shares.first()

    assert shares_cost(firing) == {first.pk: 2000, small.pk: 300}
    assert shares_cost(firing, firing.free_l) == {first.pk: 800, small.pk: 300, None: 1200}


def test_a_share_of_a_released_firing_is_refused_by_the_database_itself():
    firing = make.firing(start=at(10))
    make.share(firing)
    firing.booking.released_at = make.now()
    firing.booking.save()

    assert firing.shares.live().count() == 0
    with pytest.raises(IntegrityError, match="released"), transaction.atomic():
        make.share(firing)
