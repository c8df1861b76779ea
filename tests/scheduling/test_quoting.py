"""What the office sees before it decides: a date with all others locked, and one where others may move."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from capsules.models import Capsule, Run
from coop.models import Closure
from scheduling.actions import foreseeing
from scheduling.actions.quotes_answered import answer
from scheduling.actions.quoting import ask_for_what_waits, ask_quote, capsules_to_quote
from scheduling.models import Quote
from scheduling.planner.noise import Noise, Spread
from tests import make
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march", "as_booked")]


@pytest.fixture
def as_booked(monkeypatch):
    calm = Noise(kinds={"wheel": Spread(0, 0), "kiln": Spread(0, 0)}, no_show=0, re_fired=0, to_the_shelf=(60, 60))
    monkeypatch.setattr(foreseeing, "noise_of_co_op", lambda: calm)


def urgent(pottery, *, due):
    """A proposed run of the same node, thrown on its one wheel."""
    capsule = make.capsule("Urgent", maker=pottery.maker, status="closed", minimum=1)
    make.operation(capsule, on=pottery.throwing, minutes_per_piece=30)
    return make.run(capsule, pieces=8, status="proposed", due_at=due)


def test_what_waits_for_the_office_is_asked_for_once():
    pottery = Pottery()
    Run.objects.filter(pk=pottery.run.pk).update(status="proposed")
    listing = make.capsule(status="submitted")

    assert set(capsules_to_quote()) == {pottery.capsule, listing}
    ask_for_what_waits()
    ask_for_what_waits()

    assert set(Quote.objects.values_list("capsule", "run")) == {
        (pottery.capsule.pk, pottery.run.pk),
        (listing.pk, None),
    }
    assert not capsules_to_quote().exists()


def test_what_was_sent_back_and_submitted_again_is_asked_for_again(march):
    listing = make.capsule(status="submitted")
    Quote.objects.create(capsule=listing, answered_at=timezone.now())
    march.shift(60)
    Capsule.objects.filter(pk=listing.pk).update(submitted_at=timezone.now())

    assert list(capsules_to_quote()) == [listing]


def test_a_run_that_others_make_late_is_quoted_with_what_would_have_to_move():
    pottery = Pottery(pieces=12)
    pottery.capsule.operations.filter(rank=2).delete()
    hers = planned_on(pottery, day=3)
    # The urgent run needs the wheel for eight hours in a row of days on which she holds six of nine.
    run = urgent(pottery, due=datetime(2027, 3, 3, 17, tzinfo=UTC))

    answered = answer(ask_quote(run.capsule), seconds=3)

    assert answered.ends_at > run.due_at >= answered.moving_ends_at
    assert [(move["step"], move["before"]) for move in answered.moves] == [
        ("Thrown", {"station": "Wheel 1", "at": hers.during.lower.isoformat()})
    ]


def planned_on(pottery, *, day):
    """The pottery's bowls, thrown from 9 to 15 o'clock of a day of March; the node is shut on the two before."""
    Run.objects.filter(pk=pottery.run.pk).update(status="planned", planned_at=timezone.now())
    Closure.objects.create(node=pottery.node, days=(date(2027, 3, 1), date(2027, 3, 3)), reason="Stocktaking")
    step = make.step(pottery.run, pieces=12, status="planned", operation=pottery.capsule.operations.get())
    during = Range(datetime(2027, 3, day, 8, tzinfo=UTC), datetime(2027, 3, day, 14, tzinfo=UTC))
    return make.booking(pottery.wheel, during=during, purpose="step", step=step, maker=pottery.maker)


def test_the_approvals_show_both_dates_and_whose_work_would_move(client):
    pottery = Pottery(pieces=6)
    run = urgent(pottery, due=timezone.now())
    day = datetime(2027, 3, 10, 12, tzinfo=UTC)
    place = {"station": "Wheel 1", "at": "2027-03-04T08:00:00+00:00"}
    move = {"run": "Salt jar", "maker": "Kiezel", "step": "Thrown", "before": place, "after": place}
    dates = {"expected_on": day, "by_on": day, "moving_expected_on": day, "moving_by_on": day}
    Quote.objects.create(capsule=run.capsule, run=run, answered_at=timezone.now(), moves=[move], **dates)
    client.force_login(make.admin())

    page = " ".join(client.get(reverse("approvals")).content.decode().split())

    assert page.count("Wed 10 March") >= 4
    assert "1 step moves" in page
    assert "<b>Salt jar, Thrown</b> of Kiezel: Wheel 1" in page


def test_no_station_is_said_in_both():
    pottery = Pottery()
    run = urgent(pottery, due=make.now())
    pottery.wheel.retired_at = timezone.now()
    pottery.wheel.save()

    answered = answer(ask_quote(run.capsule), seconds=1)

    assert answered.obstacle == answered.moving_obstacle
    assert "wheel" in answered.obstacle
    assert (answered.expected_on, answered.moving_expected_on, answered.moves) == (None, None, [])
