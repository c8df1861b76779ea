"""The dates that customers count on: foreseen, written, doubted, and held against what was kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import Range

from capsules import signals as capsules
from capsules.models import Capsule, Preorder, Run
from scheduling import signals
from scheduling.actions import dating, foreseeing, promising
from scheduling.actions.dating import promise_due
from scheduling.actions.foreseeing import Foreseen
from scheduling.actions.promising import doubt_capsule, nodes_to_look_at, promise
from scheduling.models import Promise
from scheduling.planner.noise import Noise, Spread
from tests import make
from tests.fulfillment import line
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def listed(pottery, **fields):
    """The pottery's capsule, open until Friday 5 March, 18:00: 10 bowls."""
    Capsule.objects.filter(pk=pottery.capsule.pk).update(
        status="listed",
        opens_at=timezone.now() - timedelta(days=1),
        **{"closes_at": amsterdam(5, 18), "edition_size": 10, "minimum": 2, "lead_days": 14} | fields,
    )
    pottery.run.delete()
    pottery.capsule.refresh_from_db()
    return pottery.capsule


def booked(pottery, *, throws=1, fires=3):
    """The pottery's run, thrown from 9 to 12 on a day of March and fired from noon of another to the day after."""
    thrown = make.step(pottery.run, rank=1, pieces=6, status="planned", operation=operation(pottery, 1))
    fired = make.step(pottery.run, rank=2, pieces=6, status="planned", operation=operation(pottery, 2))
    morning = Range(amsterdam(throws, 9), amsterdam(throws, 12))
    make.booking(pottery.wheel, during=morning, purpose="step", step=thrown, maker=pottery.maker)
    firing = make.firing(pottery.kiln, start=amsterdam(fires, 12), program=pottery.bisque)
    make.share(firing, step=fired, maker=pottery.maker)
    Run.objects.filter(pk=pottery.run.pk).update(status="planned", planned_at=timezone.now())
    return thrown, fired


def operation(pottery, rank):
    return pottery.capsule.operations.get(rank=rank)


@pytest.fixture
def as_booked(monkeypatch):
    """Nothing lasts longer than booked, and the shelf is near."""
    calm = Noise(kinds={"wheel": Spread(0, 0), "kiln": Spread(0, 0)}, no_show=0, re_fired=0, to_the_shelf=(60, 60))
    monkeypatch.setattr(foreseeing, "noise_of_co_op", lambda: calm)


def dates(promise):
    return promise.expected_on, promise.by_on


def test_a_listed_capsule_is_dated_as_if_its_whole_edition_were_released_at_the_close(as_booked):
    pottery = Pottery()
    listed(pottery)

    (made,) = promise_due(pottery.node)

    # 10 bowls on Saturday: 9 to 13 and 13 to 14. A day of rest, the kiln from Sunday 14:00 to Monday 12:20,
    # unloaded by 13:00, an hour to the shelf. Two days of safety while nothing is known.
    assert dates(made) == (amsterdam(8, 14), amsterdam(10, 14))
    assert (made.run, made.node_plan, made.reason, made.obstacle) == (None, None, "", "")
    assert made.waits_for == "its rest after “Thrown”"


def test_what_closes_first_has_the_first_choice(as_booked):
    pottery = Pottery()
    first = listed(pottery)
    second = make.capsule("Second", maker=pottery.maker, edition_size=10, minimum=2, closes_at=amsterdam(6, 18))
    make.operation(second, on=pottery.throwing, minutes_per_piece=30)

    promise_due(pottery.node)

    assert first.promises.get().expected_on == amsterdam(8, 14)
    assert second.promises.get().expected_on == amsterdam(7, 15)


def test_a_planned_run_is_dated_by_its_bookings(as_booked):
    pottery = Pottery()
    booked(pottery, throws=2, fires=4)

    (made,) = promise_due(pottery.node)

    assert made.run == pottery.run
    assert made.expected_on == amsterdam(5, 13)


def test_what_lasts_longer_upstream_is_felt_downstream(monkeypatch):
    slow = Noise(kinds={"wheel": Spread(2, 0), "kiln": Spread(0, 0)}, no_show=0, re_fired=0, to_the_shelf=(60, 60))
    monkeypatch.setattr(foreseeing, "noise_of_co_op", lambda: slow)
    pottery = Pottery()
    booked(pottery, throws=2, fires=4)

    (made,) = promise_due(pottery.node)

    # Three hours become 22: until Thursday 13:10, a day of rest, and the kiln is loaded on Friday.
    assert made.expected_on.date() == amsterdam(6, 12).date()


def test_what_is_made_waits_for_its_shelf(as_booked):
    pottery = Pottery()
    made_at = amsterdam(1, 7)
    Run.objects.filter(pk=pottery.run.pk).update(status="made", planned_at=made_at, started_at=made_at, made_at=made_at)
    line.preorder(pottery.capsule, [1])

    (made,) = promise_due(pottery.node)

    assert (made.expected_on, made.waits_for) == (amsterdam(1, 9), "the inspection")


def test_no_place_is_an_obstacle_for_the_office_and_no_date_for_customers(as_booked):
    pottery = Pottery(qualified=False)
    listed(pottery)

    (made,) = promise_due(pottery.node)

    assert dates(made) == (None, None)
    assert made.obstacle == "Kiezel is not qualified for kiln and wheel."


def test_the_same_days_leave_the_promise_and_say_that_it_was_looked_at(march, as_booked):
    pottery = Pottery()
    listed(pottery)
    (first,) = promise_due(pottery.node)

    assert promise_due(pottery.node) == []
    march.shift(timedelta(hours=25))
    (again,) = promise_due(pottery.node)

    assert again == first == Promise.objects.get()
    assert (again.made_at, again.checked_at) == (first.checked_at, timezone.now())


def test_a_later_day_supersedes_it_with_the_reason(march, as_booked):
    pottery = Pottery()
    _, fired = booked(pottery, throws=2, fires=4)
    (first,) = promise_due(pottery.node)
    march.shift(timedelta(hours=1))
    fired.shares.update(released_at=timezone.now())
    make.share(make.firing(pottery.kiln, start=amsterdam(7, 12), program=pottery.bisque), step=fired)

    doubt_capsule(pottery.capsule, reason="The big kiln is being repaired.")
    (second,) = promise_due(pottery.node)

    assert (second.expected_on, second.reason) == (amsterdam(8, 13), "The big kiln is being repaired.")
    first.refresh_from_db()
    assert (first.superseded_at, second.doubted_at) == (second.made_at, None)
    assert promise_due(pottery.node) == []


def test_a_doubt_that_came_while_it_was_calculated_stays(march, as_booked):
    pottery = Pottery()
    listed(pottery)
    promise_due(pottery.node)
    began = timezone.now()
    march.shift(timedelta(seconds=5))
    doubt_capsule(pottery.capsule, reason="A kiln broke.")

    foreseen = Foreseen(None, expected_on=amsterdam(20, 12), by_on=amsterdam(21, 12))
    late = promise(pottery.capsule, foreseen, now=began)

    assert (late.doubt, late.reason) == ("A kiln broke.", promising.COUNTED_AGAIN)
    assert list(nodes_to_look_at()) == [pottery.node]


def test_an_older_calculation_changes_nothing(march):
    pottery = Pottery()
    listed(pottery)
    began = timezone.now()
    march.shift(timedelta(minutes=1))
    newer = promise(
        pottery.capsule,
        Foreseen(None, expected_on=amsterdam(20, 12), by_on=amsterdam(21, 12)),
        now=timezone.now(),
    )

    older = promise(pottery.capsule, Foreseen(None, expected_on=amsterdam(9, 12), by_on=amsterdam(9, 12)), now=began)

    assert older == newer == Promise.objects.get()


def test_the_sweep_finds_what_has_no_date_what_is_old_and_what_closes_at_another_time(march, as_booked):
    pottery = Pottery()
    make.node("Elsewhere")
    capsule = listed(pottery)

    assert list(nodes_to_look_at()) == [pottery.node]
    promise_due(pottery.node)
    assert list(nodes_to_look_at()) == []
    march.shift(timedelta(hours=25))
    assert list(nodes_to_look_at()) == [pottery.node]
    promise_due(pottery.node)
    Capsule.objects.filter(pk=capsule.pk).update(closes_at=amsterdam(9, 18))
    assert list(nodes_to_look_at()) == [pottery.node]
    (moved,) = promise_due(pottery.node)
    assert (moved.closes_at, moved.expected_on.date()) == (amsterdam(9, 18), amsterdam(12, 1).date())


def test_listing_rings_the_worker_for_its_node(heard):
    pottery = Pottery()
    listed(pottery)
    heard.to(wanted=signals.promises_wanted)

    capsules.capsule_listed.send(sender=Capsule, capsule=pottery.capsule)

    assert heard == {"wanted": [{"node": pottery.node}]}


def test_when_the_last_order_is_ready_every_promise_says_what_was_kept(march, as_booked):
    pottery = Pottery()
    booked(pottery, throws=2, fires=4)
    (promised,) = promise_due(pottery.node)
    orders = [line.preorder(pottery.capsule, [1]), line.preorder(pottery.capsule, [2])]
    march.move_to(amsterdam(6, 12))
    Run.objects.filter(pk=pottery.run.pk).update(status="made", started_at=timezone.now(), made_at=timezone.now())
    Preorder.objects.filter(pk=orders[0].pk).update(status="ready", ready_at=amsterdam(6, 13))
    promise_due(pottery.node)
    assert not Promise.objects.exclude(kept_at=None)

    Preorder.objects.filter(pk=orders[1].pk).update(status="ready", ready_at=amsterdam(7, 10))
    assert list(nodes_to_look_at()) == [pottery.node]
    promise_due(pottery.node)

    assert {each.kept_at for each in Promise.objects.all()} == {amsterdam(7, 10)}
    assert list(nodes_to_look_at()) == []
    (outcome,) = foreseeing.outcomes_of_co_op()
    assert (outcome.expected, outcome.ready_day) == (promised.expected_on, amsterdam(7, 1) - timedelta(hours=1))


def test_the_road_to_another_node_is_not_the_workshops_lateness(march, as_booked):
    pottery = Pottery()
    booked(pottery, throws=2, fires=4)
    promise_due(pottery.node)
    march.move_to(amsterdam(6, 12))
    Run.objects.filter(pk=pottery.run.pk).update(status="made", started_at=timezone.now(), made_at=timezone.now())
    for position, at, ready in [(1, pottery.node, 7), (2, make.node("Marvila", carried_days=4), 12)]:
        order = line.preorder(pottery.capsule, [position], at=at)
        Preorder.objects.filter(pk=order.pk).update(status="ready", ready_at=amsterdam(ready, 10))

    promise_due(pottery.node)

    assert {each.kept_at for each in Promise.objects.all()} == {amsterdam(8, 10)}
    assert [run.ready_at for run in Run.objects.all_ready()] == [amsterdam(8, 10)]
    assert [capsule.ready_at for capsule in Capsule.objects.with_progress()] == [amsterdam(8, 10)]


def test_a_withdrawn_run_ends_its_promise(as_booked):
    pottery = Pottery()
    Run.objects.filter(pk=pottery.run.pk).update(status="proposed")
    promise_due(pottery.node)
    Run.objects.filter(pk=pottery.run.pk).update(status="withdrawn", withdrawn_at=timezone.now())

    promise_due(pottery.node)

    assert not Promise.objects.current().exists()
    assert list(nodes_to_look_at()) == []


def promised(capsule, **fields):
    now = timezone.now()
    defaults = {"expected_on": now + timedelta(days=9), "by_on": now + timedelta(days=11), "closes_at": now}
    return Promise.objects.create(capsule=capsule, **defaults | fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("capsule_has_one_current_promise", {}),
        ("by_is_not_before_expected", {"by_on": amsterdam(2, 1), "superseded_at": amsterdam(30, 1)}),
        ("promise_lies_ahead", {"expected_on": amsterdam(1, 1), "superseded_at": amsterdam(30, 1)}),
        ("promise_has_both_dates_or_says_why", {"by_on": None, "superseded_at": amsterdam(30, 1)}),
        ("promise_ends_after_it_was_made", {"superseded_at": amsterdam(1, 1)}),
    ],
)
def test_the_database_refuses(constraint, fields):
    capsule = make.capsule()
    promised(capsule)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        promised(capsule, **fields)


def test_calculating_costs_the_same_queries_for_three_capsules(django_assert_max_num_queries, as_booked):
    pottery = Pottery()
    listed(pottery)
    for number in range(2):
        another = make.capsule(f"Bowl {number}", maker=pottery.maker, closes_at=amsterdam(6, 18))
        make.operation(another, on=pottery.throwing, minutes_per_piece=5)

    with django_assert_max_num_queries(90):
        assert len(dating.promise_all(pottery.node)) == 3
