"""A shift on one day besides the weekly hours: it is staffed, booked and planned like any other."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coop.actions.nodes import ClosedThen, StaffedThen, add_hours, close_node
from coop.lifecycle import broke
from coop.models import Entry, ExtraHours
from coop.times import staffed_stretches
from scheduling.actions.booking import book
from scheduling.models import Station
from scheduling.refusals import NotStaffed
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]

SATURDAY = date(2027, 3, 6)
WEEKDAYS = [(weekday, 9, 18) for weekday in range(5)]


@pytest.fixture
def node():
    return make.node(hours=WEEKDAYS)


def saturday(hour):
    """In Amsterdam, in winter."""
    return datetime(2027, 3, 6, hour - 1, tzinfo=UTC)


def test_extra_hours_join_and_cover_what_the_week_says(node):
    week = [(5, 9 * 60, 12 * 60)]
    extra = [(SATURDAY, 11 * 60, 14 * 60), (SATURDAY, 16 * 60, 17 * 60)]

    found = staffed_stretches(week, [], node.zone, saturday(1), saturday(23), extra=extra)

    assert found == [(saturday(9), saturday(14)), (saturday(16), saturday(17))]


def test_a_saturday_shift_makes_the_station_bookable_on_that_saturday_only(node):
    mia = make.maker_user(make.maker(home=node))
    wheel = make.station(of=make.kind(needs_qualification=False), at=node)
    with pytest.raises(NotStaffed):
        book(wheel, maker=mia.maker, start=saturday(10), end=saturday(11), by=mia)

    add_hours(node, day=SATURDAY, opens_minute=9 * 60, closes_minute=14 * 60, reason="kiln is back", by=make.admin())
    node.refresh_from_db()

    assert node.staffed_between(saturday(1), saturday(23)) == [(saturday(9), saturday(14))]
    assert book(Station.objects.get(pk=wheel.pk), maker=mia.maker, start=saturday(10), end=saturday(11), by=mia).pk
    entry = Entry.objects.get(verb="added hours")
    assert entry.details == {"day": "2027-03-06", "hours": "9:00–14:00", "reason": "kiln is back"}


def test_a_closed_day_stays_closed(node):
    ada = make.admin()
    add_hours(node, day=SATURDAY, opens_minute=540, closes_minute=840, by=ada)
    close_node(node, first=SATURDAY, last=SATURDAY, reason="fair", by=ada)

    assert node.staffed_between(saturday(1), saturday(23)) == []
    with pytest.raises(ClosedThen, match="closed then: fair"):
        add_hours(node, day=SATURDAY, opens_minute=900, closes_minute=960, by=ada)


def test_the_same_hours_are_added_once(node):
    ada = make.admin()
    add_hours(node, day=SATURDAY, opens_minute=540, closes_minute=840, by=ada)

    with pytest.raises(StaffedThen, match="Take those back first"):
        add_hours(node, day=SATURDAY, opens_minute=600, closes_minute=660, by=ada)


@pytest.mark.parametrize(
    ("figures", "constraint"),
    [
        ({"opens_minute": 840, "closes_minute": 540}, "extra_hours_end_after_they_begin"),
        ({"opens_minute": 600, "closes_minute": 1500}, "extra_hours_end_after_they_begin"),
        ({"opens_minute": 600, "closes_minute": 660}, "extra_hours_of_a_day_do_not_overlap"),
    ],
)
def test_the_database_refuses_what_cannot_be(node, figures, constraint):
    ExtraHours.objects.create(node=node, day=SATURDAY, opens_minute=540, closes_minute=840)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ExtraHours.objects.create(node=node, day=SATURDAY, **figures)
    assert broke(refused.value, constraint)


def test_an_admin_adds_hours_and_takes_them_back(client, node):
    client.force_login(make.admin())
    address = reverse("node-add-hours", args=[node.slug])

    unreadable = client.post(address, {"day": "2027-03-06", "hours": "mornings"})
    client.post(address, {"day": "2027-03-06", "hours": "9:00–14:00"})
    twice = client.post(address, {"day": "2027-03-06", "hours": "10:00–11:00"})
    page = client.get(reverse("node-edit", args=[node.slug])).content.decode()

    assert (unreadable.status_code, twice.status_code) == (422, 409)
    assert 'value="mornings"' in unreadable.content.decode()
    assert "<b>Sat 6 March 2027</b>, 9:00–14:00" in page
    client.post(reverse("node-take-hours-back", args=[ExtraHours.objects.get().pk]))
    assert not ExtraHours.objects.exists()
