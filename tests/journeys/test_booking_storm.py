"""A storm of requests for one slot, and more pieces than one kiln holds, at the door of the web process.

`make bench` sends the full thousand by the page.
"""

import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from scheduling.models import Booking, Firing, LoadShare
from tests import make
from tests.rivals import logged_in, p99, storm, with_key
from tests.stack import Stack

RIVALS = 20  # each has one request under way: more than the 16 threads of the two processes
ASKED, SHARES, SHARE_L = 300, 100, 3


@pytest.fixture(scope="module")
def stack(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), Stack(only={"web"}, WEB_WORKERS=2) as stack:
        yield stack


@pytest.fixture
def rivals(stack):
    node = make.node()
    return [make.maker_user(make.maker(f"Rival {number}", home=node)) for number in range(RIVALS)]


def at_the_door(rivals, path, form):
    """The same form again and again, from one maker after the other."""
    browsers = [logged_in(user) for user in rivals]
    return [(path, form, headers) for headers in islice(cycle(browsers), SHARES)]


def at_both_doors(rivals, board, form, body):
    """Wishes for one hour: each tenth by the page, the others by programs."""
    pages = cycle([(board, form, logged_in(user)) for user in rivals])
    programs = cycle([("/api/bookings/", body, with_key(user)) for user in rivals])
    return [next(programs if number % 10 else pages) for number in range(ASKED)]


def tomorrow(node) -> date:
    return timezone.now().astimezone(node.zone).date() + timedelta(days=1)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_row_25_of_all_requests_for_one_slot_one_is_booked_and_the_others_are_told_what_is_free(stack, rivals):
    node = rivals[0].maker.home
    wheel = make.station(of=make.kind(needs_qualification=False), at=node)
    form = {"station": wheel.slug, "start": "10:00", "length": 60}
    board = reverse("board-day", args=[node.slug, tomorrow(node)])

    start, end = (datetime.combine(tomorrow(node), time(hour), node.zone) for hour in (10, 11))
    body = json.dumps({"station": wheel.slug, "start": start.isoformat(), "end": end.isoformat()})

    answers = storm(stack.url, at_both_doors(rivals, board, form, body), at_once=RIVALS)

    counted = Counter(answer.status for answer in answers)
    assert (counted[302] + counted[201], counted[409]) == (1, ASKED - 1), stack.logs()
    refused = [answer.text for answer in answers if answer.status == 409]
    assert all(f"{wheel} is taken" in text or f"{wheel} is yours" in text for text in refused)
    assert all(hour in text for text in refused for hour in ("09:00", "11:00"))
    assert Booking.objects.get().during.lower == start
    assert deadlocks() == 0
    assert p99(answers) < 5


def test_of_many_loads_for_one_kiln_only_what_it_holds_gets_in(stack, rivals):
    node = rivals[0].maker.home
    start = datetime.combine(tomorrow(node), time(9), node.zone)
    kiln = make.kiln(of=make.kiln_kind(needs_qualification=False), at=node)
    firing = make.firing(kiln, start=start, capacity_l=100, opened_by=rivals[0].maker)
    make.share(firing, maker=rivals[0].maker, litres=40)
    form = {"program": firing.program.pk, "litres": SHARE_L, "pieces": 1}

    answers = storm(stack.url, at_the_door(rivals, reverse("firing-join", args=[firing.pk]), form), at_once=RIVALS)

    assert Counter(answer.status for answer in answers) == {302: 20, 409: SHARES - 20}, stack.logs()
    assert all("has no room" in answer.text or "left" in answer.text for answer in answers if answer.status == 409)
    assert Firing.objects.get().taken_l == 100
    assert sum(LoadShare.objects.live().values_list("litres", flat=True)) == 100
    assert deadlocks() == 0
    assert p99(answers) < 5
