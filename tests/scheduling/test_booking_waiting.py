"""The waiting list: who asked first is offered what becomes free, for a quarter of an hour."""

from datetime import timedelta

import pytest
from psycopg.types.range import Range

from scheduling.actions.booking import book
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.actions.moving import move
from scheduling.actions.waiting import sweep_wishes, take_offer, wish, withdraw_wish
from scheduling.models import Booking, SlotWish
from scheduling.refusals import (
    AlreadyWaiting,
    CannotCancel,
    IsFree,
    NotQualified,
    OfferOver,
    OverDayLimit,
    StationTaken,
)
from scheduling.signals import booking_made, slot_offered
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

Status = SlotWish.Status


@pytest.fixture
def wheel():
    return make.station("Wheel 1", of=open_kind(), hour_minor=600)


@pytest.fixture
def holder(wheel):
    """Who holds the wheel 10–12 on Tuesday."""
    ida = make.maker_user()
    booked(wheel, at(10), at(12), by=ida)
    return ida


def waits(station, *, start=None, end=None):
    person = make.maker_user()
    return wish(station, maker=person.maker, start=start or at(10), end=end or at(12), by=person), person


def states(*wishes):
    for each in wishes:
        each.refresh_from_db()
    return [each.status for each in wishes]


def test_row_28_the_first_of_three_is_offered_the_slot_for_fifteen_minutes_and_then_the_second(
    wheel, holder, march, heard
):
    heard.to(offered=slot_offered)
    (first, _), (second, _), (third, _) = waits(wheel), waits(wheel), waits(wheel)

    cancel(Booking.objects.get(), by=holder)

    assert states(first, second, third) == [Status.OFFERED, Status.WAITING, Status.WAITING]
    assert first.offer_until == at(8, 15, day=1)
    with pytest.raises(StationTaken):
        booked(wheel, at(10), at(12))

    march.move_to(at(8, 14, day=1))
    sweep_wishes()
    assert states(first, second) == [Status.OFFERED, Status.WAITING]

    march.move_to(at(8, 15, day=1))
    sweep_wishes()
    assert states(first, second, third) == [Status.LAPSED, Status.OFFERED, Status.WAITING]
    assert heard["offered"] == [{"wish": first}, {"wish": second}]
    held = Booking.objects.filter(purpose="offer").order_by("pk").values_list("maker", "release_reason")
    assert list(held) == [(first.maker_id, "lapsed"), (second.maker_id, "")]


def test_taking_an_offer_turns_its_own_row_into_a_booking(wheel, holder, heard):
    heard.to(made=booking_made)
    asked, ben = waits(wheel)
    cancel(Booking.objects.get(), by=holder)
    offer = Booking.objects.get(purpose="offer")

    booking = take_offer(asked, by=ben)

    booking.refresh_from_db()
    assert (booking.pk, booking.purpose, booking.maker, booking.price_minor) == (offer.pk, "maker", ben.maker, 1200)
    assert (booking.booked_by, booking.during) == (ben, Range(at(10), at(12)))
    assert states(asked) == [Status.TAKEN]
    assert heard["made"] == [{"booking": booking}]
    with pytest.raises(OfferOver):
        take_offer(asked, by=ben)


def test_an_offer_that_is_over_cannot_be_taken_even_before_the_sweep(wheel, holder, march):
    asked, ben = waits(wheel)
    cancel(Booking.objects.get(), by=holder)

    march.shift(timedelta(minutes=15))

    with pytest.raises(OfferOver):
        take_offer(asked, by=ben)


def test_an_offer_keeps_to_the_limits_when_it_is_taken(holder, wheel):
    asked, ben = waits(wheel)
    cancel(Booking.objects.get(), by=holder)
    wheel.kind.per_day = 1
    wheel.kind.save()
    booked(make.station(of=wheel.kind, at=wheel.node), at(14), at(15), by=ben)

    with pytest.raises(OverDayLimit):
        take_offer(asked, by=ben)

    assert states(asked) == [Status.OFFERED]


def test_who_turns_an_offer_down_hands_it_to_the_next(wheel, holder):
    (first, ben), (second, _) = waits(wheel), waits(wheel)
    cancel(Booking.objects.get(), by=holder)

    withdraw_wish(first, by=ben)

    assert states(first, second) == [Status.WITHDRAWN, Status.OFFERED]
    with pytest.raises(OfferOver):
        withdraw_wish(first, by=ben)


def test_who_leaves_the_list_is_not_asked(wheel, holder):
    (first, ben), (second, _) = waits(wheel), waits(wheel)
    withdraw_wish(first, by=ben)

    cancel(Booking.objects.get(), by=holder)

    assert states(first, second) == [Status.WITHDRAWN, Status.OFFERED]


def test_who_may_not_book_is_passed_over(wheel, holder):
    (first, ben), (second, _) = waits(wheel), waits(wheel)
    wheel.kind.per_day = 1
    wheel.kind.save()
    booked(make.station(of=wheel.kind, at=wheel.node), at(14), at(15), by=ben)

    cancel(Booking.objects.get(station=wheel), by=holder)

    assert states(first, second) == [Status.WAITING, Status.OFFERED]


def test_wishes_that_do_not_overlap_are_offered_together(wheel, holder):
    (early, _), (late, _) = waits(wheel, end=at(11)), waits(wheel, start=at(11))

    cancel(Booking.objects.get(), by=holder)

    assert states(early, late) == [Status.OFFERED, Status.OFFERED]


def test_a_wish_for_longer_than_what_is_free_waits_on(wheel, holder):
    asked, _ = waits(wheel, end=at(14))
    booked(wheel, at(13), at(14))

    cancel(Booking.objects.get(maker=holder.maker), by=holder)

    assert states(asked) == [Status.WAITING]


def test_a_move_offers_what_it_leaves(wheel, holder):
    asked, _ = waits(wheel)

    move(Booking.objects.get(), start=at(14), end=at(16), by=holder)

    assert states(asked) == [Status.OFFERED]


def test_what_becomes_free_by_other_ways_is_offered_by_the_sweep(wheel):
    booking = make.booking(wheel, during=Range(at(10), at(12)), purpose="maintenance")
    asked, _ = waits(wheel)
    Booking.objects.filter(pk=booking.pk).update(released_at=at(8, day=1))

    sweep_wishes()

    assert states(asked) == [Status.OFFERED]


def test_an_undone_cancelling_takes_the_offer_back_and_keeps_the_place(wheel, holder):
    (first, ben), (second, _) = waits(wheel), waits(wheel)
    booking = Booking.objects.get()
    cancel(booking, by=holder)

    undo_cancel(booking, by=holder)

    assert states(first, second) == [Status.WAITING, Status.WAITING]
    assert list(Booking.objects.live()) == [booking]
    with pytest.raises(OfferOver):
        take_offer(first, by=ben)
    cancel(booking, by=holder)
    assert states(first, second) == [Status.OFFERED, Status.WAITING]


def test_a_cancelling_is_not_undone_once_the_offer_is_taken(wheel, holder):
    asked, ben = waits(wheel)
    booking = Booking.objects.get()
    cancel(booking, by=holder)
    take_offer(asked, by=ben)

    with pytest.raises(StationTaken):
        undo_cancel(booking, by=holder)


def test_maintenance_over_an_offer_sends_it_back_to_the_list(wheel, holder):
    asked, _ = waits(wheel)
    cancel(Booking.objects.get(), by=holder)

    hold_for_maintenance(wheel, start=at(9), end=at(18), reason="new belt", by=make.admin())

    assert states(asked) == [Status.WAITING]


def test_nobody_waits_for_what_is_free_nor_twice_nor_without_being_allowed(wheel, holder):
    _, ben = waits(wheel)

    with pytest.raises(IsFree):
        wish(wheel, maker=ben.maker, start=at(12), end=at(13), by=ben)
    with pytest.raises(AlreadyWaiting):
        wish(wheel, maker=ben.maker, start=at(10), end=at(12), by=ben)
    with pytest.raises(NotQualified):
        wish(make.station(of=make.kind()), maker=ben.maker, start=at(10), end=at(12), by=ben)


def test_a_wish_ends_when_its_time_is_over(wheel, holder, march):
    asked, _ = waits(wheel)

    march.move_to(at(12))
    sweep_wishes()

    assert states(asked) == [Status.LAPSED]


def test_an_offer_is_not_cancelled_as_if_it_were_a_booking(wheel, holder):
    waits(wheel)
    cancel(Booking.objects.get(), by=holder)

    with pytest.raises(CannotCancel, match="offered to somebody"):
        cancel(Booking.objects.get(purpose="offer"), by=make.admin())


def test_row_27_an_admin_books_one_hour_for_two_makers_and_the_second_is_refused(wheel):
    ada = make.admin()
    book(wheel, maker=make.maker(), start=at(14), end=at(15), by=ada)

    with pytest.raises(StationTaken) as refused:
        book(wheel, maker=make.maker(), start=at(14), end=at(15), by=ada)

    assert len(refused.value.alternatives) == 3
