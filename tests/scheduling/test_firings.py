"""Firings by hand: the calendar's cases 5 to 8, what may be joined, and who leaves last."""

from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from coop.models import Closure, Entry
from coop.times import from_local
from scheduling.actions.firing import join_firing, leave_firing, open_firing, shares_cost
from scheduling.actions.planning import plan_run
from scheduling.firing_refusals import (
    CannotJoin,
    HandsBusy,
    KilnTaken,
    NobodyUnloads,
    NoRoom,
    NotHotEnough,
    OtherFamily,
    TooHot,
    WrongProgram,
)
from scheduling.models import Booking, Firing, LoadShare
from scheduling.refusals import BookingRefused, CannotCancel, NotActive, NotQualified, NotStaffed, OffGrid, TooLate
from tests import make
from tests.capsules.racing import race
from tests.scheduling.potting import Pottery

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def march():
    """Monday 1 March 2027, 08:00 in Amsterdam."""
    with time_machine.travel(datetime(2027, 3, 1, 7, tzinfo=UTC), tick=False):
        yield


def at(hour, minute=0, *, day=2, month=3):
    return from_local(date(2027, month, day), time(hour, minute), AMSTERDAM)


def kiln_for_all(**fields):
    return make.kiln(of=make.kiln_kind(needs_qualification=False), **fields)


def nine_and_thirteen(kiln, **fields):
    """A program that fires for 9 h and cools for 13 h."""
    return make.program(kiln.kind, fire_minutes=9 * 60, cool_minutes=13 * 60, **fields)


def opened(kiln, *, start=None, program=None, litres=40, pieces=10, by=None, **fields):
    person = by or make.maker_user()
    return open_firing(
        kiln,
        maker=person.maker,
        program=program or nine_and_thirteen(kiln),
        start=start or at(10),
        litres=Decimal(litres),
        pieces=pieces,
        by=person,
        **fields,
    )


def joined(firing, litres, *, pieces=4, by=None, **fields):
    person = by or make.maker_user()
    return join_firing(firing, maker=person.maker, litres=Decimal(litres), pieces=pieces, by=person, **fields)


def test_a_maker_opens_a_firing_and_the_kiln_is_held_until_somebody_has_unloaded_it():
    ida = make.maker_user()
    kiln = kiln_for_all(hour_minor=280)

    firing = opened(kiln, start=at(16), by=ida, litres="62.5", pieces=30, fragile=True)

    booking = firing.booking
    assert (booking.during.lower, booking.during.upper) == (at(16), at(15, day=3))
    assert (firing.fires_at, firing.opens_at) == (at(16, 30), at(14, 30, day=3))
    assert (firing.opened_by, firing.shared, firing.capacity_l, firing.taken_l) == (
        ida.maker,
        True,
        198,
        Decimal("62.5"),
    )
    assert firing.price_minor == 23 * 280
    share = firing.shares.get()
    assert (share.maker, share.pieces, share.litres, share.fragile) == (ida.maker, 30, Decimal("62.5"), True)
    assert list(Entry.objects.values_list("verb", "row", "by")) == [("opened", firing.pk, ida.pk)]


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


def test_row_7_a_kiln_limited_to_1240_refuses_a_peak_of_1280_and_names_both_figures():
    kiln = kiln_for_all(name="Test kiln", peak_limit_c=1240)

    with pytest.raises(TooHot) as refused:
        opened(kiln, program=make.program(kiln.kind, "Cone 10", peak_c=1280))

    assert str(refused.value).startswith("Cone 10 peaks at 1280 °C, and Test kiln is limited to 1240 °C.")
    assert Booking.objects.count() == 0


def test_row_8_a_firing_loaded_at_16_is_unloaded_in_the_first_staffed_half_hour_after_it_has_cooled():
    firing = opened(kiln_for_all(), start=at(16))

    assert (firing.opens_at, firing.booking.during.upper) == (at(14, 30, day=3), at(15, day=3))


def test_row_8_a_kiln_that_has_cooled_at_night_is_occupied_until_the_morning():
    kiln = kiln_for_all()
    slow = make.program(kiln.kind, fire_minutes=9 * 60, cool_minutes=20 * 60)

    firing = opened(kiln, start=at(16), program=slow)

    assert (firing.opens_at, firing.booking.during.upper) == (at(21, 30, day=3), at(9, 30, day=4))
    assert firing.price_minor == kiln.price_of(30 * 60)
    with pytest.raises(KilnTaken):
        opened(kiln, start=at(9, day=4))
    opened(kiln, start=at(9, 30, day=4))


def test_row_8_a_kiln_that_has_cooled_over_a_closed_day_waits_for_the_next_open_one():
    kiln = kiln_for_all()
    Closure.objects.create(node=kiln.node, days=(date(2027, 3, 3), date(2027, 3, 5)), reason="Spring cleaning")

    firing = opened(kiln, start=at(16))

    assert firing.booking.during.upper == at(9, 30, day=5)


def test_row_8_where_nobody_comes_to_unload_a_firing_is_refused():
    kiln = kiln_for_all()
    Closure.objects.create(node=kiln.node, days=(date(2027, 3, 3), date(2027, 5, 5)), reason="Rebuilding")

    with pytest.raises(NobodyUnloads, match=r"cooled by Wed 3 March, 14:30"):
        opened(kiln, start=at(16))

    assert Booking.objects.count() == 0


def test_row_16_an_unattended_firing_runs_through_a_public_holiday():
    kiln = kiln_for_all()
    Closure.objects.create(node=kiln.node, days=(date(2027, 3, 3), date(2027, 3, 4)), reason="Holiday")

    firing = opened(kiln, start=at(17))

    assert (firing.opens_at, firing.booking.during.upper) == (at(15, 30, day=3), at(9, 30, day=4))


def test_loading_outside_staffed_hours_is_refused_with_the_nearest_loading_times():
    kiln = kiln_for_all()

    with pytest.raises(NotStaffed, match=r"Nobody is at .* from Tue 2 March, 18:00") as refused:
        opened(kiln, start=at(18))

    offers = refused.value.alternatives
    assert [(each.station, each.start) for each in offers] == [
        (kiln, at(17, 30)),
        (kiln, at(15, 30)),
        (kiln, at(13, 30)),
    ]
    assert [each.end for each in offers] == [at(16, 30, day=3), at(14, 30, day=3), at(12, 30, day=3)]


def test_a_taken_kiln_is_refused_with_an_equal_kiln_that_is_free_and_each_offer_can_be_booked():
    kiln = kiln_for_all()
    twin = make.kiln(of=kiln.kind, at=kiln.node)
    make.kiln(of=kiln.kind, at=kiln.node, peak_limit_c=1000)
    program = nine_and_thirteen(kiln, peak_c=1222)
    opened(kiln, start=at(10), program=program)

    with pytest.raises(KilnTaken) as refused:
        opened(kiln, start=at(14), program=program)

    offers = refused.value.alternatives
    assert (offers[0].station, offers[0].start) == (twin, at(14))
    for offer in offers[:2]:
        booked = opened(offer.station, start=offer.start, program=program)
        assert booked.booking.during.upper == offer.end
        assert booked.price_minor == offer.price_minor
        leave_firing(booked.shares.get(), by=make.admin())


def test_one_technician_does_not_load_two_kilns_at_once():
    kiln = kiln_for_all()
    other = make.kiln(of=kiln.kind, at=kiln.node)
    opened(kiln, start=at(10))

    with pytest.raises(HandsBusy):
        opened(other, start=at(10))
    second = opened(other, start=at(10, 30))

    assert (second.opens_at, second.booking.during.upper) == (at(9, day=3), at(10, day=3))


def test_unloading_waits_while_the_technician_is_at_another_kiln():
    kiln = kiln_for_all()
    other = make.kiln(of=kiln.kind, at=kiln.node)
    first = opened(kiln, start=at(11))
    short = make.program(kiln.kind, fire_minutes=9 * 60, cool_minutes=12 * 60 + 30)

    second = opened(other, start=at(11, 30), program=short)

    assert (first.opens_at, second.opens_at) == (at(9, 30, day=3), at(9, 30, day=3))
    assert (first.booking.during.upper, second.booking.during.upper) == (at(10, day=3), at(10, 30, day=3))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"start": at(10, 10)}, OffGrid),
        ({"litres": 199}, NoRoom),
        ({"litres": 0}, NoRoom),
        ({"pieces": 0}, NoRoom),
        ({"start": at(9, day=1, month=2)}, BookingRefused),
    ],
)
def test_a_firing_that_cannot_be_is_refused_and_nothing_is_written(asked, refusal):
    kiln = kiln_for_all()

    with pytest.raises(refusal):
        opened(kiln, **asked)

    assert (Booking.objects.count(), Firing.objects.count(), LoadShare.objects.count()) == (0, 0, 0)


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


def test_a_program_of_another_kind_of_station_is_refused():
    kiln = kiln_for_all()

    with pytest.raises(WrongProgram):
        opened(kiln, program=make.program(make.kiln_kind()))


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
