"""What a letter about station time carries for a calendar, read by a library that did not write it."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
import vobject

from fulfillment.actions import sending
from fulfillment.letters import letter_of
from fulfillment.models import Notice
from scheduling.actions.booking import book
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.moving import move
from scheduling.actions.series import book_series
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

BEGAN = datetime(2027, 3, 1, 7, tzinfo=UTC)


@pytest.fixture
def march():
    """Monday 1 March 2027, 08:00 in Amsterdam."""
    with time_machine.travel(BEGAN, tick=False) as clock:
        yield clock


def at(hour, *, day=2):
    return datetime(2027, 3, day, hour - 1, tzinfo=UTC)


def booked():
    mia = make.maker_user(email="mia@example.org")
    wheel = make.station("Wheel 2", of=make.kind(needs_qualification=False))
    return mia, book(wheel, maker=mia.maker, start=at(10), end=at(12), by=mia, title="Mugs")


def letter():
    """The one that is owed now."""
    return letter_of(Notice.objects.owed().latest("id").with_what_it_is_about())


def calendar_in(message):
    """(content type, calendar) of the part beside the text; the file says the same."""
    [(content, kind)] = [part for part in message.alternatives if part[1].startswith("text/calendar")]
    assert [(name, text) for name, text, _ in message.attachments] == [("station-time.ics", content)]
    return kind, vobject.readOne(content)


def test_a_confirmation_carries_the_invitation_of_its_booking():
    _, booking = booked()

    kind, calendar = calendar_in(letter())

    event = calendar.vevent
    assert (kind, calendar.method.value) == ("text/calendar; method=REQUEST", "REQUEST")
    assert (event.uid.value, event.sequence.value) == (f"{booking.uid}@testserver", "0")
    assert event.dtstart.value.astimezone(UTC) == at(10)
    assert (event.organizer.value, event.attendee.value) == ("mailto:coop@localhost", "mailto:mia@example.org")


def test_a_move_is_the_same_event_later_and_a_cancelling_takes_it_out(march):
    mia, booking = booked()
    move(booking, start=at(14), end=at(16), by=mia)
    moved = calendar_in(letter())[1]
    march.shift(timedelta(minutes=1))
    cancel(booking, by=mia)

    kind, cancelled = calendar_in(letter())

    assert moved.method.value == "REQUEST"
    assert (kind, cancelled.method.value) == ("text/calendar; method=CANCEL", "CANCEL")
    assert cancelled.vevent.status.value == "CANCELLED"
    assert moved.vevent.uid.value == cancelled.vevent.uid.value == f"{booking.uid}@testserver"
    assert 0 < int(moved.vevent.sequence.value) < int(cancelled.vevent.sequence.value)


def test_an_undone_cancelling_is_an_invitation_again_with_a_higher_number():
    mia, booking = booked()
    cancel(booking, by=mia)
    cancelled = calendar_in(letter())[1]
    undo_cancel(booking, by=mia)

    kind, again = calendar_in(letter())

    assert kind == "text/calendar; method=REQUEST"
    assert again.vevent.status.value == "CONFIRMED"
    assert int(again.vevent.sequence.value) > int(cancelled.vevent.sequence.value)


def test_a_series_comes_as_one_file_with_all_its_times():
    mia = make.maker_user()
    wheel = make.station("Wheel 2", of=make.kind(needs_qualification=False))
    book_series(
        wheel,
        maker=mia.maker,
        first_day=date(2027, 3, 23),
        start_minute=10 * 60,
        minutes=120,
        every="week",
        times=3,
        skip_clashes=False,
        by=mia,
    )

    kind, calendar = calendar_in(letter())

    assert kind == "text/calendar; method=PUBLISH"
    assert sorted(event.dtstart.value.astimezone(UTC) for event in calendar.vevent_list) == [
        datetime(2027, 3, 23, 9, tzinfo=UTC),
        datetime(2027, 3, 30, 8, tzinfo=UTC),
        datetime(2027, 4, 6, 8, tzinfo=UTC),
    ]


def test_other_letters_carry_nothing():
    kiln = make.kiln()
    firing = make.firing(kiln, start=at(9))
    notice = Notice.objects.create(key="x", channel="mail", kind="booking_cancelled", to="mia@example.org")
    notice.booking = firing.booking
    firing.booking.released_at = make.now()

    message = letter_of(notice)

    assert [kind for _, kind in message.alternatives] == ["text/html"]
    assert message.attachments == []


def test_the_mail_on_the_wire_is_what_calendars_look_for(mailbox, march):
    booked()
    march.shift(timedelta(minutes=1))
    Notice.objects.owed().update(next_try_at=BEGAN - timedelta(days=200))

    sending.send_due(limit=5)

    [mail] = mailbox.mails
    parts = list(message_from_bytes(mail.content, policy=policy.default).walk())
    [calendar] = [part for part in parts if part.get_content_type() == "text/calendar"]
    assert {name: calendar.get_param(name) for name in ("method", "charset")} == {
        "method": "REQUEST",
        "charset": "utf-8",
    }
    assert vobject.readOne(calendar.get_content()).method.value == "REQUEST"
    assert [part.get_filename() for part in parts if part.get_content_type() == "application/ics"] == [
        "station-time.ics"
    ]
