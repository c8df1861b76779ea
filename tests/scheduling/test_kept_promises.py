"""How often “by” held, run by run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from scheduling.models import Promise
from scheduling.months import Month
from scheduling.pages.kept_promises import kept_promises
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

MARCH = Month(2027, 3)


def march_day(day, hour=12):
    return datetime(2027, 3, day, hour, tzinfo=UTC)


def promised(run, *, expected, by, kept=None, **fields):
    fields = {"superseded_at": march_day(28), "made_at": march_day(1, 8) - timedelta(days=30)} | fields
    return Promise.objects.create(
        capsule=run.capsule,
        run=run,
        closes_at=run.capsule.closes_at,
        expected_on=march_day(expected),
        by_on=march_day(by),
        kept_at=kept,
        **fields,
    )


def finished_run(node, *, expected, by, ready):
    run = make.run(make.capsule("Salt jar", status="closed", maker=make.maker(home=node)), status="made")
    promised(run, expected=expected, by=by, kept=ready)
    return run


def test_a_run_is_held_against_its_first_promise(march):
    march.move_to(march_day(31))
    node = make.node()
    run = finished_run(node, expected=8, by=11, ready=march_day(12))
    promised(run, expected=14, by=16, kept=march_day(12), made_at=march_day(5))

    found = kept_promises(node, *MARCH.span(node.zone))

    assert [(row.expected, row.by, row.ready, row.held, row.words) for row in found.rows] == [
        (date(2027, 3, 8), date(2027, 3, 11), date(2027, 3, 12), False, "1 day late")
    ]


def test_the_whole_day_counts_and_the_latest_hundred_are_counted_together():
    node, elsewhere = make.node(), make.node()
    finished_run(node, expected=8, by=11, ready=march_day(11, 22))
    finished_run(node, expected=8, by=11, ready=march_day(9))
    finished_run(node, expected=8, by=11, ready=march_day(13))
    finished_run(elsewhere, expected=8, by=11, ready=march_day(13))

    found = kept_promises(node, march_day(10, 0), march_day(12, 0))

    assert [row.words for row in found.rows] == ["on the day"]
    assert (found.held, found.of, found.percent) == (2, 2, 100)


def test_the_office_sees_how_often_by_held(client, march):
    march.move_to(march_day(31))
    node = make.node()
    finished_run(node, expected=8, by=11, ready=march_day(12))
    client.force_login(make.admin())

    page = " ".join(client.get(reverse("insights", args=[node.slug, MARCH])).content.decode().split())

    assert "Of the latest 1 run it held 0 times, 0 %." in page
    assert "1 day late" in page
