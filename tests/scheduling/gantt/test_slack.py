"""What slack is called, and how it is drawn beside that of other runs."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.gantt.slack import SlackBar, slack_bar, slack_of

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def after(**length):
    return NOW + timedelta(**length)


@pytest.mark.parametrize(
    ("ends", "words", "look", "icon"),
    [
        ({"days": 7}, "3 days", "good", "check"),
        ({"days": 8, "hours": 17, "minutes": 30}, "1 day 6 h", "good", "check"),
        ({"days": 9, "hours": 20}, "4 h", "warn", "late"),
        ({"days": 9, "hours": 23, "minutes": 20}, "40 min", "warn", "late"),
        ({"days": 10}, "0 min", "warn", "late"),
        ({"days": 10, "minutes": 61}, "2 h late", "bad", "late"),
        ({"days": 11}, "1 day late", "bad", "late"),
        ({"days": 15, "hours": 1}, "6 days late", "bad", "late"),
    ],
)
def test_slack_is_rounded_down_and_lateness_up(ends, words, look, icon):
    slack = slack_of(due=after(days=10), ends=after(**ends))

    assert (slack.words, slack.look, slack.icon) == (words, look, icon)


def test_a_run_without_a_place_is_worse_than_late():
    slack = slack_of(due=after(days=10), ends=None)

    assert (slack.words, slack.look, slack.icon, slack.is_late) == ("no place yet", "bad", "stop", True)


def test_a_run_that_keeps_its_promise_shows_its_room():
    bar = slack_bar(NOW, after(days=10), after(days=5), until=after(days=20))

    assert (bar, bar.room) == (SlackBar(till=37, over=0, by=74), "M37 8.5H74")


def test_a_late_run_shows_what_lies_beyond_its_promise():
    bar = slack_bar(NOW, after(days=10), after(days=15), until=after(days=20))

    assert (bar, bar.room) == (SlackBar(till=74, over=37, by=74), "")
