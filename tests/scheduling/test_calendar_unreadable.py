"""Calendar files that cannot be meant, or not be read: each ends in words."""

import pytest
from django.urls import reverse

from scheduling.calendar.reading import MOST_EVENTS, UnreadableFile, read_calendar
from scheduling.forms.calendar import MOST_BYTES
from tests.scheduling.ics import at, calendar, event, looked, mia_of, said, wheel_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": "20270302", "end": "20270303"}, "It takes whole days and names no hours."),
        ({"start": "99991231T230000Z", "end": "99991231T235900Z"}, "Its year is not one to book in."),
        ({"start": "00010101T000000", "end": "20270302T090000"}, "Its year is not one to book in."),
        ({"end": "20270302T090000"}, "It does not end after it begins."),
        ({"zone": "Middle-earth/Shire"}, "Its time zone, “Middle-earth/Shire”, is not known."),
        ({"more": ["RRULE:FREQ=SECONDLY"]}, "It repeats by a rule that is not followed here"),
        ({"more": ["RRULE:FREQ=DAILY;BYHOUR=9,11"]}, "It repeats by a rule that is not followed here"),
        ({"more": ["RRULE:FREQ=DAILY;INTERVAL=0"]}, "It repeats by a rule that is not followed here"),
        (
            {"start": "20270328T023000", "end": "20270328T040000"},
            "02:30 does not exist on 28 March 2027 in Europe/Amsterdam: the clocks go forward.",
        ),
        (
            {"start": "20270328T023000", "end": "20270328T040000", "zone": "Europe/Berlin"},
            "02:30 does not exist on 28 March 2027 in Europe/Berlin: the clocks go forward.",
        ),
        (
            {"start": "20271031T023000", "end": "20271031T040000"},
            "02:30 comes twice on 31 October 2027 in Europe/Amsterdam: say which you mean.",
        ),
        (
            {"start": "20010102T100000", "end": "20010102T120000", "more": ["RRULE:FREQ=DAILY"]},
            "It began more than ten",
        ),
    ],
)
def test_an_event_that_cannot_be_meant_says_why_and_keeps_none_back(client, fields, words):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    fine = event("20270304T100000", "20270304T120000", summary="Fine")

    lines = {what: outcome for what, _, outcome in said(looked(client, calendar(event(**fields), fine)))}

    assert lines["Mugs"].startswith(words)
    assert lines["Fine"] == "fits"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Dear Mia, the mugs are ready.", "This is no calendar file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is no calendar file"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "There is no event in this file."),
        ("", "The submitted file is empty."),
        (calendar(), "There is no event in this file."),
        (b"x" * (MOST_BYTES + 1), "The file is larger than 256 kB."),
        (calendar(*[event(uid=str(each)) for each in range(MOST_EVENTS + 1)]), "The file has 501 events"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_422_with_a_sentence(client, content, words):
    mia_of(client)

    answer = looked(client, content)

    assert answer.status_code == 422
    assert words in answer.text


def test_no_file_at_all_is_asked_for(client):
    mia_of(client)

    answer = client.post(reverse("calendar-import"), {"act": "look"})

    assert answer.status_code == 422
    assert "Choose a calendar file first." in answer.text


def test_the_text_of_a_file_comes_back_with_the_form_whatever_stands_in_it(client):
    wheel = wheel_of()
    mia_of(client, wheel.node)
    text = calendar(event(summary='<script>"Krüge" & mehr</script>'))

    answer = looked(client, text)

    assert answer.context["form"].initial["text"] == text
    assert '<script>"Kr' not in answer.text


@pytest.mark.parametrize("line", range(3, 12))
@pytest.mark.parametrize(
    "junk", ["", ":", "DTSTART:junk", "RRULE:FREQ=JUNK", "DTSTART:20270302T100000", "BEGIN:VEVENT", "EXDATE:x"]
)
def test_a_broken_line_anywhere_ends_in_words_and_never_in_an_error(line, junk):
    lines = calendar(event(more=["RRULE:FREQ=WEEKLY", "EXDATE:20270309T100000"])).split("\r\n")
    lines[line] = junk

    try:
        events = read_calendar("\r\n".join(lines), start=at(8), end=at(8, day=30))
    except UnreadableFile:
        return
    assert all(each.trouble or each.start < each.end for each in events)
