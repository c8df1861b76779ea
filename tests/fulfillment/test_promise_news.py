"""Customers hear when the day that they were promised moves: with the reason, once a day, and not for every shift."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from fulfillment.letters import letter_of
from fulfillment.models import Notice
from scheduling.actions.foreseeing import Foreseen
from scheduling.actions.promising import doubt_capsule, promise
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db

REASON = "The big kiln is being repaired until Friday."


@pytest.fixture
def clock():
    """Monday 1 March 2027, 08:00 in Amsterdam."""
    with time_machine.travel(datetime(2027, 3, 1, 7, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def drop(clock):
    """Promised for Friday 12, and by Tuesday 16 March; ordered after that."""
    drop = make.capsule()
    calculated(drop, expected=12, by=16)
    clock.shift(timedelta(hours=1))
    line.preorder(drop, [1], status="placed")
    return drop


def calculated(drop, *, expected, by, reason=""):
    """The worker's answer, in days of March at noon."""
    doubt_capsule(drop, reason=reason)
    days = (datetime(2027, 3, day, 11, tzinfo=UTC) for day in (expected, by))
    return promise(drop, Foreseen(None, None, *days), now=timezone.now())


def mails():
    return list(Notice.objects.filter(kind="promise_moved").order_by("pk"))


def test_nothing_is_said_while_it_is_expected_within_the_promised_day(clock, drop):
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=15, by=19, reason=REASON)

    assert mails() == []


def test_a_day_behind_the_promised_one_is_told_with_the_reason(clock, drop):
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=17, by=21, reason=REASON)

    (notice,) = mails()
    letter = letter_of(notice.with_what_it_is_about())
    assert letter.to == ["ilse1@example.org"]
    assert letter.subject.startswith("A later day: Low Tide, Glaze 1, Wed 17 March")
    text = " ".join(letter.body.split())
    assert "would be there by Tue 16 March. It takes longer." in text
    assert "expected on Wed 17 March, and by Sun 21 March with a chance of 9 in 10" in text
    assert f"The reason: {REASON}" in text


def test_who_collects_elsewhere_is_told_the_days_on_which_it_is_there(clock):
    drop = make.capsule()
    calculated(drop, expected=12, by=16)
    clock.shift(timedelta(hours=1))
    line.preorder(drop, [1], status="placed", at=make.node("Marvila", carried_days=4))
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=17, by=21, reason=REASON)

    (notice,) = mails()
    text = " ".join(letter_of(notice.with_what_it_is_about()).body.split())

    assert "would be there by Sat 20 March. It takes longer." in text
    assert "expected on Sun 21 March, and by Thu 25 March with a chance of 9 in 10" in text


def test_what_moves_twice_in_a_day_is_told_once_and_the_rest_on_the_next(clock, drop):
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=17, by=18, reason=REASON)
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=20, by=22, reason="A wheel broke.")

    assert [notice.facts["reason"] for notice in mails()] == [REASON]
    clock.shift(timedelta(hours=24))
    standing = calculated(drop, expected=20, by=22)

    assert standing.checked_at > standing.made_at
    assert [notice.facts["reason"] for notice in mails()] == [REASON, "A wheel broke."]


def test_the_same_day_again_is_not_told_again(clock, drop):
    for _ in range(3):
        clock.shift(timedelta(hours=25))
        calculated(drop, expected=17, by=18, reason=REASON)

    assert len(mails()) == 1


def test_back_within_the_promised_day_is_no_news(clock, drop):
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=10, by=12)

    assert mails() == []


def test_each_order_goes_by_the_page_it_saw(clock, drop):
    clock.shift(timedelta(hours=1))
    calculated(drop, expected=15, by=20)
    clock.shift(timedelta(hours=1))
    line.preorder(drop, [2], status="placed")
    calculated(drop, expected=18, by=22, reason=REASON)

    assert [notice.to for notice in mails()] == ["ilse1@example.org"]


def test_who_ordered_before_there_was_a_date_goes_by_the_published_lead_time(clock):
    early = make.capsule(lead_days=7)
    line.preorder(early, [1], status="placed")
    clock.shift(timedelta(hours=1))

    calculated(early, expected=15, by=17)
    assert mails() == []
    clock.shift(timedelta(hours=1))
    calculated(early, expected=16, by=18, reason=REASON)

    assert len(mails()) == 1


def test_who_has_cancelled_or_collected_hears_nothing(clock, drop):
    line.preorder(drop, [2], status="ready")
    drop.preorders.filter(status="placed").update(status="cancelled", cancelled_at=timezone.now())
    clock.shift(timedelta(hours=1))

    calculated(drop, expected=25, by=28, reason=REASON)

    assert mails() == []
