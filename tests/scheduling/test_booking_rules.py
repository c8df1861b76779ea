"""The rules that a kind or a station sets, each explained where it bites."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from psycopg.types.range import Range

from coop.models import Entry
from scheduling.actions.cancelling import cancel
from scheduling.models import Booking, PrimeHours
from scheduling.prime import prime_ledger, prime_minutes
from scheduling.refusals import (
    NotQualified,
    OnlyAdmins,
    OverDayLimit,
    OverFutureLimit,
    OverPrimeLimit,
    StationTaken,
    TooShort,
)
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

AUCKLAND = ZoneInfo("Pacific/Auckland")


def round_the_clock(**fields):
    return make.node(hours=[(day, 0, 24) for day in range(7)], **fields)


def booth_after_clearing():
    """A station with 60 min of clearing, held 04–06."""
    booth = make.station("Booth", of=open_kind(), at=round_the_clock(), clearing_minutes=60)
    return booth, booked(booth, at(4), at(6))


def test_row_3_a_booking_fits_between_two_buffers():
    booth = make.station(of=open_kind(), at=round_the_clock(), clearing_minutes=60)
    booked(booth, at(4), at(5))
    booked(booth, at(8), at(9))

    booked(booth, at(6), at(7))

    assert Booking.objects.live().count() == 3


def test_row_4_an_admin_overrides_a_buffer_with_a_reason_and_the_journal_says_so():
    booth, held = booth_after_clearing()
    with pytest.raises(StationTaken):
        booked(booth, at(6), at(7))
    ada = make.admin()

    booking = booked(booth, at(6), at(7), maker=make.maker(), by=ada, override="cleared together")

    held.refresh_from_db()
    assert (held.during, held.occupied) == (Range(at(4), at(6)), Range(at(4), at(6)))
    booking.refresh_from_db()
    assert booking.occupied == Range(at(6), at(8))
    assert list(Entry.objects.filter(by=ada).values_list("verb", "row", "details")) == [
        ("booked", booking.pk, {"override": "cleared together"}),
        ("shortened the buffer of", held.pk, {"override": "cleared together"}),
    ]


def test_row_4_an_override_keeps_its_own_buffer_off_the_next_work():
    booth = make.station(of=open_kind(), at=round_the_clock(), setup_minutes=30, clearing_minutes=60)
    booked(booth, at(8), at(9))

    booking = booked(booth, at(6), at(7), maker=make.maker(), by=make.admin(), override="in a hurry")

    booking.refresh_from_db()
    assert booking.occupied == Range(at(5, 30), at(7, 30))


def test_row_4_no_override_touches_the_work_of_others():
    booth, _ = booth_after_clearing()

    with pytest.raises(StationTaken):
        booked(booth, at(5), at(7), maker=make.maker(), by=make.admin(), override="please")


def test_only_admins_override():
    booth, _ = booth_after_clearing()

    with pytest.raises(OnlyAdmins, match="Only an admin"):
        booked(booth, at(6), at(7), override="please")


def test_an_override_lifts_lengths_hours_and_limits_but_no_qualification():
    kind = make.kind(per_day=0, shortest_minutes=60)
    wheel, maker, ada = make.station(of=kind), make.maker(), make.admin()

    with pytest.raises(NotQualified):
        booked(wheel, at(20), at(20, 30), maker=maker, by=ada, override="open day")
    make.qualify(maker, kind)
    with pytest.raises(TooShort):
        booked(wheel, at(20), at(20, 30), maker=maker, by=ada)

    booked(wheel, at(20), at(20, 30), maker=maker, by=ada, override="open day")


def test_row_13_a_third_booking_of_a_local_day_is_refused_though_it_is_another_day_in_utc():
    wheel = make.station(of=open_kind("wheel", per_day=2), at=round_the_clock(time_zone="Pacific/Auckland"))
    ida = make.maker("Kiezel")
    booked(wheel, at(9, zone=AUCKLAND), at(10, zone=AUCKLAND), maker=ida)
    booked(wheel, at(11, zone=AUCKLAND), at(12, zone=AUCKLAND), maker=ida)

    with pytest.raises(OverDayLimit) as refused:
        booked(wheel, at(18, zone=AUCKLAND), at(19, zone=AUCKLAND), maker=ida)

    assert (refused.value.limit, refused.value.used) == (2, 2)
    assert str(refused.value) == (
        "Kiezel has 2 bookings of stations of the kind wheel on Tue 2 March, and 2 a day is the most. "
        "Missed ones count."
    )
    booked(wheel, at(18, zone=AUCKLAND), at(19, zone=AUCKLAND))


def test_row_13_a_third_booking_of_a_day_in_utc_is_accepted_on_another_local_day():
    wheel = make.station(of=open_kind(per_day=2), at=round_the_clock(time_zone="Pacific/Auckland"))
    ida = make.maker()
    booked(wheel, at(20, zone=AUCKLAND), at(21, zone=AUCKLAND), maker=ida)
    booked(wheel, at(22, zone=AUCKLAND), at(23, zone=AUCKLAND), maker=ida)

    third = booked(wheel, at(1, day=3, zone=AUCKLAND), at(2, day=3, zone=AUCKLAND), maker=ida)

    assert len({each.during.lower.date() for each in Booking.objects.all()}) == 1
    assert third.local_day == date(2027, 3, 3)


def test_a_limit_of_a_kind_counts_its_stations_together_and_a_stations_own_counts_it_alone():
    node, kind, ida = make.node(), open_kind(per_day=1), make.maker()
    one, other = make.station(of=kind, at=node), make.station(of=kind, at=node)
    own = make.station(of=kind, at=node, per_day=2)
    booked(one, at(9), at(10), maker=ida)

    with pytest.raises(OverDayLimit):
        booked(other, at(9), at(10), maker=ida)

    booked(own, at(9), at(10), maker=ida)
    booked(own, at(10), at(11), maker=ida)
    with pytest.raises(OverDayLimit):
        booked(own, at(11), at(12), maker=ida)


def test_row_14_future_minutes_are_limited_until_some_are_cancelled():
    wheel = make.station("Wheel 1", of=open_kind("wheel", future_minutes=90))
    ida = make.maker_user(make.maker("Kiezel"))
    first = booked(wheel, at(9), at(10), by=ida)

    with pytest.raises(OverFutureLimit) as refused:
        booked(wheel, at(11), at(12), by=ida)

    assert (refused.value.limit, refused.value.used) == (90, 60)
    assert str(refused.value) == (
        "Kiezel holds 1 h of stations of the kind wheel ahead, and 1 h 30 min is the most. Use or cancel some first."
    )
    cancel(first, by=ida)
    booked(wheel, at(11), at(12), by=ida)


def test_future_minutes_pass_as_time_does(march):
    wheel = make.station(of=open_kind(future_minutes=60))
    ida = make.maker_user()
    booked(wheel, at(9), at(10), by=ida)

    march.move_to(at(9, 30))
    booked(wheel, at(11), at(11, 30), by=ida)

    with pytest.raises(OverFutureLimit):
        booked(wheel, at(14), at(14, 30), by=ida)


def evenings(node):
    """Prime hours are Tuesdays and Thursdays 16 to 18."""
    for weekday in (1, 3):
        PrimeHours.objects.create(node=node, weekday=weekday, opens_minute=16 * 60, closes_minute=18 * 60)


def test_prime_hours_of_a_week_are_counted_and_limited():
    node = make.node()
    evenings(node)
    wheel = make.station(of=open_kind(prime_minutes_a_week=120), at=node)
    unlimited = make.station(of=open_kind(), at=node)
    kiezel = make.maker("Kiezel", home=node)
    booked(wheel, at(14), at(17), maker=kiezel)
    booked(unlimited, at(17, day=4), at(18, day=4), maker=kiezel)

    with pytest.raises(OverPrimeLimit) as refused:
        booked(wheel, at(17), at(18), maker=kiezel)

    assert (refused.value.limit, refused.value.used) == (120, 120)
    assert str(refused.value) == (
        "Kiezel holds 2 h of the prime hours in the week of Mon 1 March, and 2 h is the most. Other hours are open."
    )
    booked(wheel, at(9), at(11), maker=kiezel)
    booked(wheel, at(17, day=9), at(18, day=9), maker=kiezel)
    assert prime_minutes(kiezel, node, date(2027, 3, 7)) == 120
    assert prime_ledger(node, date(2027, 3, 8)) == {kiezel.pk: 60}


def test_alternatives_of_an_unattended_station_lie_by_night_too():
    vat = make.station(of=open_kind(staffed_only=False))
    booked(vat, at(1), at(4))

    with pytest.raises(StationTaken) as refused:
        booked(vat, at(1), at(4))

    assert [slot.start for slot in refused.value.alternatives] == [at(22, day=1), at(4), at(19, day=1)]


def test_a_booking_of_a_limited_kind_takes_few_queries(django_assert_max_num_queries):
    node = make.node()
    evenings(node)
    wheel = make.station(of=open_kind(per_day=9, future_minutes=900, prime_minutes_a_week=600), at=node)
    ida = make.maker_user()
    booked(wheel, at(9), at(10), by=ida)

    with django_assert_max_num_queries(15):
        booked(wheel, at(17), at(17) + timedelta(minutes=30), by=ida)
