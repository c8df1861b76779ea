"""What the database refuses, whoever writes: each named constraint is broken once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from coop.lifecycle import broke
from scheduling.models import Booking, LoadShare, Step
from tests import make

pytestmark = pytest.mark.django_db

TEN = datetime(2027, 3, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def refused():
    """Runs what it is given and names the constraint that refuses it."""

    def run(constraint, write):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            write()
        assert broke(refusal.value, constraint), refusal.value

    return run


def test_a_station_serves_one_booking_at_a_time(refused):
    wheel = make.station()
    held = make.booking(wheel, during=Range(TEN, TEN + HOUR), occupied=Range(TEN, TEN + 2 * HOUR))

    refused(
        "station_serves_one_booking_at_a_time",
        lambda: make.booking(wheel, during=Range(TEN + HOUR, TEN + 2 * HOUR)),
    )

    make.booking(during=Range(TEN, TEN + HOUR))
    make.booking(wheel, during=Range(TEN + 2 * HOUR, TEN + 3 * HOUR))
    Booking.objects.filter(pk=held.pk).update(released_at=TEN)
    make.booking(wheel, during=Range(TEN + HOUR, TEN + 2 * HOUR))


def test_a_released_booking_does_not_come_back_over_another(refused):
    wheel = make.station()
    released = make.booking(wheel, during=Range(TEN, TEN + HOUR), released_at=TEN)
    make.booking(wheel, during=Range(TEN, TEN + HOUR))

    refused(
        "station_serves_one_booking_at_a_time",
        lambda: Booking.objects.filter(pk=released.pk).update(released_at=None),
    )


def test_a_booking_lasts_a_while(refused):
    refused("booking_lasts_a_while", lambda: make.booking(during=Range(TEN, TEN)))


def test_what_is_occupied_covers_the_work(refused):
    refused(
        "occupied_covers_during",
        lambda: make.booking(during=Range(TEN, TEN + HOUR), occupied=Range(TEN, TEN + HOUR / 2)),
    )


@pytest.mark.parametrize(
    "fields",
    [{"purpose": "maker", "maker": None}, {"purpose": "step"}, {"purpose": "somebody"}],
)
def test_a_booking_says_whose_it_is(refused, fields):
    refused("booking_says_whose_it_is", lambda: make.booking(during=Range(TEN, TEN + HOUR), **fields))


def test_a_firing_is_never_overfull_by_a_new_share_or_a_grown_one(refused):
    firing = make.firing(start=TEN, capacity_l=100)
    first, second = make.share(firing, litres=60), make.share(firing, litres=40)

    refused("firing_is_never_overfull", lambda: make.share(firing, litres="0.1"))
    refused("firing_is_never_overfull", lambda: LoadShare.objects.filter(pk=first.pk).update(litres=61))

    LoadShare.objects.filter(pk=second.pk).update(released_at=TEN)
    make.share(firing, litres=30)
    refused("firing_is_never_overfull", lambda: LoadShare.objects.filter(pk=second.pk).update(released_at=None))
    second.delete()
    first.delete()
    firing.refresh_from_db()
    assert firing.taken_l == 30


def test_a_share_that_moves_is_counted_where_it_lies(refused):
    here, there = make.firing(start=TEN, capacity_l=100), make.firing(start=TEN, capacity_l=50)
    share, large = make.share(here, litres=40), make.share(here, litres=60)

    LoadShare.objects.filter(pk=share.pk).update(firing=there)
    refused("firing_is_never_overfull", lambda: LoadShare.objects.filter(pk=large.pk).update(firing=there))

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.taken_l, there.taken_l) == (60, 40)


def test_a_firing_cools_after_it_fires(refused):
    refused("firing_cools_after_it_fires", lambda: make.firing(start=TEN, opens_at=TEN))


def test_a_share_takes_room(refused):
    firing = make.firing(start=TEN)

    refused("share_takes_room", lambda: make.share(firing, litres=0))


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes_per_piece": None},
        {"minutes_per_piece": 0},
        {"litres_per_piece": 2},
        {"program": None},
    ],
)
def test_a_stop_takes_minutes_or_litres(refused, fields):
    capsule, kind = make.capsule(), make.kind()

    refused("stop_takes_minutes_or_litres", lambda: make.operation(capsule, on=kind, **fields))


def test_a_stop_has_its_own_place_and_its_longest_wait_is_no_shorter(refused):
    capsule, kind = make.capsule(), make.kind()
    make.operation(capsule, on=kind)

    refused("stop_has_its_own_place_on_the_route", lambda: make.operation(capsule, on=kind))
    refused(
        "longest_wait_is_no_shorter",
        lambda: make.operation(capsule, on=kind, rank=2, wait_minutes=60, longest_wait_minutes=30),
    )


def test_a_step_has_its_own_place_and_its_status_has_its_stamp(refused):
    step = make.step()

    refused("step_has_its_own_place_in_the_run", lambda: make.step(step.run, operation=step.operation))
    refused("step_status_has_its_stamp", lambda: Step.objects.filter(pk=step.pk).update(status="started"))


def test_stations_and_kinds_make_sense(refused):
    wheel, maker = make.station(), make.maker()
    make.qualify(maker, wheel.kind)

    refused("station_name_is_used_once_in_a_node", lambda: make.station(wheel.name, at=wheel.node))
    refused("station_holds_something", lambda: make.kiln(capacity_l=0))
    refused("kind_allows_some_length", lambda: make.kind(shortest_minutes=60, longest_minutes=30))
    refused("maker_qualifies_once_for_a_kind", lambda: make.qualify(maker, wheel.kind))
