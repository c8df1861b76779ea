from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from capsules.actions.closing import change_closing_time, close
from capsules.actions.preordering import NotOpen
from capsules.actions.running import approve
from capsules.models import Capsule, Preorder, Run
from capsules.refusals import ClosesTooEarly, RunUnderWay
from capsules.signals import preorder_ended, run_proposed, run_withdrawn
from capsules.tasks import sweep_closings
from coop.models import Entry
from tests import make

from .ordering import heard, order

pytestmark = pytest.mark.django_db


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def ends(capsule, at=None):
    """Let the closing time be over, as if the days had passed."""
    Capsule.objects.filter(pk=capsule.pk).update(closes_at=at or timezone.now() - timedelta(seconds=1))


def closed_with(capsule):
    """Close `capsule` now; its run, if its minimum is met."""
    ends(capsule)
    return close(capsule)


def test_row_8_the_databases_clock_decides_to_the_second():
    capsule = make.capsule()
    ends(capsule, database_now() + timedelta(seconds=2))
    order(capsule)
    ends(capsule, database_now())

    with pytest.raises(NotOpen) as refused:
        order(capsule)

    assert refused.value.opens_at is None
    assert capsule.claims.live().count() == 1


def test_row_8_a_web_machine_whose_clock_runs_ahead_changes_nothing(time_machine):
    capsule = make.capsule()
    time_machine.move_to(datetime(2040, 1, 1, tzinfo=UTC))

    assert order(capsule).status == Preorder.Status.PLACED


def test_a_capsule_that_is_not_due_stays_open():
    capsule = make.capsule()

    assert close(capsule) is None

    capsule.refresh_from_db()
    assert (capsule.status, Run.objects.count()) == (Capsule.Status.LISTED, 0)


def test_a_minimum_that_is_met_proposes_a_run_once():
    capsule = make.capsule(minimum=3)
    order(capsule, 2), order(capsule, 2)
    ends(capsule)

    with heard(run_proposed) as said:
        run = close(capsule)
        assert close(capsule) is None

    assert said == [(run_proposed, run)]
    assert (run.status, run.pieces) == (Run.Status.PROPOSED, 4)


def test_a_sold_out_edition_closes_at_once_and_keeps_its_promised_day():
    capsule = make.capsule(edition_size=2, minimum=1, lead_days=10)
    order(capsule, 2)

    sweep_closings()

    run = Run.objects.get()
    assert run.due_at - capsule.closes_at in (
        timedelta(days=10),
        timedelta(days=10, hours=-1),
        timedelta(days=10, hours=1),
    )


def test_row_9_one_short_of_the_minimum_everybody_is_released_and_told_once():
    capsule = make.capsule(minimum=20)
    orders = [order(capsule) for _ in range(19)]
    ends(capsule)

    with heard(preorder_ended, run_proposed) as said:
        sweep_closings()
        sweep_closings()

    assert said == [(preorder_ended, each) for each in orders]
    assert set(capsule.preorders.values_list("status", "end_reason")) == {
        ("released", "The minimum of 20 pieces was not met: 19 were preordered.")
    }
    assert (Run.objects.count(), capsule.claims.live().count()) == (0, 0)


def test_row_11_a_closing_time_moved_later_reopens_the_capsule():
    capsule = make.capsule(minimum=1)
    placed = order(capsule)
    run = closed_with(capsule)
    later = timezone.now() + timedelta(days=3)

    with heard(run_withdrawn, preorder_ended) as said:
        change_closing_time(capsule, closes_at=later, by=make.admin())

    assert said == [(run_withdrawn, run)]
    capsule.refresh_from_db(), placed.refresh_from_db()
    assert (capsule.status, capsule.closes_at, capsule.closed_at) == (Capsule.Status.LISTED, later, None)
    assert placed.status == Preorder.Status.PLACED
    assert order(capsule).status == Preorder.Status.PLACED
    assert closed_with(capsule).pieces == 2


def test_row_11_a_capsule_without_a_run_reopens_too_and_the_released_stay_released():
    capsule = make.capsule(minimum=20)
    released = order(capsule)
    closed_with(capsule)

    change_closing_time(capsule, closes_at=timezone.now() + timedelta(days=1), by=make.admin())

    released.refresh_from_db()
    assert released.status == Preorder.Status.RELEASED
    assert list(order(capsule).claims.values_list("position", flat=True)) == [1]


def test_row_11_a_closing_time_moved_before_now_closes_at_the_next_sweep():
    capsule = make.capsule(minimum=1)
    order(capsule)

    change_closing_time(capsule, closes_at=timezone.now() - timedelta(minutes=1), by=make.admin())
    sweep_closings()

    capsule.refresh_from_db()
    assert (capsule.status, Run.objects.get().status) == (Capsule.Status.CLOSED, Run.Status.PROPOSED)


def test_row_11_once_the_run_is_approved_the_closing_time_stays():
    capsule = make.capsule(minimum=1)
    order(capsule)
    approve(closed_with(capsule), by=make.admin())

    with pytest.raises(RunUnderWay):
        change_closing_time(capsule, closes_at=timezone.now() + timedelta(days=1), by=make.admin())


def test_a_capsule_cannot_close_before_it_opens():
    capsule = make.capsule()

    with pytest.raises(ClosesTooEarly):
        change_closing_time(capsule, closes_at=capsule.opens_at, by=make.admin())


def test_a_closing_time_that_stays_is_not_said_to_be_moved(client):
    capsule = make.capsule()
    client.force_login(make.admin())
    before, local = capsule.closes_at, capsule.closes_at.astimezone(capsule.made_at.zone)
    typed = {"day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}"}

    answer = client.post(reverse("capsule-closing", args=[capsule.slug]), typed, follow=True)

    capsule.refresh_from_db()
    assert capsule.closes_at == before
    assert f"{capsule} closes as before: nothing was changed." in answer.text
    assert not Entry.objects.filter(verb="moved the closing time of").exists()
