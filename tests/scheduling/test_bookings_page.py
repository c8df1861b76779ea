"""What is booked: cancelled from its page, held for maintenance, and listed for its maker."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from psycopg.types.range import Range

from scheduling.models import Booking
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
TUESDAY = date(2027, 3, 2)


def at(hour, minute=0, *, day=2):
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def open_wheel(name="Wheel 2", **fields):
    return make.station(name, of=make.kind(needs_qualification=False), hour_minor=450, **fields)


def as_maker(client, maker=None):
    mia = make.maker_user(maker)
    client.force_login(mia)
    return mia


def test_a_maker_cancels_an_own_booking_and_nobody_elses(client):
    wheel = open_wheel()
    mine = make.booking(wheel, during=Range(at(9), at(10)), maker=as_maker(client).maker)
    theirs = make.booking(wheel, during=Range(at(10), at(11)))

    answer = client.post(reverse("booking-cancel", args=[mine.pk]), follow=True)
    refused = client.post(reverse("booking-cancel", args=[theirs.pk]))

    assert "Cancelled: Wheel 2, Tue 2 March, 09:00–10:00." in answer.text
    assert refused.status_code == 404
    assert list(Booking.objects.live()) == [theirs]


def test_an_admin_cancels_anybodys_but_no_plan(client):
    wheel = open_wheel()
    theirs = make.booking(wheel, during=Range(at(10), at(11)))
    planned = make.booking(wheel, during=Range(at(11), at(12)), purpose="step", step=make.step(status="planned"))
    client.force_login(make.admin())

    client.post(reverse("booking-cancel", args=[theirs.pk]), {"back": "board"})

    assert client.post(reverse("booking-cancel", args=[planned.pk])).status_code == 404
    assert list(Booking.objects.live()) == [planned]


def test_an_admin_holds_a_station_for_maintenance(client):
    wheel = open_wheel()
    client.force_login(make.admin())
    address = reverse("maintenance", args=[wheel.node.slug, TUESDAY])
    asked = {"station": wheel.slug, "start": "16:00", "last_day": "2027-03-03", "end": "10:00", "reason": "new belt"}

    client.post(address, asked)
    refused = client.post(address, asked | {"start": "15:00"})

    assert Booking.objects.get().during == Range(at(16), at(10, day=3))
    assert refused.status_code == 409
    assert 'value="new belt"' in refused.text


def test_my_bookings_are_mine_with_the_plans_of_my_runs_and_my_firings(client):
    mia = as_maker(client)
    wheel = open_wheel()
    step = make.step(make.run(make.capsule("Low Tide", maker=mia.maker, status="closed")), status="planned")
    make.booking(wheel, during=Range(at(9), at(10)), maker=mia.maker, title="Mugs")
    make.booking(wheel, during=Range(at(10), at(11)), purpose="step", step=step, maker=mia.maker)
    make.booking(wheel, during=Range(at(11), at(12)), title="Not mine")
    make.share(make.firing(start=at(9, day=3)), step=step, maker=mia.maker, litres=24)

    page = client.get(reverse("bookings"))

    assert [str(booking.step or booking.title) for booking, _ in page.context["coming"]] == ["Mugs", str(step)]
    assert [share.litres for share in page.context["shares"]] == [24]
    assert "Not mine" not in page.text
