from datetime import date

import pytest

from capsules.kept import bar, kept_words

CLOSED, DUE = date(2026, 2, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("ready", "words"),
    [(date(2026, 2, 27), "2 days early"), (DUE, "on the day"), (date(2026, 3, 2), "1 day late")],
)
def test_kept_is_said_in_days(ready, words):
    assert kept_words(due=DUE, ready=ready) == words


def test_the_bar_ends_behind_its_last_day():
    drawn = bar(closed=CLOSED, due=DUE, expected=date(2026, 2, 22), ready=date(2026, 3, 8))

    assert (drawn.expected, drawn.due, drawn.ready) == (53.6, 71.4, 89.3)
    assert drawn.span_width == 17.8


def test_a_plan_that_ends_after_the_promise_leaves_no_span():
    assert bar(closed=CLOSED, due=DUE, expected=date(2026, 3, 9), ready=None).span_width == 0
