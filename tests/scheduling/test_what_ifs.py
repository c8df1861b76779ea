"""What would a decision do? The question is a row, the worker answers it, and nothing else changes."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import Range

from coop.lifecycle import broke
from scheduling.actions import answering
from scheduling.actions.answering import answer
from scheduling.actions.what_ifs import CannotBe, ask_for_outage, ask_for_run, ask_for_shift, ask_for_step, throw_away
from scheduling.models import Booking, WhatIf
from tests import make
from tests.scheduling.potting import Pottery
from tests.scheduling.wondering import amsterdam, other_capsule, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def ada():
    return make.admin()


@pytest.fixture
def pottery():
    """Thrown on Wednesday from 9 to 12, fired from Thursday noon to Friday 11, promised for Friday 18:00."""
    made = Pottery(pieces=6)
    planned(made)
    return made


def answered(what_if):
    answer(what_if)
    what_if.refresh_from_db()
    return what_if


def standing():
    return list(Booking.objects.live().order_by("pk").values_list("pk", "station", "during"))


def test_a_kiln_that_is_out_holds_its_run_up_and_nothing_is_written(pottery, ada, settings):
    settings.PLANNER_SECONDS = 3  # long enough to find the fewest moves
    before = standing()

    what_if = answered(ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada))

    assert (what_if.status, what_if.words) == ("answered", "Big kiln is out until Fri 5 March, 09:00")
    (moved,) = what_if.result["steps"]
    assert (moved["name"], moved["before"]["start"], moved["after"]["start"]) == (
        "Bisque fired",
        amsterdam(4, 12).isoformat(),
        amsterdam(5, 9).isoformat(),
    )
    (run,) = what_if.result["runs"]
    assert run["ends"] == [amsterdam(5, 11).isoformat(), amsterdam(6, 9, 30).isoformat()]
    assert run["late_minutes"] == [0, 15 * 60 + 30]
    assert (what_if.result["firings"], what_if.result["moves"]) == ([1, 1], 1)
    assert standing() == before


def test_what_is_frozen_leaves_a_station_that_is_out(pottery, ada):
    held = Range(amsterdam(1, 10), amsterdam(2, 9, 30))
    Booking.objects.filter(pk=pottery.held.pk).update(during=held, occupied=held)
    wheel_time = Range(amsterdam(1, 9) - timedelta(days=3), amsterdam(1, 9) - timedelta(days=3, hours=-3))
    Booking.objects.filter(step=pottery.thrown).update(during=wheel_time, occupied=wheel_time)
    pottery.thrown.become("started", started_at=wheel_time.lower)
    pottery.thrown.become("done", done_at=wheel_time.upper)

    what_if = answered(ask_for_outage(pottery.kiln, until=amsterdam(3, 9), by=ada))

    (moved,) = what_if.result["steps"]
    assert moved["after"]["start"] == amsterdam(3, 9).isoformat()


def test_makers_own_bookings_on_a_station_that_is_out_are_named(pottery, ada):
    theirs = Range(amsterdam(2, 14), amsterdam(2, 16))
    make.booking(pottery.wheel, during=theirs, maker=make.maker("Grofgoed"))

    what_if = answered(ask_for_outage(pottery.wheel, until=amsterdam(2, 18), by=ada))

    assert what_if.result["displaced"] == ["Grofgoed, Tue 2 March 14:00 for 2 h"]
    assert what_if.result["moves"] == 0


def test_a_station_on_which_something_is_being_made_cannot_be_out(pottery, ada):
    now = Range(amsterdam(1, 7), amsterdam(1, 10))
    Booking.objects.filter(step=pottery.thrown).update(during=now, occupied=now)
    pottery.thrown.become("started", started_at=now.lower)

    what_if = answered(ask_for_outage(pottery.wheel, until=amsterdam(2, 18), by=ada))

    assert what_if.status == "impossible"
    assert what_if.reason.startswith("Something is being made there that cannot move: ")


def test_a_dragged_step_takes_what_follows_along(pottery, ada):
    what_if = answered(ask_for_step(pottery.thrown, station=pottery.wheel, start=amsterdam(4, 9), by=ada))

    found = {each["name"]: each["after"]["start"] for each in what_if.result["steps"]}
    assert found == {"Thrown": amsterdam(4, 9).isoformat(), "Bisque fired": amsterdam(5, 12).isoformat()}
    assert what_if.words == f"“Thrown” of run {pottery.run.pk} begins on Thu 4 March, 09:00 on Wheel 1"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((4, 20), "Nobody is there on Thu 4 March, 20:00. The next staffed hours begin on Fri 5 March, 09:00."),
        ((4, 9, 10), "Steps begin every 15 min: Thu 4 March, 09:10 is between."),
        ((1, 14), "“Thrown” can begin on Tue 2 March, 08:00 at the earliest."),
    ],
)
def test_a_step_dragged_to_where_it_cannot_be_is_refused_at_once(pottery, ada, place, reason):
    with pytest.raises(CannotBe) as refused:
        ask_for_step(pottery.thrown, station=pottery.wheel, start=amsterdam(*place), by=ada)

    assert refused.value.reasons == [reason]
    assert not WhatIf.objects.exists()


def test_a_step_is_not_dragged_to_a_station_of_another_kind(pottery, ada):
    with pytest.raises(CannotBe, match="“Thrown” needs a wheel, and Big kiln is a kiln"):
        ask_for_step(pottery.thrown, station=pottery.kiln, start=amsterdam(4, 9), by=ada)


def test_a_saturday_shift_brings_a_late_run_forward(ada):
    pottery = Pottery(pieces=6, hours=[(weekday, 9, 18) for weekday in range(5)])
    planned(pottery, day=4)  # fired from Friday to Saturday, which the week has nobody for
    held = Range(amsterdam(5, 12), amsterdam(8, 9, 30))
    Booking.objects.filter(pk=pottery.held.pk).update(during=held, occupied=held)

    what_if = answered(ask_for_shift(pottery.node, day=date(2027, 3, 6), opens_minute=540, closes_minute=840, by=ada))

    (run,) = what_if.result["runs"]
    assert run["ends"][1] < run["ends"][0]
    assert what_if.result["late_minutes"][1] < what_if.result["late_minutes"][0]


def test_a_shift_when_somebody_is_there_anyway_is_refused(pottery, ada):
    with pytest.raises(CannotBe, match="is staffed then already"):
        ask_for_shift(pottery.node, day=date(2027, 3, 6), opens_minute=600, closes_minute=660, by=ada)


def test_a_run_that_waits_is_quoted_with_the_others_locked_and_free_to_move(pottery, ada):
    waiting = make.run(other_capsule(pottery), status="proposed", pieces=6)

    what_if = answered(ask_for_run(waiting, by=ada))

    quote, locked = what_if.result["quote"], what_if.result["locked"]
    assert [step["name"] for step in quote["steps"]] == ["Bisque fired"]
    assert (quote["late_minutes"], locked["late_minutes"]) == (0, 0)
    assert locked["steps"][0]["parts"] == [[amsterdam(1, 9).isoformat(), locked["ends"]]]
    assert not waiting.steps.exists()


def test_a_run_is_thought_about_once_at_a_time(pottery, ada):
    waiting = make.run(other_capsule(pottery), status="proposed")

    assert ask_for_run(waiting, by=ada) == ask_for_run(waiting)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WhatIf.objects.create(node=pottery.node, kind="run", words="x", figures={"run": 1}, run=waiting)
    assert broke(refused.value, "run_is_thought_about_once_at_a_time")


def test_a_question_that_was_thrown_away_is_not_answered(pottery, ada):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    throw_away(what_if, by=ada)

    assert answered(what_if).status == "thrown_away"


def test_one_thrown_away_while_the_worker_thinks_stays_so(pottery, ada):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    think = answering._think

    def slow(*args):
        throw_away(what_if, by=ada)
        return think(*args)

    with patch.object(answering, "_think", slow):
        assert answered(what_if).status == "thrown_away"


def test_what_a_dead_worker_left_is_found_by_the_sweep(pottery, ada, march):
    what_if = ask_for_outage(pottery.kiln, until=amsterdam(5, 9), by=ada)
    what_if.become("thinking", thinking_at=timezone.now())
    assert answering.left_over() == []

    march.shift(timedelta(minutes=3))

    assert answering.left_over() == [what_if]
    assert answered(what_if).status == "answered"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "out", "figures": {"station": 1}}, "what_if_says_what"),
        ({"kind": "run", "figures": {"run": 1}}, "what_if_names_the_run_to_take"),
        ({"status": "answered", "thinking_at": "now", "answered_at": "now"}, "answer_has_its_result"),
        ({"status": "answered", "result": {}}, "what_if_status_has_its_stamp"),
        ({"status": "impossible", "answered_at": "now"}, "impossible_says_why"),
    ],
)
def test_the_database_refuses_what_cannot_be(fields, constraint):
    shift = {"day": "2027-03-06", "opens_minute": 540, "closes_minute": 840}
    now = {name: timezone.now() for name, value in fields.items() if value == "now"}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WhatIf.objects.create(**{"node": make.node(), "kind": "shift", "words": "x", "figures": shift} | fields | now)
    assert broke(refused.value, constraint)
