"""What makers do on the board beside booking: look, move, undo, wait; and how others' changes reach an open page."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.models import Booking, SlotWish
from tests import make

from .test_board import TUESDAY, as_maker, at, open_wheel, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

HOUR = timedelta(hours=1)


def test_the_default_day_is_the_nodes_next_staffed_one(client):
    tuesdays = make.node(hours=[(1, 9, 18)])
    as_maker(client, make.maker(home=tuesdays))

    assert client.get(reverse("board")).url == page_of(tuesdays, TUESDAY)


def test_a_free_stretch_leads_to_a_panel_with_price_rules_and_what_is_occupied(client):
    wheel = open_wheel(clearing_minutes=30, cancel_hours=2)
    as_maker(client)

    page = client.get(page_of(wheel.node), {"station": wheel.slug, "start": "14:00", "length": "120"})

    assert "Book Wheel 2, €9.00" in page.text
    assert "2 h of work, then 30 min to clear." in page.text
    assert "Cancel without charge until 12:00; later is refused." in page.text
    assert not Booking.objects.exists()


def test_the_panel_says_beforehand_how_to_become_qualified(client):
    wheel = make.station(of=make.kind(needs_qualification=True, how_to_qualify="Ask Wim on Fridays."))
    as_maker(client)

    page = client.get(page_of(wheel.node), {"station": wheel.slug, "start": "14:00"})

    assert "Ask Wim on Fridays." in page.text
    assert f"Book {wheel}, " not in page.text


@pytest.mark.parametrize(
    ("day", "start", "said", "offered"),
    [
        (date(2027, 3, 1), "07:00", "That time is over.", "Mon 1 Mar"),
        (date(2027, 3, 6), "10:00", "Nobody is at", "Fri 5 Mar"),
        (date(2027, 3, 4), "10:00", "closed on Thu 4 March: Stocktaking.", "Wed 3 Mar"),
        (date(2027, 3, 3), "10:00", "is taken 10:00–12:00", "Join the waiting list for 10:00–12:00"),
    ],
)
def test_what_would_be_refused_says_so_with_the_way_on_and_without_a_button_that_fails(
    client, day, start, said, offered
):
    wheel = open_wheel(at=make.node("Oosterkade", hours=[(weekday, 9, 18) for weekday in range(5)]))
    wheel.node.closures.create(days=Range(date(2027, 3, 4), date(2027, 3, 5)), reason="Stocktaking")
    make.booking(wheel, during=Range(at(10, day=3), at(12, day=3)))
    as_maker(client)

    page = client.get(page_of(wheel.node, day), {"station": wheel.slug, "start": start, "length": "120"})

    assert page.status_code == 200
    assert said in page.text
    assert offered in page.text
    assert f"Book {wheel}, " not in page.text
    assert ("waiting list" in page.text) == ("taken" in said)


def test_a_day_that_is_over_leads_to_the_next_one(client):
    wheel = open_wheel()
    as_maker(client)

    page = client.get(page_of(wheel.node, date(2027, 2, 20)))

    assert "This day is over." in page.text
    assert "See the price" not in page.text


def test_a_sum_that_was_not_shown_is_not_charged(client):
    wheel = open_wheel()
    as_maker(client)

    answer = client.post(page_of(wheel.node), typed(wheel, price="450"))

    assert (answer.status_code, Booking.objects.count()) == (409, 0)
    assert "That costs €9.00. Nothing is booked yet" in answer.text


def test_a_booking_is_undone_for_ten_seconds_and_then_no_more(client):
    wheel = open_wheel()
    as_maker(client)
    with time_machine.travel(datetime(2027, 3, 1, 7, tzinfo=UTC), tick=False) as clock:
        page = client.post(page_of(wheel.node), typed(wheel), follow=True)
        booking = Booking.objects.get()
        assert "Undo the booking" in page.text
        client.post(reverse("booking-undo", args=[booking.pk]))
        assert not Booking.objects.live().exists()

        client.post(page_of(wheel.node), typed(wheel))
        clock.shift(11)
        later = client.get(page_of(wheel.node))
        client.post(reverse("booking-undo", args=[Booking.objects.live().get().pk]))

    assert "Undo the booking" not in later.text
    assert Booking.objects.live().count() == 1


def test_a_booking_is_moved_and_moved_back(client):
    wheel = open_wheel()
    mine = make.booking(wheel, during=Range(at(10), at(12)), maker=as_maker(client).maker)
    asked = {"station": wheel.slug, "on": "2027-03-02", "start": "10:30", "length": "150"}
    asked["price"] = wheel.price_of(150)

    moved = client.post(reverse("booking-move", args=[mine.pk]), asked, follow=True)
    mine.refresh_from_db()
    assert mine.during == Range(at(10, 30), at(13))
    assert "Moved: Wheel 2, Tue 2 March, 10:30–13:00" in moved.text

    client.post(reverse("booking-undo", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.during == Range(at(10), at(12))


def test_a_move_that_costs_another_sum_shows_it_before_it_is_made(client):
    wheel = open_wheel()
    mine = make.booking(
        wheel, during=Range(at(10), at(12)), maker=as_maker(client).maker, price_minor=wheel.price_of(120)
    )
    asked = {"station": wheel.slug, "on": "2027-03-02", "start": "10:00", "length": "180"}

    shown = client.post(reverse("booking-move", args=[mine.pk]), asked)
    mine.refresh_from_db()
    unmoved = mine.during
    client.post(reverse("booking-move", args=[mine.pk]), asked | {"price": shown.context["move_price"]})
    mine.refresh_from_db()

    assert (shown.status_code, shown.context["move_price"]) == (409, wheel.price_of(180))
    assert "Nothing is moved yet" in shown.text
    assert (unmoved, mine.during) == (Range(at(10), at(12)), Range(at(10), at(13)))


def test_a_late_move_shows_what_being_late_costs_before_it_is_made(client, march):
    wheel = open_wheel()
    mine = make.booking(
        wheel,
        during=Range(at(12, day=1), at(14, day=1)),
        maker=as_maker(client).maker,
        price_minor=900,
        cancel_hours=8,
        late_cancel="charge",
        late_percent=50,
    )
    march.move_to(at(9, day=1))
    asked = {"station": wheel.slug, "on": "2027-03-02", "start": "10:00", "length": "120", "price": "900"}

    shown = client.post(reverse("booking-move", args=[mine.pk]), asked)
    moved = client.post(reverse("booking-move", args=[mine.pk]), asked | {"price": "1350"}, follow=True)

    assert (shown.status_code, shown.context["move_price"]) == (409, 1350)
    assert "There it costs €9.00, and €4.50 because it is late for a change." in shown.text
    assert "Move Wheel 2, €13.50" in shown.text
    assert "10:00–12:00, €9.00, and €4.50 for the late change." in moved.text
    mine.refresh_from_db()
    assert (mine.during, mine.late_fee_minor) == (Range(at(10), at(12)), 450)


def test_a_move_onto_others_is_a_409_that_keeps_what_was_typed_and_offers_slots_to_move_to(client):
    wheel = open_wheel()
    mine = make.booking(wheel, during=Range(at(10), at(12)), maker=as_maker(client).maker)
    make.booking(wheel, during=Range(at(13), at(15)))
    asked = {"station": wheel.slug, "on": "2027-03-02", "start": "13:00", "length": "120", "price": wheel.price_of(120)}

    answer = client.post(reverse("booking-move", args=[mine.pk]), asked)

    assert answer.status_code == 409
    assert 'href="?' not in answer.text
    assert 'value="13:00"' in answer.text
    assert f'action="{reverse("booking-move", args=[mine.pk])}"' in answer.text
    assert "Move to A" in answer.text


def test_a_cancelling_is_undone(client):
    wheel = open_wheel()
    mine = make.booking(wheel, during=Range(at(10), at(12)), maker=as_maker(client).maker)

    page = client.post(reverse("booking-cancel", args=[mine.pk]), {"back": "board"}, follow=True)
    client.post(reverse("booking-undo", args=[mine.pk]))

    assert "Undo the cancelling" in page.text
    assert list(Booking.objects.live()) == [mine]


def test_a_refusal_leads_to_the_waiting_list_and_what_is_offered_there_is_taken(client):
    wheel = open_wheel()
    theirs = make.booking(wheel, during=Range(at(10), at(12)))
    mia = as_maker(client)

    refused = client.post(page_of(wheel.node), typed(wheel))
    client.post(reverse("wish-new", args=[wheel.node.slug, TUESDAY]), typed(wheel))
    client.force_login(make.admin())
    client.post(reverse("booking-cancel", args=[theirs.pk]))
    client.force_login(mia)
    mine = client.get(reverse("bookings"))
    client.post(reverse("wish-act", args=[SlotWish.objects.get().pk]), {"act": "take"})

    assert "Wheel 2 is taken 10:00–12:00." in refused.text
    assert "Join the waiting list for 10:00–12:00" in refused.text
    assert "Take it" in mine.text
    assert list(Booking.objects.live().values_list("maker", "purpose")) == [(mia.maker_id, "maker")]


def test_ones_own_booking_in_the_way_is_said_to_be_ones_own_and_nobody_waits_for_it(client):
    wheel = open_wheel()
    make.booking(wheel, during=Range(at(9), at(12)), maker=as_maker(client).maker)

    page = client.get(page_of(wheel.node), {"station": wheel.slug, "start": "10:00", "length": "120"})

    assert "<b>Wheel 2 is yours 09:00–12:00.</b>" in page.text
    assert "Join the waiting list" not in page.text


def test_where_only_the_buffers_meet_the_page_says_what_is_kept_free(client):
    wheel = open_wheel(setup_minutes=15, clearing_minutes=30)
    make.booking(wheel, during=Range(at(12), at(14)), occupied=Range(at(11, 45), at(14, 30)))
    as_maker(client)

    page = client.get(page_of(wheel.node), {"station": wheel.slug, "start": "10:00", "length": "120"})

    assert "Wheel 2 is taken 12:00–14:00 and cleared by 14:30." in page.text
    assert "Each booking of it needs 15 min to set up and 30 min to clear." in page.text


def test_a_date_is_jumped_to_in_the_same_view(client):
    wheel = open_wheel()
    as_maker(client)

    answer = client.get(page_of(wheel.node), {"go": "2027-04-01", "view": "week"})

    assert answer.url == page_of(wheel.node, date(2027, 4, 1)) + "?view=week"


def test_a_firing_shows_its_program_its_litres_and_when_its_door_opens(client):
    mia = as_maker(client)
    kiln = make.kiln("Big kiln", at=make.node())
    firing = make.firing(kiln, start=at(9))
    make.share(firing, maker=mia.maker, litres=24)
    make.share(firing, litres=30)

    text = client.get(page_of(kiln.node)).text

    assert "54 of 100 l, 24 yours" in text
    assert f"{reverse('firing', args=[firing.pk])}#join" in text
    assert "door opens <b>Wed 08:00</b>" in text


def test_a_door_that_opened_the_day_before_is_named_with_its_day(client):
    """Opened on Sunday, and emptied when somebody is there again."""
    as_maker(client)
    kiln = make.kiln("Big kiln", at=make.node())
    firing = make.firing(kiln, start=at(9))
    held = Range(firing.booking.during.lower, at(11, day=4))
    Booking.objects.filter(pk=firing.booking_id).update(during=held, occupied=held)

    text = client.get(page_of(kiln.node, date(2027, 3, 4))).text

    assert "door opens <b>Wed 08:00</b>" in text


def test_a_firing_that_is_being_loaded_invites_nobody_any_more(client, march):
    as_maker(client)
    firing = make.firing(make.kiln(at=make.node()), start=at(9))

    march.move_to(at(9, 10))
    text = client.get(page_of(firing.booking.station.node)).text

    assert f'href="{reverse("firing", args=[firing.pk])}"' in text
    assert "#join" not in text


def test_the_phones_list_offers_the_night_at_stations_that_need_nobody(client):
    wheel = open_wheel(staffed_only=False)
    as_maker(client)

    rows = client.get(page_of(wheel.node)).context["list_kinds"][0].stations

    assert [(line.start, line.end) for line in rows[0].free] == [(at(1) - HOUR, at(24))]


def test_maintenance_and_a_closed_day_are_hatched_and_a_chain_marks_the_runs_step(client):
    wheel = open_wheel()
    run = make.run(make.capsule("Low Tide", status="closed"))
    make.step(run, rank=1, status="done", on=wheel.kind)
    step = make.step(run, rank=2, status="planned", on=wheel.kind)
    make.booking(wheel, during=Range(at(9), at(12)), purpose="step", step=step)
    make.booking(wheel, during=Range(at(13), at(14)), purpose="maintenance", title="new belt")
    as_maker(client)

    row = client.get(page_of(wheel.node)).context["kinds"][0].rows[0]

    held = [cell.held for cell in row.cells if cell.look == "held"]
    assert [(each.look, [mark.look for mark in each.marks]) for each in held] == [
        ("run", ["done", "now"]),
        ("maint", []),
    ]


def test_a_free_kiln_is_opened_for_a_firing_from_the_phones_list(client):
    as_maker(client)
    kiln = make.kiln("Big kiln", at=make.node())

    answer = client.get(page_of(kiln.node))

    (line,) = answer.context["list_kinds"][0].stations[0].lines
    assert (line.look, line.start, line.end) == ("free", at(9), at(18))
    opening = f"{reverse('firing-open')}?kiln={kiln.slug}&amp;day=2027-03-02&amp;start=09:00"
    assert f'<a class="button" href="{opening}">Open a firing<span' in answer.text


def test_a_second_link_skips_the_masthead_and_the_buttons_and_leads_to_the_board(client):
    wheel = open_wheel()
    as_maker(client)

    text = client.get(page_of(wheel.node)).text

    assert '<a class="skip" href="#board-table">Skip to the board</a>' in text
    assert text.index("Skip to the board") < text.index("masthead")
    assert '<div id="board-table" tabindex="-1">' in text
