"""Checking in, and giving back what nobody came to."""

from datetime import timedelta

import pytest

from coop.models import Entry
from scheduling.actions.checking_in import check_in, release_missed
from scheduling.actions.waiting import wish
from scheduling.models import Booking, SlotWish
from scheduling.refusals import CannotCancel, Missed, NotYetOpen, OverDayLimit
from scheduling.signals import booking_missed, slot_offered
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def watched(**fields):
    return make.station("Frame 1", of=open_kind(check_in=True, **fields), hour_minor=600)


@pytest.mark.parametrize("minutes", [-9, 14])
def test_row_18_check_in_is_open_from_ten_minutes_before_to_fifteen_after(march, minutes):
    ida = make.maker_user()
    booking = booked(watched(), at(10), at(12), by=ida)

    march.move_to(at(10) + timedelta(minutes=minutes))
    check_in(booking, by=ida)

    booking.refresh_from_db()
    assert booking.checked_in_at == at(10) + timedelta(minutes=minutes)
    march.move_to(at(11))
    assert release_missed() == []


def test_row_18_eleven_minutes_before_is_too_early(march):
    ida = make.maker_user()
    booking = booked(watched(), at(10), at(12), by=ida)

    march.move_to(at(9, 49))
    with pytest.raises(NotYetOpen) as refused:
        check_in(booking, by=ida)

    assert (refused.value.opens_at, str(refused.value)) == (at(9, 50), "Check-in for Frame 1 opens at 09:50.")


def test_row_18_sixteen_minutes_after_it_is_released_as_missed(march, heard):
    heard.to(missed=booking_missed)
    ida = make.maker_user()
    booking = booked(watched(), at(10), at(12), by=ida)

    march.move_to(at(10, 16))
    with pytest.raises(Missed):
        check_in(booking, by=ida)

    booking.refresh_from_db()
    assert (booking.released_at, booking.release_reason, booking.late_fee_minor) == (at(10, 16), "missed", 0)
    assert heard["missed"] == [{"booking": booking}]
    assert list(Entry.objects.filter(who="worker").values_list("verb", flat=True)) == ["released as missed"]
    with pytest.raises(CannotCancel):
        check_in(booking, by=ida)


def test_row_19_the_sweep_releases_what_was_missed_and_it_counts_against_the_day(march):
    wheel, ida = watched(per_day=2), make.maker_user()
    missed = booked(wheel, at(10), at(12), by=ida)
    booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(10, 15))
    assert release_missed() == []
    march.shift(timedelta(seconds=1))
    assert release_missed() == [missed]

    with pytest.raises(OverDayLimit):
        booked(wheel, at(16), at(17), by=ida)


def test_row_19_the_waiting_list_is_told_at_once_and_offered_the_rest(march, heard):
    heard.to(offered=slot_offered)
    wheel, waits = watched(), make.maker()
    booked(wheel, at(10), at(12))
    asked = wish(wheel, maker=waits, start=at(10), end=at(12), by=make.maker_user(waits))

    march.move_to(at(10, 16))
    release_missed()

    offer = Booking.objects.get(purpose="offer")
    assert (offer.maker, offer.during.lower, offer.during.upper) == (waits, at(10, 30), at(12))
    assert heard["offered"] == [{"wish": asked}]
    asked.refresh_from_db()
    assert (asked.status, asked.offer_until) == (SlotWish.Status.OFFERED, at(10, 31))


def test_missing_costs_what_cancelling_late_does(march):
    booking = booked(watched(cancel_hours=2, late_percent=50), at(10), at(12))

    march.move_to(at(10, 16))
    release_missed()

    booking.refresh_from_db()
    assert booking.late_fee_minor == 600


def test_stations_without_check_in_are_never_given_back(march):
    kind = open_kind(check_in=True)
    booked(make.station(of=open_kind()), at(10), at(12))
    booked(make.station(of=kind, check_in=False), at(10), at(12))

    march.move_to(at(10, 30))

    assert release_missed() == []


def test_a_second_check_in_changes_nothing(march):
    ida = make.maker_user()
    booking = booked(watched(), at(10), at(12), by=ida)

    march.move_to(at(9, 55))
    check_in(booking, by=ida)
    march.move_to(at(10, 30))
    check_in(booking, by=ida)

    booking.refresh_from_db()
    assert booking.checked_in_at == at(9, 55)
