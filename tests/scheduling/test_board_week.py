"""The week board: a node's stations in shifts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import Range

from scheduling.models import Booking
from tests import make

from .test_board import as_maker, at, open_wheel, page_of
from .test_board_mark import table_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_the_week_is_drawn_in_shifts_with_links_to_what_is_free(client):
    wheel = open_wheel()
    make.booking(wheel, during=Range(at(9), at(13)))
    as_maker(client)

    text = client.get(page_of(wheel.node), {"view": "week"}).text

    assert "1 March to 7 March" in text
    assert f"../2027-03-02/?station={wheel.slug}&amp;start=13:00&amp;length=120#book" in text


def test_the_week_names_a_firing_and_escapes_what_people_typed(client):
    kiln = make.kiln("Kiln <3", at=make.node())
    make.firing(kiln, program=make.program(kiln.kind, "Bisque & glaze"), start=at(13))
    as_maker(client)

    text = client.get(page_of(kiln.node), {"view": "week"}).text

    assert "Kiln &lt;3, Tue 2, later, Bisque &amp; glaze: </span>full" in text
    assert "Kiln <3" not in text


def test_what_is_ones_own_in_the_week_stands_out_by_height_and_in_words(client):
    wheel, mia = open_wheel(), as_maker(client)
    make.booking(wheel, during=Range(at(9), at(11)))
    make.booking(wheel, during=Range(at(11), at(12)), maker=mia.maker)

    text = client.get(page_of(wheel.node), {"view": "week"}).text

    assert '<path class="held" d="M33.3 1h33.3v4h-33.3z"/><path class="mine" d="M66.7 0h16.7v6h-16.7z"/>' in text
    assert f"{wheel}, Tue 2, morning, some of it yours, free: </span>1 h" in text


def test_a_week_of_500_bookings_on_50_stations_needs_at_most_12_queries(client):
    node = make.node()
    kinds = [make.kind(needs_qualification=False) for _ in range(10)]
    stations = [make.station(of=kind, at=node) for kind in kinds for _ in range(5)]
    maker = make.maker()
    begin = datetime(2027, 3, 1, 8, tzinfo=UTC)
    Booking.objects.bulk_create(
        Booking(station=station, purpose="maker", maker=maker, title="Mugs", during=during, occupied=during)
        for station in stations
        for slot in range(10)
        for start in [begin + timedelta(days=slot // 2, hours=4 * (slot % 2))]
        for during in [Range(start, start + timedelta(hours=2))]
    )
    as_maker(client)

    counted = {}
    for name, address in {
        "week": page_of(node) + "?view=week",
        "day": page_of(node),
        "week's table": table_of(node, view="week"),
    }.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counted[name] = len(asked)
    mark = client.get(table_of(node, view="week"))["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(table_of(node, view="week"), headers={"If-None-Match": mark}).status_code == 304

    assert max(counted.values()) <= 12, counted
    assert counted["week"] <= 11, "the strip of days counts what the table has fetched"
    assert len(asked) <= 5
