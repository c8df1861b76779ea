"""What makers, admins and sweeps do at the same instant, on real threads."""

from datetime import timedelta
from functools import partial

import pytest

from capsules.models import Run
from scheduling.actions.booking import book
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.actions.moving import move
from scheduling.actions.waiting import lapse_offer, take_offer, wish, withdraw_wish
from scheduling.models import Booking, SlotWish
from scheduling.refusals import InTheWay, OfferOver, OverDayLimit, StationTaken
from tests import make
from tests.capsules.racing import race
from tests.scheduling.agenda import at, booked, open_kind
from tests.scheduling.planned import plan_run
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("march")]

HOUR = timedelta(hours=1)


def test_two_stations_at_once_do_not_exceed_the_limit_of_the_day():
    node, kind, ida = make.node(), open_kind(per_day=3), make.maker_user()
    stations = [make.station(of=kind, at=node) for _ in range(4)]
    calls = [
        partial(book, station, maker=ida.maker, start=at(hour), end=at(hour + 1), by=ida)
        for station in stations
        for hour in (9, 11, 13)
    ]

    answers = race(calls, threads=8)

    assert Booking.objects.count() == 3
    assert sum(isinstance(each, OverDayLimit) for each in answers) == 9


def test_row_27_two_admins_book_one_hour_for_two_makers_and_the_second_is_refused():
    wheel = make.station(of=open_kind())
    admins, makers = [make.admin(), make.admin()], [make.maker(), make.maker()]

    answers = race(
        partial(book, wheel, maker=maker, start=at(10), end=at(11), by=by)
        for maker, by in zip(makers, admins, strict=True)
    )

    assert sorted(type(each).__name__ for each in answers) == ["Booking", "StationTaken"]


def test_makers_who_swap_stations_at_once_are_refused_and_nobody_waits_in_a_circle():
    node, kind = make.node(), open_kind()
    one, other = make.station(of=kind, at=node), make.station(of=kind, at=node)
    ada = make.admin()
    held = [booked(station, at(10), at(11)) for station in (one, other)]

    for _ in range(10):
        answers = race(
            partial(move, booking, start=at(10), end=at(11), station=goal, by=ada)
            for booking, goal in zip(held, (other, one), strict=True)
        )
        assert [type(each) for each in answers] == [StationTaken, StationTaken]

    assert [each.station for each in Booking.objects.order_by("pk")] == [one, other]


def test_a_cancelling_its_undo_and_a_rival_leave_one_holder():
    wheel, ida, ben = make.station(of=open_kind()), make.maker_user(), make.maker_user()
    booking = booked(wheel, at(10), at(11), by=ida)
    cancel(booking, by=ida)

    answers = race(
        [
            partial(undo_cancel, booking, by=ida),
            partial(book, wheel, maker=ben.maker, start=at(10), end=at(11), by=ben),
        ]
    )

    assert sorted(type(each).__name__ for each in answers) == ["Booking", "StationTaken"]
    assert Booking.objects.live().count() == 1


def test_an_offer_is_taken_once_however_many_act_on_it(march):
    wheel, ida, ben = make.station(of=open_kind()), make.maker_user(), make.maker_user()
    booking = booked(wheel, at(10), at(11), by=ida)
    asked = wish(wheel, maker=ben.maker, start=at(10), end=at(11), by=ben)
    cancel(booking, by=ida)

    answers = race([partial(take_offer, asked, by=ben)] * 3 + [partial(withdraw_wish, asked, by=ben)] * 2)

    asked.refresh_from_db()
    assert asked.status in (SlotWish.Status.TAKEN, SlotWish.Status.WITHDRAWN)
    assert sum(isinstance(each, OfferOver) for each in answers) == 4
    assert Booking.objects.live().count() == (asked.status == SlotWish.Status.TAKEN)


def test_two_sweeps_lapse_an_offer_once(march):
    wheel, ida, ben = make.station(of=open_kind()), make.maker_user(), make.maker_user()
    booking = booked(wheel, at(10), at(11), by=ida)
    first = wish(wheel, maker=ben.maker, start=at(10), end=at(11), by=ben)
    cancel(booking, by=ida)
    march.shift(HOUR / 4)

    assert sorted(race([partial(lapse_offer, first)] * 3)) == [False, False, True]


def test_maintenance_and_the_planner_at_once_end_in_a_plan_around_it_or_none():
    pottery = Pottery()
    run = pottery.run
    plan_run(run)
    held = Booking.objects.live().filter(purpose="step").order_by("during").first()

    answers = race(
        [
            partial(
                hold_for_maintenance,
                held.station,
                start=held.during.lower,
                end=held.during.upper,
                reason="new belt",
                by=make.admin(),
            ),
            partial(plan_run, run),
            partial(plan_run, run),
        ]
    )

    assert not any(isinstance(each, InTheWay) for each in answers)
    plan_run(run)
    run.refresh_from_db()
    assert run.status == Run.Status.PLANNED
