"""Row 26: form, API and calendar file are no doors around the rules."""

from datetime import timedelta

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.actions.booking import book
from scheduling.models import Booking
from scheduling.refusals import BookingRefused
from tests import make
from tests.scheduling.program import Program, at, wheel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


# Each case: rules of the kind, what stands before, and what is asked.
KIND = {"needs_qualification": False, "shortest_minutes": 60, "longest_minutes": 240, "horizon_days": 30}
RULES = {
    "overlap": ({}, [(at(11), at(13))], (at(10), at(12))),
    "buffer": ({}, [(at(12), at(13))], (at(10), at(12))),
    "not staffed": ({}, [], (at(17), at(19))),
    "not qualified": ({"needs_qualification": True}, [], (at(10), at(12))),
    "too long": ({}, [], (at(10), at(15))),
    "too short": ({}, [], (at(10), at(10, 30))),
    "off the grid": ({}, [], (at(10, 10), at(12, 10))),
    "past": ({}, [], (at(7, day=1), at(8, day=1))),
    "too far ahead": ({}, [], (at(10, month=4, day=10), at(12, month=4, day=10))),
    "limit per day": ({"per_day": 1}, [(at(14), at(15))], (at(10), at(12))),
    "limit of future minutes": ({"future_minutes": 90}, [(at(14), at(15))], (at(10), at(12))),
}


class Asked:
    """One case's workshop: a station with a buffer, and what its maker holds there already."""

    def __init__(self, name):
        rules, before, (self.start, self.end) = RULES[name]
        self.wheel = wheel_of(of=make.kind(**KIND | rules), clearing_minutes=30)
        self.person = make.maker_user(make.maker(home=self.wheel.node))
        for stretch in before:
            make.booking(self.wheel, during=Range(*stretch), maker=self.person.maker)

    def refusal(self) -> BookingRefused:
        with pytest.raises(BookingRefused) as refused:
            book(self.wheel, maker=self.person.maker, start=self.start, end=self.end, by=self.person)
        return refused.value


@pytest.mark.parametrize("rule", RULES)
def test_row_26_the_api_refuses_what_the_verb_refuses_in_the_same_words(client, rule):
    asked = Asked(rule)
    refusal, held = asked.refusal(), Booking.objects.count()

    answer = Program(client, asked.person).book(asked.wheel, asked.start, asked.end)

    assert (answer.status_code, answer.json()["detail"]) == (refusal.status, str(refusal))
    assert len(answer.json()["alternatives"]) == len(refusal.alternatives)
    assert Booking.objects.count() == held


@pytest.mark.parametrize("rule", RULES)
def test_row_26_the_api_moves_nothing_to_where_the_verb_would_not_book(client, rule):
    asked = Asked(rule)
    elsewhere = make.booking(asked.wheel, during=Range(at(9, day=5), at(10, day=5)), maker=asked.person.maker)

    answer = Program(client, asked.person).ask(
        "POST", f"bookings/{elsewhere.uid}/move/", {"start": asked.start.isoformat(), "end": asked.end.isoformat()}
    )

    assert answer.status_code in (409, 422)
    elsewhere.refresh_from_db()
    assert elsewhere.during == Range(at(9, day=5), at(10, day=5))


@pytest.mark.parametrize("rule", RULES)
def test_row_26_the_form_of_the_board_books_nothing_of_it_either(client, rule):
    asked = Asked(rule)
    held = Booking.objects.count()
    local = asked.start.astimezone(asked.wheel.node.zone)
    typed = {"station": asked.wheel.slug, "start": f"{local:%H:%M}", "title": ""}
    typed["length"] = round((asked.end - asked.start) / timedelta(minutes=1))
    client.force_login(asked.person)

    answer = client.post(reverse("board-day", args=[asked.wheel.node.slug, local.date()]), typed)

    assert answer.status_code in (409, 422)
    assert Booking.objects.count() == held


@pytest.mark.parametrize("rule", RULES)
def test_row_26_a_calendar_file_is_no_door_around_the_rules(client, rule):
    asked = Asked(rule)
    held = Booking.objects.count()
    times = [f"{moment:%Y%m%dT%H%M%SZ}" for moment in (asked.start, asked.end)]
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Mugs\r\nLOCATION:Wheel 2\r\n"
        f"DTSTART:{times[0]}\r\nDTEND:{times[1]}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    client.force_login(asked.person)

    answer = client.post(reverse("calendar-import"), {"text": text, "act": "book"})

    refusals = [line.refusal for line in answer.context["outcome"].lines]
    assert refusals == ([] if rule == "past" else [str(asked.refusal())])
    assert Booking.objects.count() == held
