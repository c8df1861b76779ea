"""Opening a firing by hand: the calendar's cases 7, 8 and 16, and one technician for all kilns."""

from datetime import date
from decimal import Decimal

import pytest

from coop.models import Closure, Entry
from scheduling.actions.firing import leave_firing
from scheduling.firing_refusals import (
    HandsBusy,
    KilnTaken,
    NobodyUnloads,
    NoRoom,
    TooHot,
    WrongProgram,
)
from scheduling.models import Booking, Firing, LoadShare
from scheduling.refusals import BookingRefused, NotStaffed, OffGrid, OverDayLimit
from tests import make
from tests.scheduling.kilnroom import at, joined, kiln_for_all, nine_and_thirteen, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


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


def test_a_program_of_another_kind_of_station_is_refused():
    kiln = kiln_for_all()

    with pytest.raises(WrongProgram):
        opened(kiln, program=make.program(make.kiln_kind()))


def test_a_kilns_limit_of_a_day_counts_the_firings_that_a_maker_opens_and_not_those_they_join():
    ida, kinds = make.maker_user(), make.kiln_kind("kiln", needs_qualification=False, per_day=1)
    kiln = make.kiln(of=kinds)
    second, third = (make.kiln(of=kinds, at=kiln.node) for _ in range(2))
    opened(kiln, by=ida, start=at(10))

    with pytest.raises(
        OverDayLimit, match="has opened 1 firing in stations of the kind kiln on Tue 2 March"
    ) as refused:
        opened(second, by=ida, start=at(12), program=kiln.kind.programs.get())
    assert (refused.value.used, refused.value.limit) == (1, 1)

    joined(opened(third, start=at(14), program=kiln.kind.programs.get()), 10, by=ida)
    opened(second, by=ida, start=at(10, day=5), program=kiln.kind.programs.get())
