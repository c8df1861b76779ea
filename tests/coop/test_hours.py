import pytest

from coop.hours import UnreadableHours, read_hours, write_hours


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("9:00–18:00", [(540, 1080)]),
        ("9-12:30, 13 to 18", [(540, 750), (780, 1080)]),
        ("13:00–18:00, 9:00–12:00", [(540, 720), (780, 1080)]),
        ("0:00–24:00", [(0, 1440)]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text, stretches):
    assert read_hours(text) == stretches


@pytest.mark.parametrize("text", ["nine to five", "18:00–9:00", "9:00–25:00", "9:70–10:00", "9:00–12:00, 11:00–13:00"])
def test_what_cannot_be_hours_is_refused_in_words(text):
    with pytest.raises(UnreadableHours, match=r"[Ww]rite|end after"):
        read_hours(text)


def test_hours_are_written_as_they_are_read():
    assert read_hours(write_hours([(540, 750), (780, 1080)])) == [(540, 750), (780, 1080)]
