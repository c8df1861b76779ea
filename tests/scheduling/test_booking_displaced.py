"""Maintenance and closures displace what was booked, and say so."""

from datetime import date, timedelta

import pytest
from psycopg.types.range import Range

from capsules.models import Run
from coop.actions.nodes import close_node
from coop.models import Entry
from scheduling.actions.cancelling import cancel
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.models import Booking, LoadShare, NodePlan, Step
from scheduling.refusals import InTheWay
from scheduling.signals import booking_displaced, planning_wanted
from tests import make
from tests.scheduling.agenda import at, booked, open_kind
from tests.scheduling.planned import plan_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_row_15_maintenance_displaces_what_it_overlaps_and_tells_its_maker(heard):
    heard.to(displaced=booking_displaced)
    wheel, ada = make.station(of=open_kind()), make.admin()
    first, second = booked(wheel, at(13), at(15)), booked(wheel, at(16), at(17))

    displaced = hold_for_maintenance(wheel, start=at(14), end=at(16), reason="new belt", by=ada)

    assert displaced == [first]
    assert heard["displaced"] == [{"booking": first, "makers": [first.maker_id], "reason": "new belt"}]
    assert [(each.purpose, each.release_reason) for each in Booking.objects.order_by("pk")] == [
        ("maker", "displaced"),
        ("maker", ""),
        ("maintenance", ""),
    ]
    second.refresh_from_db()
    assert second.released_at is None
    assert list(Entry.objects.filter(by=ada).values_list("verb", "row")) == [
        ("held for maintenance", Booking.objects.get(purpose="maintenance").pk),
        ("displaced", first.pk),
    ]


def planned_run(*, status="planned"):
    """A run of two steps, planned on a wheel and a cutter from 10 to 12 and from 13 to 14."""
    node = make.node()
    run = make.run(make.capsule(status="closed", maker=make.maker(home=node)), status=status)
    stations = [make.station(of=open_kind(), at=node), make.station(of=open_kind(), at=node)]
    spans = [(at(10), at(12)), (at(13), at(14))]
    for rank, (station, span) in enumerate(zip(stations, spans, strict=True), 1):
        operation = make.operation(run.capsule, on=station.kind, rank=rank)
        step = make.step(run, rank=rank, operation=operation, status="planned")
        make.booking(station, during=Range(*span), purpose="step", step=step, maker=run.capsule.maker)
    return run, stations


def test_row_15_a_displaced_step_sends_its_run_to_be_planned_anew(heard):
    heard.to(wanted=planning_wanted)
    run, (wheel, cutter) = planned_run()

    hold_for_maintenance(wheel, start=at(11), end=at(16), reason="new belt", by=make.admin())

    run.refresh_from_db()
    assert (run.status, run.planned_at, run.expected_at) == (Run.Status.APPROVED, None, None)
    assert list(run.steps.values_list("status", flat=True)) == [Step.Status.WAITING, Step.Status.PLANNED]
    order = NodePlan.objects.live().get(node=wheel.node)
    assert (heard["wanted"], order.reason) == ([{"node_plan": order}], "new belt")
    reasons = Booking.objects.filter(step__run=run).order_by("step__rank").values_list("release_reason", flat=True)
    assert list(reasons) == ["displaced", ""], "the step that is not in the way keeps its place as long as it can"

    plan_run(run)

    run.refresh_from_db()
    assert run.status == Run.Status.PLANNED
    again = Booking.objects.live().filter(step__run=run)
    assert set(again.values_list("station", flat=True)) == {wheel.pk, cutter.pk}
    assert again.count() == again.exclude(station=wheel, during__overlap=(at(11), at(16))).count()


def test_a_step_that_has_begun_is_in_the_way_of_maintenance():
    run, (wheel, _) = planned_run(status="started")
    run.steps.filter(rank=1).update(status="started", started_at=at(10))

    with pytest.raises(InTheWay) as refused:
        hold_for_maintenance(wheel, start=at(11), end=at(16), reason="new belt", by=make.admin())

    assert refused.value.bookings == list(Booking.objects.filter(station=wheel))
    assert Booking.objects.live().count() == 2


def test_a_step_that_is_to_come_moves_though_its_run_is_being_made():
    run, (_, cutter) = planned_run(status="started")
    run.steps.filter(rank=1).update(status="started", started_at=at(10))

    hold_for_maintenance(cutter, start=at(11), end=at(16), reason="new blade", by=make.admin())

    run.refresh_from_db()
    assert run.status == Run.Status.STARTED
    assert list(run.steps.values_list("status", flat=True)) == [Step.Status.STARTED, Step.Status.WAITING]
    plan_run(run)
    cut = Booking.objects.live().get(station=cutter, purpose="step")
    assert cut.during.lower == at(16)
    assert run.steps.last().status == Step.Status.PLANNED


def test_other_maintenance_is_in_the_way():
    wheel, ada = make.station(of=open_kind()), make.admin()
    hold_for_maintenance(wheel, start=at(10), end=at(12), reason="new belt", by=ada)
    theirs = booked(wheel, at(13), at(14))

    with pytest.raises(InTheWay):
        hold_for_maintenance(wheel, start=at(11), end=at(16), reason="again", by=ada)

    theirs.refresh_from_db()
    assert theirs.released_at is None


def test_a_displaced_firing_tells_whoever_has_pieces_in_it_and_plans_runs_anew(heard):
    heard.to(displaced=booking_displaced)
    firing = make.firing(start=at(10))
    run = make.run(status="planned")
    step = make.step(run, status="planned")
    make.share(firing, step=step, maker=run.capsule.maker)
    ida = make.maker()
    make.share(firing, maker=ida)

    hold_for_maintenance(firing.booking.station, start=at(9), end=at(18), reason="elements", by=make.admin())

    assert heard["displaced"] == [{"booking": firing.booking, "makers": [ida.pk], "reason": "elements"}]
    assert not LoadShare.objects.live().exists()
    run.refresh_from_db()
    assert run.status == Run.Status.APPROVED


def test_a_step_that_leaves_its_firings_keeps_them_for_others_and_gives_an_empty_one_back():
    run = make.run(status="planned")
    step = make.step(run, status="planned")
    broken, alone, shared = (make.firing(start=at(10, day=3)) for _ in range(3))
    for firing in (broken, alone, shared):
        make.share(firing, step=step, maker=run.capsule.maker)
    make.share(shared)

    hold_for_maintenance(
        broken.booking.station, start=at(9, day=3), end=at(18, day=3), reason="elements", by=make.admin()
    )

    assert list(Booking.objects.live().filter(purpose="firing")) == [shared.booking]
    assert LoadShare.objects.live().count() == 1


def test_row_16_a_closure_displaces_attended_work_and_lets_the_unattended_run_through(heard):
    heard.to(displaced=booking_displaced)
    node = make.node("Oosterkade")
    wheel = make.station(of=open_kind(), at=node)
    drying_room = make.station(of=open_kind(staffed_only=False), at=node)
    attended, alone = booked(wheel, at(10), at(12)), booked(drying_room, at(10), at(12))
    lit = make.firing(make.kiln(at=node), start=at(17, day=1)).booking

    close_node(node, first=date(2027, 3, 2), last=date(2027, 3, 2), reason="King's Day", by=make.admin())

    assert set(Booking.objects.live()) == {alone, lit}
    assert heard["displaced"] == [
        {"booking": attended, "makers": [attended.maker_id], "reason": "Oosterkade is closed: King's Day"}
    ]


def test_row_16_an_unattended_booking_is_made_on_a_closed_day():
    node = make.node()
    close_node(node, first=date(2027, 3, 2), last=date(2027, 3, 2), reason="King's Day", by=make.admin())

    booking = booked(make.station(of=open_kind(staffed_only=False), at=node), at(22), at(23))

    assert booking.released_at is None


def test_a_closure_writes_on_the_steps_that_have_begun_and_moves_the_others():
    run, _ = planned_run(status="started")
    run.steps.filter(rank=1).update(status="started", started_at=at(10))
    node = run.capsule.made_at

    close_node(node, first=date(2027, 3, 2), last=date(2027, 3, 2), reason="King's Day", by=make.admin())

    assert list(run.steps.values_list("problem", "status")) == [
        (f"{node} is closed: King's Day", Step.Status.STARTED),
        ("", Step.Status.WAITING),
    ]
    assert Booking.objects.live().count() == 1


def test_a_cancelled_maintenance_frees_the_station():
    wheel, ada = make.station(of=open_kind(cancel_hours=24)), make.admin()
    hold_for_maintenance(wheel, start=at(10), end=at(12), reason="new belt", by=ada)

    assert cancel(Booking.objects.get(), by=ada) == 0

    booked(wheel, at(10), at(10) + timedelta(hours=1))
