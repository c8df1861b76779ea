"""What makers are told about their station time."""

from datetime import timedelta

import pytest

from coop.actions.nodes import close_node
from fulfillment.letters import letter_of
from fulfillment.models import Notice
from fulfillment.outcomes import Failed
from fulfillment.tasks import send_notice
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.checking_in import release_missed
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.actions.moving import move, undo_move
from scheduling.actions.series import book_series
from scheduling.actions.waiting import wish, withdraw_wish
from scheduling.models import Booking
from tests import make
from tests.scheduling.agenda import at, booked, open_kind
from tests.scheduling.conftest import march

__all__ = ["march"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def letter(kind):
    return letter_of(Notice.objects.get(kind=kind).with_what_it_is_about())


def wheel_at_the_quay(**rules):
    return make.station("Wheel 1", of=open_kind(**rules), at=make.node("Oosterkade"), hour_minor=600)


def kinds():
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


def test_a_booking_is_confirmed_with_its_price_and_its_deadline():
    booked(wheel_at_the_quay(cancel_hours=2), at(10), at(12))

    message = letter("booking_made")

    assert message.subject == "Booked: Wheel 1, Tue 2 March, 10:00–12:00"
    assert message.body == (
        "Wheel 1 at Oosterkade is yours: Tue 2 March, 10:00–12:00, Rotterdam time (CET), for 2 h, €12.00.\n\n"
        "It can be given back until Tue 2 March, 08:00.\n\n"
        "Move or cancel it: http://testserver/studio/bookings/\n"
    )


def test_the_letter_waits_until_nothing_can_be_undone():
    booked(wheel_at_the_quay(), at(10), at(12))

    assert (Notice.objects.owed().count(), Notice.objects.due().count()) == (1, 0)


def test_nobody_rings_for_what_waits_the_sweep_finds_it(monkeypatch, march, django_capture_on_commit_callbacks):
    rung, wheel, ida = [], wheel_at_the_quay(), make.maker_user()
    monkeypatch.setattr(send_notice, "delay", rung.append)

    with django_capture_on_commit_callbacks(execute=True):
        booking = booked(wheel, at(10), at(12), by=ida)
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        hold_for_maintenance(wheel, start=at(10), end=at(12), reason="new belt", by=make.admin())
    assert rung == [str(Notice.objects.get(booking=booking).uid)]


def test_what_was_undone_is_told_no_more():
    wheel, ida = wheel_at_the_quay(), make.maker_user()
    booking = booked(wheel, at(10), at(12), by=ida)

    move(booking, start=at(14), end=at(16), by=ida)
    assert kinds() == ["booking_moved"]
    undo_move(booking, by=ida)
    assert kinds() == ["booking_moved"]
    assert "10:00–12:00" in letter("booking_moved").subject
    cancel(booking, by=ida)
    assert kinds() == ["booking_cancelled"]
    undo_cancel(booking, by=ida)
    assert kinds() == ["booking_made"]


def test_a_late_cancelling_says_what_it_costs(march):
    wheel, ida = wheel_at_the_quay(cancel_hours=48, late_cancel="charge", late_percent=50), make.maker_user()
    booking = booked(wheel, at(10), at(12), by=ida)
    march.shift(timedelta(minutes=1))

    cancel(booking, by=ida)

    message = letter("booking_cancelled")
    assert message.subject == "Cancelled: Wheel 1, Tue 2 March, 10:00–12:00"
    assert "It was given back late, and costs €6.00." in message.body


def test_row_15_the_displaced_maker_gets_the_reason_and_three_alternatives():
    wheel = wheel_at_the_quay()
    booked(wheel, at(13), at(15))

    hold_for_maintenance(wheel, start=at(14), end=at(16), reason="new belt", by=make.admin())

    message = letter("booking_displaced")
    assert message.subject == "Not possible: Wheel 1, Tue 2 March, 13:00–15:00"
    assert "The reason: new belt. We are sorry. It costs nothing." in message.body
    offers = [line for line in message.body.splitlines() if "/studio/board/" in line]
    assert len(offers) == 3
    assert offers[0].startswith("Wheel 1, Tue 2 March, 12:00–14:00: http://testserver/studio/board/")
    assert offers[0].endswith(f"/2027-03-02/?station={wheel.slug}&start=12%3A00&length=120")
    assert kinds() == ["booking_displaced"]


def test_row_16_who_booked_a_day_that_is_closed_then_is_told():
    wheel = wheel_at_the_quay()
    booking = booked(wheel, at(13), at(15))

    close_node(wheel.node, first=booking.local_day, last=booking.local_day, reason="stocktaking", by=make.admin())

    assert "The reason: Oosterkade is closed: stocktaking." in letter("booking_displaced").body


def test_who_has_pieces_in_a_displaced_firing_is_sent_to_the_firings():
    firing, person = make.firing(start=at(10)), make.maker_user()
    make.share(firing, maker=person.maker)

    hold_for_maintenance(firing.booking.station, start=at(9), end=at(18), reason="elements", by=make.admin())

    notice = Notice.objects.get()
    assert notice.to == person.email
    assert "Join another firing: http://testserver/studio/firings/" in letter("booking_displaced").body


def test_row_19_who_missed_it_and_who_waited_are_told(march):
    wheel, ben = wheel_at_the_quay(check_in=True), make.maker_user()
    booked(wheel, at(10), at(12))
    wish(wheel, maker=ben.maker, start=at(10), end=at(12), by=ben)

    march.move_to(at(10, 16))
    release_missed()

    assert "Nobody checked in for Wheel 1 at Oosterkade" in letter("booking_missed").body
    offer = letter("booking_offered")
    assert offer.to == [ben.email]
    assert offer.subject == "Free for you until 10:31: Wheel 1, Tue 2 March, 10:30–12:00"
    assert "for 1 h 30 min, €9.00." in offer.body


def test_an_offer_that_is_over_is_not_mailed():
    wheel, ida, ben = wheel_at_the_quay(), make.maker_user(), make.maker_user()
    booked(wheel, at(10), at(12), by=ida)
    asked = wish(wheel, maker=ben.maker, start=at(10), end=at(12), by=ben)
    cancel(Booking.objects.get(), by=ida)
    withdraw_wish(asked, by=ben)

    with pytest.raises(Failed, match="offer was over"):
        letter("booking_offered")


def test_a_series_is_one_letter_with_all_its_times():
    wheel, ida = wheel_at_the_quay(), make.maker_user()
    asked = {"first_day": at(9).date(), "start_minute": 600, "minutes": 60, "every": "week", "times": 3}

    book_series(wheel, maker=ida.maker, skip_clashes=False, by=ida, **asked)

    assert kinds() == ["booking_series"]
    message = letter("booking_series")
    assert message.subject == "Booked: Wheel 1, 3 times"
    assert "€18.00 in all:\n\nTue 2 March, 10:00–11:00\nTue 9 March, 10:00–11:00\nTue 16 March" in message.body


def test_everybody_of_the_maker_is_told_and_nobody_else():
    maker = make.maker()
    people = [make.maker_user(maker), make.maker_user(maker)]
    make.maker_user(maker, is_active=False)

    booked(wheel_at_the_quay(), at(10), at(12), maker=maker, by=make.admin())

    assert set(Notice.objects.values_list("to", flat=True)) == {person.email for person in people}
