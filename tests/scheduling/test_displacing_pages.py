"""What maintenance and closed days displace is shown before it is done, and said after it."""

from datetime import date

import pytest
from django.urls import reverse

from coop.models import Closure
from scheduling.models import Booking
from tests import make
from tests.scheduling.agenda import at, booked, open_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]


def test_maintenance_lists_what_it_displaces_before_and_says_what_became_of_it(client):
    wheel = make.station("Wheel 1", of=open_kind())
    theirs = booked(wheel, at(13), at(15))
    client.force_login(make.admin())
    address = reverse("maintenance", args=[wheel.node.slug, date(2027, 3, 2)])
    typed = {"station": wheel.slug, "start": "14:00", "last_day": "2027-03-02", "end": "16:00", "reason": "new belt"}

    asked = client.post(address, typed)

    assert [(each.booking, each.what) for each in asked.context["displaced"]] == [(theirs, str(theirs.maker))]
    assert "Hold the station, and displace 1 booking" in asked.text
    assert list(Booking.objects.live()) == [theirs]

    done = client.post(address, typed | {"agreed": asked.context["agreement"]}, follow=True)

    assert "Displaced: 1 booking (told and offered other times)." in done.text
    assert Booking.objects.live().get().purpose == "maintenance"


def test_what_was_booked_between_the_question_and_the_answer_is_asked_about_again(client):
    wheel = make.station(of=open_kind())
    booked(wheel, at(13), at(15))
    client.force_login(make.admin())
    address = reverse("maintenance", args=[wheel.node.slug, date(2027, 3, 2)])
    typed = {"station": wheel.slug, "start": "14:00", "last_day": "2027-03-02", "end": "17:00", "reason": "new belt"}
    agreed = client.post(address, typed).context["agreement"]
    booked(wheel, at(16), at(17))

    again = client.post(address, typed | {"agreed": agreed})

    assert len(again.context["displaced"]) == 2
    assert Booking.objects.live().count() == 2


def test_closed_days_list_what_they_displace_before_and_say_what_became_of_it(client):
    node = make.node("Oosterkade")
    booked(make.station(of=open_kind(), at=node), at(10), at(12))
    client.force_login(make.admin())
    address = reverse("node-close", args=[node.slug])
    typed = {"first": "2027-03-02", "last": "2027-03-02", "reason": "King's Day"}

    asked = client.post(address, typed)
    assert "Close, and displace 1 booking" in asked.text
    assert (Closure.objects.count(), Booking.objects.live().count()) == (0, 1)

    done = client.post(address, typed | {"agreed": asked.context["agreement"]}, follow=True)
    assert "Oosterkade is closed on these days. Displaced: 1 booking" in done.text
    assert (Closure.objects.count(), Booking.objects.live().count()) == (1, 0)
