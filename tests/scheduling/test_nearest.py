"""The nearest free slots: real ones, the nearest there are, and no farther look than is needed."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import Range

from scheduling.actions import nearest
from scheduling.actions.nearest import nearest_slots
from scheduling.models import Booking, Station
from scheduling.refusals import Slot
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

# Berlin's clocks go forward on 28 March, within the week that is looked at.
NOW = datetime(2027, 3, 24, 7, tzinfo=UTC)
ASKED = datetime(2027, 3, 26, 11, tzinfo=UTC)
HOUR, STEP = timedelta(hours=1), timedelta(minutes=30)


@pytest.fixture
def march():
    with time_machine.travel(NOW, tick=False):
        yield


def wheels(**fields) -> list[Station]:
    node = make.node(time_zone="Europe/Berlin")
    kind = make.kind(needs_qualification=False, **fields)
    return [make.station(of=kind, at=node, setup_minutes=10, clearing_minutes=20) for _ in range(2)]


def fill(stations, chance: Random, how_full: float) -> None:
    """Book half hours at random, with their set-up and clearing, where those are free of each other."""
    maker = make.maker()
    for station in stations:
        start = NOW
        while start < NOW + timedelta(days=14):
            if chance.random() < how_full:
                make.booking(
                    station,
                    maker=maker,
                    during=Range(start, start + STEP),
                    occupied=Range(*station.occupied_by(start, start + STEP)),
                )
                start += STEP
            start += STEP


def every_free_slot(stations) -> list[Slot]:
    """Found by trying each half hour of the week around what is asked against each booking."""
    slots = []
    for station in stations:
        held = [(each.occupied.lower, each.occupied.upper) for each in Booking.objects.live().filter(station=station)]
        for number in range(-2 * 24 * 7, 2 * 24 * 7 + 1):
            start = ASKED + number * STEP
            local, until = start.astimezone(station.node.zone), (start + HOUR).astimezone(station.node.zone)
            staffed = local.hour >= 9 and (until.hour, until.minute) <= (18, 0) and local.date() == until.date()
            before, after = station.occupied_by(start, start + HOUR)
            if start >= NOW and staffed and all(end <= before or after <= begin for begin, end in held):
                slots.append(Slot(station, start, start + HOUR))
    return slots


@pytest.mark.parametrize("how_full", [0.3, 0.7, 0.9, 0.98])
@pytest.mark.parametrize("seed", range(2))
def test_what_is_offered_is_what_trying_every_slot_finds(seed, how_full):
    stations = wheels()
    fill(stations, Random(seed), how_full)

    free = every_free_slot(stations)
    offered = nearest_slots(stations[0], ASKED, ASKED + HOUR)

    assert all(slot in free for slot in offered)
    assert [abs(slot.start - ASKED) for slot in offered] == nearest_distances(free)


def nearest_distances(free: list[Slot]) -> list[timedelta]:
    """How far the three nearest lie that leave each other free."""
    chosen: list[Slot] = []
    for slot in sorted(free, key=lambda slot: (abs(slot.start - ASKED), slot.start)):
        if all(slot.station != other.station or abs(slot.start - other.start) >= HOUR for other in chosen):
            chosen.append(slot)
    return [abs(slot.start - ASKED) for slot in chosen[:3]]


def test_a_booking_just_outside_the_look_keeps_its_distance(monkeypatch):
    """The clearing of the last slot looked at would reach it."""
    monkeypatch.setattr(nearest, "LOOK_AROUND", [HOUR])
    wheel, other = wheels()
    for station in (wheel, other):
        make.booking(station, during=Range(ASKED - HOUR, ASKED + HOUR - STEP))
        begins = ASKED + 2 * HOUR + STEP / 3
        make.booking(station, during=Range(begins, begins + HOUR))

    assert nearest_slots(wheel, ASKED, ASKED + HOUR) == []


def test_stations_that_nobody_needs_to_staff_are_offered_at_night():
    wheel, other = wheels()
    evening = ASKED.replace(hour=20)
    Station.objects.filter(pk=other.pk).update(staffed_only=False)

    assert [(slot.station, slot.start) for slot in nearest_slots(wheel, evening, evening + HOUR)] == [
        (other, evening),
        (other, evening - HOUR),
        (other, evening + HOUR),
    ]


def test_the_booking_that_is_moved_is_not_in_its_own_way():
    wheel, _ = wheels()
    held = make.booking(wheel, during=Range(ASKED, ASKED + HOUR))

    assert nearest_slots(wheel, ASKED, ASKED + HOUR)[0].station != wheel
    assert nearest_slots(wheel, ASKED, ASKED + HOUR, besides=held)[0] == Slot(wheel, ASKED, ASKED + HOUR)


def test_one_look_is_enough_where_the_day_has_room():
    wheel, _ = wheels()
    make.booking(wheel, during=Range(ASKED, ASKED + HOUR))

    with CaptureQueriesContext(
        connection,
    ) as sent:
        nearest_slots(Station.objects.select_related("kind", "node").get(pk=wheel.pk), ASKED, ASKED + HOUR)

    assert len([query for query in sent if "scheduling_booking" in query["sql"]]) == 1
