"""A maker's month: what it counts, on which clock, and who may read it."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from coop.models import Closure
from scheduling.months import Month
from scheduling.pages.usage import FIRED, LATE, OWN, RUN, statement_of
from scheduling.pages.utilisation import heat_map
from scheduling.views.usage import FIGURES, HEADER
from tests import make

MARCH = Month(2027, 3)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


@pytest.fixture
def march():
    """Monday 15 March 2027, 08:00 in Amsterdam."""
    with time_machine.travel(datetime(2027, 3, 15, 7, tzinfo=UTC), tick=False):
        yield


def at(hour, minute=0, *, day=2, month=3):
    return datetime(2027, month, day, hour - 1, minute, tzinfo=UTC)


def worked(maker, station, *, day=2, start=10, hours=2, **fields):
    begins = at(start, day=day)
    return make.booking(station, during=Range(begins, begins + timedelta(hours=hours)), maker=maker, **fields)


def wheel(**fields):
    return make.station(of=make.kind("wheel"), **fields)


def figures(statement):
    return [(each.kind, each.what, each.times, each.minutes, each.litres, each.sum_minor) for each in statement.totals]


def test_a_month_adds_up_hours_by_kind_litres_and_what_is_owed():
    mia, station = make.maker(), wheel()
    worked(mia, station, day=2, price_minor=900)
    worked(mia, station, day=3, hours=3, price_minor=1350)
    worked(mia, station, day=4, released_at=make.now(), release_reason="cancelled", price_minor=900)
    worked(mia, station, day=5, released_at=make.now(), late_fee_minor=450, price_minor=900)
    worked(make.maker(), station, day=6, price_minor=900)
    kiln = make.kiln(of=make.kiln_kind("kiln"), least_share_minor=300)
    firing = make.firing(kiln, start=at(10, day=9), price_minor=6000)
    make.share(firing, maker=mia, litres=20)
    make.share(firing, litres=40)

    statement = statement_of(mia, MARCH)

    assert figures(statement) == [
        ("kiln", FIRED, 1, 0, 20, 2000),
        ("wheel", LATE, 1, 0, 0, 450),
        ("wheel", OWN, 2, 300, 0, 2250),
    ]
    assert (statement.minutes, statement.litres, statement.late_minor, statement.sum_minor) == (300, 20, 450, 4700)


def test_a_booking_that_was_moved_late_and_stands_owes_its_price_and_what_being_late_cost():
    mia = make.maker()
    worked(mia, wheel(), price_minor=900, late_fee_minor=450)

    statement = statement_of(mia, MARCH)

    assert [(entry.what, entry.minutes, entry.sum_minor) for entry in statement.entries] == [
        (LATE, 0, 450),
        (OWN, 120, 900),
    ]
    assert (statement.late_minor, statement.sum_minor) == (450, 1350)


def test_a_share_that_left_late_is_charged_and_one_that_left_in_time_is_not_counted():
    mia = make.maker()
    firing = make.firing(start=at(10, day=9), price_minor=6000)
    make.share(firing, maker=mia, released_at=make.now(), late_fee_minor=700)
    make.share(firing, maker=mia, released_at=make.now())

    assert [(entry.what, entry.litres, entry.sum_minor) for entry in statement_of(mia, MARCH).entries] == [
        (LATE, 0, 700)
    ]


def test_work_of_runs_is_counted_in_hours_and_litres_and_paid_with_the_run():
    mia = make.maker()
    step = make.step(make.run(make.capsule("Low Tide", status="closed", maker=mia)))
    worked(mia, wheel(), purpose="step", step=step)
    make.share(make.firing(start=at(10, day=9), price_minor=6000), maker=mia, step=step, litres=24)

    entries = statement_of(mia, MARCH).entries

    assert [(entry.what, entry.title, entry.minutes, entry.litres, entry.sum_minor) for entry in entries] == [
        (RUN, "Low Tide", 120, 0, 0),
        (RUN, "Low Tide", 0, Decimal(24), 0),
    ]


def test_a_month_begins_and_ends_on_the_clock_of_each_stations_node():
    mia = make.maker()
    auckland = wheel(at=make.node(time_zone="Pacific/Auckland"))
    new_year = datetime(2027, 2, 28, 11, tzinfo=UTC)  # 1 March, 00:00 in Auckland
    for start in (new_year - timedelta(hours=1), new_year, datetime(2027, 3, 31, 11, tzinfo=UTC)):
        make.booking(auckland, during=Range(start, start + timedelta(hours=1)), maker=mia)

    assert [entry.start for entry in statement_of(mia, MARCH).entries] == [new_year]
    assert len(statement_of(mia, Month(2027, 4)).entries) == 1


def test_a_maker_reads_only_their_own_month_as_a_page_and_as_csv(client):
    mia, station = make.maker_user(), make.station("Wheel 1", of=make.kind("wheel"))
    worked(mia.maker, station, price_minor=900, title="=HYPERLINK(1)")
    worked(make.maker("Grofgoed"), station, day=3, price_minor=5000)
    client.force_login(mia)

    page = client.get(reverse("usage", args=[MARCH])).content.decode()
    answer = client.get(reverse("usage-csv", args=[MARCH]))

    assert "€9.00" in page
    assert "€50.00" not in page
    assert answer["Content-Disposition"] == f'attachment; filename="usage-{mia.maker.slug}-2027-03.csv"'
    assert list(csv.reader(answer.content.decode().splitlines())) == [
        [*HEADER, *FIGURES],
        [
            *("Kiezel", "Oosterkade", "Wheel 1", "wheel", "own work", "'=HYPERLINK(1)"),
            *("2027-03-02 10:00", "2027-03-02 12:00", "Europe/Amsterdam", "2.00", "0.0", "9.00", "EUR"),
        ],
    ]


def test_admins_read_everybodys_month(client):
    station = wheel()
    for day, name in ((2, "Lus"), (3, "Grofgoed")):
        worked(make.maker(name), station, day=day, price_minor=900)
    client.force_login(make.admin())

    answer = client.get(reverse("office-usage", args=[MARCH]))
    lines = client.get(reverse("office-usage-csv", args=[MARCH])).content.decode().splitlines()

    assert [each.maker.name for each in answer.context["statements"]] == ["Grofgoed", "Lus"]
    assert answer.context["sum_minor"] == 1800
    assert [line.split(",")[0] for line in lines] == ["maker", "Grofgoed", "Lus"]


def test_the_usage_of_now_is_this_months_on_the_home_nodes_clock(client):
    client.force_login(make.maker_user(make.maker(home=make.node(time_zone="Pacific/Auckland"))))

    with time_machine.travel(datetime(2027, 3, 31, 12, tzinfo=UTC), tick=False):
        assert client.get(reverse("usage-now")).url == "/studio/usage/2027-04/"


@pytest.mark.parametrize("month", ["2027-13", "2027-00", "2000-12", "2099-01", "1999-01"])
def test_a_month_that_is_none_is_a_404(client, month):
    client.force_login(make.maker_user())

    assert client.get(f"/studio/usage/{month}/").status_code == 404


@pytest.mark.parametrize("name", ["usage", "office-usage", "office-usage-csv"])
def test_a_month_asks_the_same_questions_for_one_row_and_for_three(client, name):
    mia, station = make.maker_user(is_admin=True), wheel()
    kiln = make.kiln()
    client.force_login(mia)

    def use(day):
        worked(mia.maker, station, day=day)
        make.share(make.firing(kiln, start=at(10, day=day), price_minor=100), maker=mia.maker)

    use(2)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name, args=[MARCH]))
    use(5)
    use(8)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(name, args=[MARCH]))

    assert len(three) == len(one) <= 8


def test_a_heat_map_counts_what_is_held_of_each_staffed_hour():
    zone = ZoneInfo("Europe/Amsterdam")
    staffed = [(at(9), at(12)), (at(9, 30, day=9), at(12, day=9))]
    held = [(at(8), at(9, 30)), (at(10), at(11)), (at(9, 45, day=9), at(20, day=9))]

    found = heat_map(staffed, held, zone)

    (tuesday,) = found.rows
    assert (tuesday.weekday, [(cell.hour, cell.used, cell.staffed) for cell in tuesday.cells]) == (
        "Tue",
        [(9, 45, 90), (10, 120, 120), (11, 60, 120)],
    )
    assert [(cell.percent, cell.level) for cell in tuesday.cells] == [(50, 3), (100, 5), (50, 3)]
    assert (found.percent, found.hours) == (68, [9, 10, 11])
    assert found.words == "Used 68 % of its staffed hours; most on Tue at 10:00, 100 %."


def test_hours_are_those_of_the_local_clock_through_its_change():
    zone = ZoneInfo("Europe/Amsterdam")
    night = [(datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC))]

    found = heat_map(night, night, zone)

    assert [(cell.hour, cell.staffed) for row in found.rows for cell in row.cells] == [(1, 60), (2, 0), (3, 60)]


def test_the_office_sees_how_full_each_station_was_without_maintenance_and_closed_days(client):
    node = make.node(hours=[(0, 9, 11), (1, 9, 11)])
    station = make.station("Wheel 1", of=make.kind("wheel"), at=node)
    Closure.objects.create(node=node, days=("2027-03-08", "2027-03-09"), reason="Holiday")
    worked(make.maker(), station, day=2, start=9, hours=1)
    worked(None, station, day=9, start=9, hours=2, purpose="maintenance")
    client.force_login(make.admin())

    answer = client.get(reverse("utilisation", args=[node.slug]))

    ((shown, found),) = answer.context["maps"]
    assert (shown, found.used, found.staffed) == (station, 60, 7 * 2 * 60)
    assert "Used 7 % of its staffed hours; most on Tue at 9:00, 25 %." in answer.content.decode()


def test_the_heat_maps_ask_the_same_questions_for_one_station_and_for_three(client):
    node = make.node()
    client.force_login(make.admin())
    page = reverse("utilisation", args=[node.slug])

    def station():
        worked(make.maker(home=node), make.station(at=node), day=3)

    station()
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    station()
    station()
    with CaptureQueriesContext(connection) as three:
        client.get(page)

    assert len(three) == len(one) <= 9
