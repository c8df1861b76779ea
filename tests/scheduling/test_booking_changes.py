"""Cancelling in time and late, moving, and taking either back."""

from datetime import timedelta

import pytest
from psycopg.types.range import Range

from coop.models import Entry
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.moving import move, undo_move
from scheduling.models import Booking, StationKind
from scheduling.pages.board_panel import cancelling_words
from scheduling.refusals import (
    CannotCancel,
    CannotUndo,
    CostsMore,
    InThePast,
    MoveCosts,
    NotQualified,
    OverDayLimit,
    StationTaken,
    TooLate,
    TooLong,
)
from scheduling.signals import booking_kept, booking_moved, booking_released
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

SECONDS = timedelta(seconds=1)


def test_row_20_a_maker_cannot_cancel_after_the_deadline_and_an_admin_can(march):
    wheel, ida = make.station("Wheel 1", of=open_kind(cancel_hours=2), hour_minor=600), make.maker_user()
    booking = booked(wheel, at(14), at(16), by=ida)

    march.move_to(at(13))
    with pytest.raises(TooLate) as refused:
        cancel(booking, by=ida)

    assert refused.value.deadline == at(12)
    assert str(refused.value) == (
        "Wheel 1 could be given back until Tue 2 March, 12:00. Ask an admin of the co-op, who may still do it."
    )
    assert cancel(booking, by=make.admin()) == 0


def test_row_20_a_late_cancelling_is_charged_where_the_station_says_so(march):
    kind = open_kind(cancel_hours=2, late_cancel="charge", late_percent=50)
    wheel, ida = make.station(of=kind, hour_minor=625), make.maker_user()
    booking = booked(wheel, at(14), at(16), by=ida)

    march.move_to(at(12) + SECONDS)
    fee = cancel(booking, by=ida)

    booking.refresh_from_db()
    assert (fee, booking.late_fee_minor, booking.release_reason) == (625, 625, "cancelled")
    assert Entry.objects.get(verb="cancelled").details == {"late_fee_minor": 625}


def test_row_20_until_the_deadline_cancelling_is_free(march):
    wheel, ida = make.station(of=open_kind(cancel_hours=2)), make.maker_user()
    booking = booked(wheel, at(14), at(16), by=ida)

    march.move_to(at(12))

    assert cancel(booking, by=ida) == 0


def test_giving_back_costs_what_was_said_when_it_was_booked_whatever_the_rules_say_now(march):
    kind = open_kind(cancel_hours=2, late_cancel="charge", late_percent=50)
    wheel, ida = make.station(of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(14), at(16), by=ida)

    StationKind.objects.update(cancel_hours=48, late_cancel="refuse", late_percent=100)
    assert cancelling_words(booking, ida, at(10, day=1)) == ("Cancelling is free until Tue 2 March, 12:00.", 0)
    march.move_to(at(13))

    assert cancel(booking, by=ida) == 600


def test_a_move_keeps_what_was_said_and_another_station_says_its_own(march):
    kind = open_kind(cancel_hours=2)
    wheel, ida = make.station(of=kind), make.maker_user()
    strict = make.station(of=kind, cancel_hours=24)
    booking = booked(wheel, at(14), at(16), by=ida)
    StationKind.objects.update(cancel_hours=12)

    assert move(booking, start=at(15), end=at(17), by=ida).cancel_hours == 2
    assert move(booking, start=at(15), end=at(17), station=strict, by=ida).cancel_hours == 24
    assert undo_move(booking, by=ida).cancel_hours == 2


def test_a_booking_made_a_moment_ago_is_cancelled_free_however_near_it_is(march):
    wheel, ida = make.station(of=open_kind(cancel_hours=48)), make.maker_user()
    booking = booked(wheel, at(9), at(10), by=ida)

    march.shift(10 * SECONDS)

    assert cancel(booking, by=ida) == 0


def test_what_was_booked_a_moment_ago_says_that_it_is_free_for_ten_seconds_and_what_it_costs_then(march):
    kind = open_kind(cancel_hours=48, late_cancel="charge", late_percent=50)
    wheel, ida = make.station("Wheel 1", of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(9), at(10), by=ida)

    words, fee_minor = cancelling_words(booking, ida, booking.booked_at + 9 * SECONDS)
    assert (words, fee_minor) == (
        "Just booked: for 10 s cancelling is free. After that it costs €3.00, for it begins soon.",
        0,
    )
    march.shift(11 * SECONDS)
    with pytest.raises(CostsMore, match="by now"):
        cancel(booking, by=ida, seen_minor=0)
    assert cancel(booking, by=ida, seen_minor=300) == 300


def test_a_cancelling_is_undone_within_ten_seconds(march, heard):
    heard.to(kept=booking_kept, released=booking_released)
    kind = open_kind(cancel_hours=48, late_cancel="charge")
    wheel, ida = make.station(of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(9), at(10), by=ida)
    march.shift(60 * SECONDS)
    assert cancel(booking, by=ida) == 600

    march.shift(10 * SECONDS)
    undo_cancel(booking, by=ida)

    booking.refresh_from_db()
    assert (booking.released_at, booking.release_reason, booking.late_fee_minor) == (None, "", 0)
    assert heard == {"kept": [{"booking": booking}], "released": [{"booking": booking}]}


def test_a_cancelling_is_not_undone_later_nor_twice_nor_over_somebody_else(march):
    wheel, ida = make.station(of=open_kind()), make.maker_user()
    late, taken = booked(wheel, at(9), at(10), by=ida), booked(wheel, at(10), at(11), by=ida)
    cancel(late, by=ida)
    march.shift(11 * SECONDS)
    cancel(taken, by=ida)
    booked(wheel, at(10), at(10, 30))

    with pytest.raises(CannotUndo, match="too late"):
        undo_cancel(late, by=ida)
    with pytest.raises(StationTaken):
        undo_cancel(taken, by=ida)
    with pytest.raises(CannotUndo, match="not cancelled"):
        undo_cancel(booked(wheel, at(14), at(15), by=ida), by=ida)


def test_an_undo_does_not_exceed_the_limit_of_the_day():
    wheel, ida = make.station(of=open_kind(per_day=1)), make.maker_user()
    first = booked(wheel, at(9), at(10), by=ida)
    cancel(first, by=ida)
    booked(wheel, at(11), at(12), by=ida)

    with pytest.raises(OverDayLimit):
        undo_cancel(first, by=ida)


def test_row_12_a_booking_is_moved_by_half_an_hour_and_never_stands_in_its_own_way(heard):
    heard.to(moved=booking_moved)
    wheel = make.station(of=open_kind(per_day=1), setup_minutes=30, clearing_minutes=30, hour_minor=600)
    ida = make.maker_user()
    booking = booked(wheel, at(10), at(12), by=ida)

    move(booking, start=at(10, 30), end=at(13), by=ida)

    moved = Booking.objects.get()
    assert (moved.pk, moved.uid, moved.sequence) == (booking.pk, booking.uid, 1)
    assert (moved.during, moved.occupied) == (Range(at(10, 30), at(13)), Range(at(10), at(13, 30)))
    assert moved.price_minor == 1500
    assert heard["moved"] == [{"booking": moved}]


def test_row_12_a_move_onto_somebody_else_is_refused_with_alternatives_and_changes_nothing():
    wheel, ida = make.station(of=open_kind()), make.maker_user()
    booking = booked(wheel, at(10), at(12), by=ida)
    booked(wheel, at(12), at(14))

    with pytest.raises(StationTaken) as refused:
        move(booking, start=at(11), end=at(13), by=ida)

    assert [slot.start for slot in refused.value.alternatives] == [at(10), at(14), at(16)]
    booking.refresh_from_db()
    assert booking.during == Range(at(10), at(12))


def test_a_booking_is_moved_to_another_station_by_that_stations_rules_and_price():
    node, ida = make.node(), make.maker_user()
    wheel, other = (make.station(of=open_kind(), at=node, hour_minor=price) for price in (600, 900))
    guarded = make.station(of=make.kind(), at=node)
    booking = booked(wheel, at(10), at(12), by=ida)

    with pytest.raises(NotQualified):
        move(booking, start=at(10), end=at(12), station=guarded, by=ida)
    move(booking, start=at(10), end=at(12), station=other, by=ida)

    booking.refresh_from_db()
    assert (booking.station, booking.price_minor) == (other, 1800)
    booked(wheel, at(10), at(12))


def test_a_move_keeps_to_the_rules_of_a_new_booking():
    wheel, ida = make.station(of=open_kind(longest_minutes=120)), make.maker_user()
    booking = booked(wheel, at(10), at(12), by=ida)

    with pytest.raises(TooLong):
        move(booking, start=at(10), end=at(13), by=ida)


def test_moving_late_is_charged_like_cancelling_late_and_lengthening_is_not(march):
    kind = open_kind(cancel_hours=2, late_cancel="charge")
    wheel, ida = make.station(of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(13))
    move(booking, start=at(14), end=at(16), by=ida)
    booking.refresh_from_db()
    assert (booking.price_minor, booking.late_fee_minor) == (1200, 0)

    move(booking, start=at(16), end=at(17), by=ida)
    booking.refresh_from_db()
    assert (booking.price_minor, booking.late_fee_minor) == (600, 1200)


def test_what_late_changes_cost_adds_up_and_an_undo_takes_back_its_own_part(march):
    kind = open_kind(cancel_hours=2, late_cancel="charge", late_percent=50)
    wheel, ida = make.station(of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(13))
    move(booking, start=at(17), end=at(18), by=ida)
    assert cancel(booking, by=ida) == 0
    assert undo_cancel(booking, by=ida).late_fee_minor == 300
    march.move_to(at(16))
    assert cancel(booking, by=ida) == 300

    booking.refresh_from_db()
    assert booking.late_fee_minor == 600
    assert undo_cancel(booking, by=ida).late_fee_minor == 300


def test_a_move_that_costs_another_sum_than_was_seen_moves_nothing(march):
    kind = open_kind(cancel_hours=2, late_cancel="charge", late_percent=50)
    wheel, ida = make.station(of=kind, hour_minor=600), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(13))
    with pytest.raises(MoveCosts) as refused:
        move(booking, start=at(17), end=at(18), by=ida, seen_minor=600)

    assert (refused.value.price_minor, refused.value.fee_minor, refused.value.sum_minor) == (600, 300, 900)
    assert str(refused.value) == (
        "There it costs €6.00, and €3.00 because it is late for a change. Nothing is moved yet: look at it, then move."
    )
    booking.refresh_from_db()
    assert (booking.during, booking.late_fee_minor) == (Range(at(14), at(15)), 0)
    assert move(booking, start=at(17), end=at(18), by=ida, seen_minor=900).late_fee_minor == 300


def test_moving_late_is_refused_where_cancelling_late_is_but_not_to_admins(march):
    wheel, ida = make.station(of=open_kind(cancel_hours=2)), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(13))
    with pytest.raises(TooLate):
        move(booking, start=at(15), end=at(16), by=ida)

    move(booking, start=at(15), end=at(16), by=make.admin())


def test_of_a_booking_that_has_begun_only_the_end_moves(march):
    wheel, ida = make.station(of=open_kind()), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)

    march.move_to(at(14, 20))
    with pytest.raises(InThePast, match="has begun"):
        move(booking, start=at(15), end=at(16), by=ida)
    move(booking, start=at(14), end=at(16), by=ida)

    booking.refresh_from_db()
    assert booking.minutes == 120


def test_a_move_is_undone_within_ten_seconds_with_its_fee(march):
    kind = open_kind(cancel_hours=48, late_cancel="charge")
    node, ida = make.node(), make.maker_user()
    wheel, other = (make.station(of=kind, at=node, hour_minor=600) for _ in range(2))
    booking = booked(wheel, at(14), at(15), by=ida)
    march.shift(60 * SECONDS)
    move(booking, start=at(16), end=at(18), station=other, by=ida)

    march.shift(10 * SECONDS)
    undo_move(booking, by=ida)

    booking.refresh_from_db()
    assert (booking.station, booking.during) == (wheel, Range(at(14), at(15)))
    assert (booking.price_minor, booking.late_fee_minor) == (600, 0)


def test_a_move_is_not_undone_later_nor_twice(march):
    wheel, ida = make.station(of=open_kind()), make.maker_user()
    booking = booked(wheel, at(14), at(15), by=ida)
    with pytest.raises(CannotUndo, match="not moved"):
        undo_move(booking, by=ida)
    move(booking, start=at(15), end=at(16), by=ida)
    undo_move(booking, by=ida)
    with pytest.raises(CannotUndo, match="not moved"):
        undo_move(booking, by=ida)

    move(booking, start=at(15), end=at(16), by=ida)
    march.shift(11 * SECONDS)
    with pytest.raises(CannotUndo, match="too late"):
        undo_move(booking, by=ida)


def test_what_a_plan_booked_is_neither_moved_nor_cancelled_by_hand():
    step = make.step(status="planned")
    booking = make.booking(during=Range(at(10), at(12)), purpose="step", step=step)

    for verb in (cancel, lambda booking, by: move(booking, start=at(11), end=at(13), by=by)):
        with pytest.raises(CannotCancel, match="plan of a run"):
            verb(booking, by=make.admin())
