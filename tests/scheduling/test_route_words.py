from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from scheduling.pages.route_words import days_of

ROTTERDAM = ZoneInfo("Europe/Amsterdam")


def day(number):
    return datetime(2027, 3, number, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({}, ""),
        ({"begins_at": day(2), "ends_at": day(3)}, "2–3 March"),
        ({"begins_at": day(2), "ends_at": day(3), "started_at": day(4)}, "4 March"),
        ({"begins_at": day(2), "ends_at": day(3), "started_at": day(4), "done_at": day(6)}, "4–6 March"),
        ({"begins_at": day(2), "ends_at": day(3), "done_at": day(4)}, "2–4 March"),
        ({"done_at": day(6)}, "6 March"),
    ],
)
def test_a_step_has_its_planned_days_until_it_has_its_own(times, words):
    step = SimpleNamespace(**dict.fromkeys(("begins_at", "ends_at", "started_at", "done_at")) | times)
    assert days_of(step, ROTTERDAM) == words
