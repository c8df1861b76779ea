"""A station breaks down on the floor: what was to be made there is planned anew, with few moves, and told once."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from fulfillment.models import Notice
from scheduling.actions.breaking_down import report_out
from scheduling.actions.making import start
from scheduling.actions.sweeping import ask_for_what_is_due
from scheduling.models import Booking, Firing
from scheduling.refusals import InTheWay
from tests import make
from tests.scheduling.planned import plan_run, plan_the
from tests.scheduling.potting import Pottery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def amsterdam(day, hour, minute=0):
    """In March, before the clocks change."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
def pottery():
    """Thrown on Monday from 9 to 12, fired on Tuesday from 12 on; a second kiln stands by."""
    pottery = Pottery(pieces=6)
    plan_run(pottery.run)
    pottery.small_kiln = make.kiln("Small kiln", of=pottery.firing, at=pottery.node, capacity_l=60)
    pottery.mia = make.maker_user(pottery.maker)
    return pottery


def test_a_firing_moves_to_another_kiln_and_its_maker_hears_it_once_with_the_reason(pottery):
    report_out(pottery.kiln, until=amsterdam(5, 18), reason="the thermocouple broke", by=make.desk_user(pottery.node))

    order = plan_the(pottery.node)

    assert order.reason == "Big kiln is out until Fri 5 March, 18:00: the thermocouple broke"
    firing = Firing.objects.live().get()
    assert firing.booking.station == pottery.small_kiln
    assert firing.booking.during.lower == amsterdam(2, 12)
    session = Booking.objects.live().get(purpose="step")
    assert (session.during.lower, session.sequence) == (amsterdam(1, 9), 0), "what did not break did not move"
    told = Notice.objects.filter(kind="run_planned", facts__reason=order.reason)
    assert list(told.values_list("to", flat=True)) == [pottery.mia.email]
    assert told.get().facts["moved"] == [
        "Bisque fired: Big kiln, Tue 2 March, 12:00 – Wed 3 March, 11:00 is now "
        "Small kiln, Tue 2 March, 12:00 – Wed 3 March, 11:00"
    ]
    assert order.moves == 1


def test_a_step_that_has_begun_is_cut_short_and_what_follows_moves_when_it_is_late(pottery, march):
    thrown, fired = pottery.run.steps.all()
    march.move_to(amsterdam(1, 10))
    dina = make.desk_user(pottery.node)
    start(thrown, by=dina)

    report_out(pottery.wheel, until=amsterdam(1, 17), reason="belt", by=dina)

    thrown.refresh_from_db()
    assert (thrown.status, thrown.problem) == ("started", "Wheel 1 is out until Mon 1 March, 17:00: belt")
    assert thrown.bookings.get().during == Range(amsterdam(1, 9), amsterdam(1, 10))
    march.move_to(amsterdam(2, 9))  # still not done: it would have to dry until Wednesday
    ask_for_what_is_due()
    order = plan_the(pottery.node)
    assert order.reason == "“Thrown” of Low Tide is not done in time for “Bisque fired”."
    assert fired.shares.get(released_at=None).firing.booking.during.lower >= amsterdam(3, 9)


def test_other_maintenance_is_in_the_way(pottery):
    ada = make.admin()
    report_out(pottery.kiln, until=amsterdam(5, 18), reason="the thermocouple broke", by=ada)

    with pytest.raises(InTheWay):
        report_out(pottery.kiln, until=amsterdam(6, 18), reason="once more", by=ada)


def test_the_floor_page_says_that_a_station_is_out(pottery, client):
    client.force_login(make.desk_user(pottery.node))
    page = reverse("station-out", args=[pottery.node.slug])
    assert "selected>Big kiln" in client.get(f"{page}?station={pottery.kiln.slug}").content.decode()

    asked = {"station": pottery.kiln.slug, "last_day": "2027-03-05", "end": "18:00", "reason": "cracked shelf"}
    answer = client.post(page, asked)

    assert answer.url == reverse("floor", args=[pottery.node.slug])
    out = Booking.objects.live().get(purpose="maintenance")
    assert out.during == Range(timezone.now(), amsterdam(5, 18))
    again = client.post(page, asked)
    assert (again.status_code, "cracked shelf" in again.content.decode()) == (409, True)
    over = client.post(page, asked | {"last_day": "2027-02-28"})
    assert (over.status_code, "That time is over" in over.content.decode()) == (422, True)


def test_another_nodes_stations_are_not_among_the_choices(pottery, client):
    client.force_login(make.desk_user(make.node()))

    assert client.get(reverse("station-out", args=[pottery.node.slug])).status_code == 404
