"""The board under load: how it grows with what is booked, and what a storm on one slot does."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import cycle, islice, product, repeat
from random import Random
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import Range

from coop.embedded import FOLDER
from scheduling.actions.nearest import nearest_slots
from scheduling.models import Booking, Station
from tests import make
from tests.rivals import logged_in, p99, storm
from tests.stack import Stack

from .measuring import cpu_ms, queries

Figure = tuple[str, float | int, str]

KINDS, EQUAL, DAYS = 10, 5, 60
HALF_HOUR = timedelta(minutes=30)
MANY = (1_000, 10_000, 100_000)


def figures() -> Iterator[Figure]:
    # In the folder that this process's own settings name: so its verbs ring the stack's worker.
    with Stack(FOLDER, durable=True, WEB_WORKERS=2, SWEEP_SECONDS=15, LOG_LEVEL="ERROR") as stack:
        stack.worker.stop()
        with undone():
            yield from week()
        for many in MANY:
            with undone():
                yield f"nearest_free_ms_{many}", nearest_free_ms(many), "ms"
        yield from storming(stack)


@contextmanager
def undone() -> Iterator[None]:
    """What is booked inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def week() -> Iterator[Figure]:
    """The week board of fifty stations with five hundred bookings, as a maker sees it."""
    stations = co_op(9, 18)
    bookings = fill(stations, 500, days=7, opens=9, closes=18)
    analyse()
    node = stations[0].node
    monday = min(booking.during.lower for booking in bookings).astimezone(node.zone)
    maker = Client(SERVER_NAME="127.0.0.1")
    maker.force_login(make.maker_user(make.maker(home=node)))
    page = partial(maker.get, f"{reverse('board-day', args=[node.slug, monday.date()])}?view=week")
    assert page().status_code == 200
    yield "board_week_queries", queries(page), "queries"
    yield "board_week_cpu_ms", cpu_ms(repeat(page, 25), warm_up=5), "ms"

    table = f"{reverse('board-table', args=[node.slug, monday.date()])}?view=week"
    unchanged = partial(maker.get, table, headers={"If-None-Match": maker.get(table)["ETag"]})
    assert unchanged().status_code == 304
    yield "board_304_ms", elapsed_ms(repeat(unchanged, 60)), "ms"


def analyse() -> None:
    """As the database does by itself where it is left a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def elapsed_ms(calls: Iterable[Callable[[], object]]) -> float:
    """The median time of a call, once it is warm."""
    spent = []
    for call in calls:
        began = perf_counter()
        call()
        spent.append((perf_counter() - began) * 1000)
    return median(spent[10:])


def storming(stack: Stack) -> Iterator[Figure]:
    """A thousand requests for one slot, fifty at any moment, from twenty makers."""
    node = make.node(hours=[(day, 0, 24) for day in range(7)])
    wheel = make.station(of=make.kind(needs_qualification=False), at=node)
    browsers = [logged_in(make.maker_user(make.maker(home=node))) for _ in range(20)]
    day = timezone.now().astimezone(node.zone).date() + timedelta(days=1)
    form = {"station": wheel.slug, "start": "10:00", "length": 60}
    board = reverse("board-day", args=[node.slug, day])
    answers = storm(stack.url, [(board, form, headers) for headers in islice(cycle(browsers), 1000)], at_once=50)
    counted = Counter(answer.status // 100 for answer in answers)
    assert (counted[3], Booking.objects.live().filter(station=wheel).count()) == (1, 1)
    yield "booking_storm_http_5xx", counted[5], "answers"
    yield "booking_storm_http_p99_s", p99(answers), "s"


def co_op(opens: int = 0, closes: int = 24) -> list[Station]:
    """Fifty stations of ten kinds in a node that is staffed day and night, or every day from hour to hour."""
    node = make.node(hours=[(day, opens, closes) for day in range(7)])
    kinds = [make.kind(needs_qualification=False, horizon_days=DAYS) for _ in range(KINDS)]
    return [make.station(of=kind, at=node) for kind in kinds for _ in range(EQUAL)]


def fill(
    stations: list[Station], many: int, *, days: int = DAYS - 1, opens: int = 0, closes: int = 24
) -> list[Booking]:
    """So many half hours booked at random from next Monday's, or tomorrow's, midnight on; the same in every run."""
    zone = stations[0].node.zone
    today = timezone.now().astimezone(zone).date()
    first = today + timedelta(days=7 - today.weekday() if days == 7 else 1)
    midnight = datetime.combine(first, time(), zone).astimezone(UTC)
    maker = make.maker(home=stations[0].node)
    staffed = [number for number in range(days * 48) if opens <= number % 48 / 2 < closes]
    free = list(product(stations, [midnight + number * HALF_HOUR for number in staffed]))
    rows = [
        Booking(station=station, purpose="maker", maker=maker, during=during, occupied=during)
        for station, start in Random(2026).sample(free, many)
        for during in [Range(start, start + HALF_HOUR)]
    ]
    made = Booking.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE scheduling_booking")
    return made


def nearest_free_ms(many: int) -> float:
    """The median time until somebody who asked for a taken half hour knows three free ones."""
    return elapsed_ms(partial(three_others, booking) for booking in Random(many).sample(fill(co_op(), many), 60))


def three_others(booking: Booking) -> None:
    asked = Station.objects.select_related("kind", "node").get(pk=booking.station_id)
    assert len(nearest_slots(asked, booking.during.lower, booking.during.upper)) == 3
