"""Views, visits and scans: sums of a day, written a few seconds later, without a word on who it was."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capsules.actions import counting
from capsules.actions.counting import TALLY, count_scan, count_view, write_all, write_tally
from capsules.models import CapsuleDay, ReferralDay
from tests import make

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)


@pytest.fixture(autouse=True)
def empty_tally():
    TALLY.clear()
    yield
    TALLY.clear()


def views():
    return {(row.capsule.slug, row.day): row.views for row in CapsuleDay.objects.select_related("capsule")}


def brought():
    return {
        (row.referral.code, row.day): (row.visits, row.scans) for row in ReferralDay.objects.select_related("referral")
    }


def test_what_is_counted_is_written_as_one_row_a_day(time_machine):
    capsule, nova, kade = make.capsule(), make.referral("nova"), make.referral("kade")
    time_machine.move_to(datetime(2027, 3, 1, 12, tzinfo=UTC))
    for _ in range(3):
        count_view(capsule.slug)
    count_view(capsule.slug, nova.code)
    count_scan(kade.code)
    write_all()
    count_view(capsule.slug, nova.code)
    time_machine.move_to(datetime(2027, 3, 2, 12, tzinfo=UTC))
    count_view(capsule.slug, kade.code)

    write_all()
    write_all()

    assert views() == {(capsule.slug, MONDAY): 5, (capsule.slug, TUESDAY): 1}
    assert brought() == {("nova", MONDAY): (2, 0), ("kade", MONDAY): (0, 1), ("kade", TUESDAY): (1, 0)}


def test_a_thousand_views_cost_one_statement_when_they_are_written():
    capsules = [make.capsule(), make.capsule()]
    with CaptureQueriesContext(connection) as asked:
        for capsule in capsules * 500:
            count_view(capsule.slug)
    assert len(asked) == 0

    with CaptureQueriesContext(connection) as asked:
        write_all()

    written = [query["sql"] for query in asked if query["sql"].lstrip().startswith("INSERT")]
    assert len(written) == 1
    assert sorted(views().values()) == [500, 500]


def test_drafts_ended_links_and_what_is_gone_are_not_counted():
    draft, ended = make.capsule(status="draft"), make.referral("nova", ended_at=make.now())
    count_view(draft.slug, ended.code)
    count_view("gone", "gone")

    write_all()

    assert (views(), brought()) == ({}, {})


@pytest.fixture
def connection_kept(monkeypatch):
    """The test's own transaction lives in the connection that would be given back."""
    monkeypatch.setattr(counting, "close_old_connections", lambda: None)


def test_an_answer_that_has_gone_out_writes_what_waits_long_enough(settings, connection_kept, client):
    capsule = make.capsule()
    client.get(capsule.get_absolute_url())
    before = dict(views())
    settings.TALLY_SECONDS = 0

    client.get(capsule.get_absolute_url())

    assert (before, list(views().values())) == ({}, [2])


def test_a_database_that_is_away_loses_views_and_nothing_else(settings, connection_kept, monkeypatch, caplog):
    settings.TALLY_SECONDS = 0
    monkeypatch.setattr(counting, "CAPSULES", "SELECT no_such_column")
    count_view(make.capsule().slug)

    write_tally()

    assert "some page views are lost" in caplog.text
    assert views() == {}
