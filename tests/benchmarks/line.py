"""The line under load: preordering, booking, telling, and what it all weighs."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import partial
from itertools import chain, count, repeat
from time import monotonic
from urllib.request import urlopen

from django.db import connections
from django.utils import timezone

from capsules.models import Capsule
from coop.embedded import FOLDER
from fulfillment.actions import noticing
from fulfillment.models import Notice
from scheduling.actions.booking import book
from tests import make
from tests.buyers import order_form, rush
from tests.capsules.ordering import order
from tests.stack import Stack, eventually

from .claim_floor import EDITION, claims_per_second
from .measuring import cpu_ms, per_second, queries, rss_mb

STORMS, STORM = 15, 1000
MAILS = 500

Figure = tuple[str, float | int, str]


def figures() -> Iterator[Figure]:
    # In the folder that this process's own settings name: so its verbs ring the stack's worker.
    with Stack(FOLDER, durable=True, SWEEP_SECONDS=15, LOG_LEVEL="ERROR") as stack:
        with paused(stack):
            yield from preordering(stack)
            yield from booking()
        yield from storming(stack)
        yield from telling(stack)
    yield from weighing()


@contextmanager
def paused(stack: Stack):
    """Without the worker's share of the processors, where only the work of the web process is measured."""
    stack.worker.stop()
    try:
        yield
    finally:
        stack.servers.redis.flush()
        Notice.objects.all().delete()
        stack.worker.start()


def drops(orders: int) -> list[Capsule]:
    """As many editions of 50 as so many orders fill."""
    maker = make.maker()
    return [make.capsule("Low Tide", maker=maker, edition_size=EDITION) for _ in range(-(-orders // EDITION))]


def orders(number: int) -> list[Callable[[], object]]:
    """So many accepted preorders. All buyers want the same capsule until it is sold out, then the next one."""
    of = chain.from_iterable(repeat(capsule, EDITION) for capsule in drops(number))
    variants = {}
    return [partial(order, capsule, variant=variants.setdefault(capsule, capsule.variants.get())) for capsule in of][
        :number
    ]


def preordering(stack: Stack) -> Iterator[Figure]:
    yield "preorder_cpu_ms", cpu_ms(orders(500)), "ms"
    yield "preorder_queries", queries(orders(1)[0]), "queries"
    for buyers in (1, 8, 50):
        yield f"preorder_per_s_{buyers}", per_second(orders(500), threads=buyers), "per_s"
    yield "preorder_http_per_s_8", http_per_second(stack, 500, at_once=8), "per_s"
    yield "claim_floor_per_s_8", claims_per_second(stack.servers.sockets, drops(4000), clients=8), "per_s"


def http_per_second(stack: Stack, number: int, *, at_once: int) -> float:
    forms = [(capsule.get_absolute_url(), order_form(capsule)) for capsule in drops(number) for _ in range(EDITION)]
    began = monotonic()
    answers = rush(stack.url, forms, at_once=at_once)
    took = monotonic() - began
    assert Counter(answer.status for answer in answers) == {303: len(forms)}
    return len(forms) / took


def booking() -> Iterator[Figure]:
    maker = make.maker_user()
    station = make.station(at=maker.maker.home)
    make.qualify(maker.maker, station.kind)
    hours = hours_ahead(station)
    yield "booking_cpu_ms", cpu_ms([partial(hold, station, maker, next(hours)) for _ in range(300)]), "ms"
    yield "booking_queries", queries(partial(hold, station, maker, next(hours))), "queries"


def hours_ahead(station) -> Iterator[datetime]:
    tomorrow = timezone.now().astimezone(station.node.zone).date() + timedelta(days=1)
    for day in count():
        for hour in range(9, 18):
            yield datetime.combine(tomorrow + timedelta(days=day), time(hour), station.node.zone)


def hold(station, maker, start: datetime):
    return book(station, maker=maker.maker, start=start, end=start + timedelta(hours=1), by=maker)


def storming(stack: Stack) -> Iterator[Figure]:
    """Rivals in two processes: what only one process's threads would keep apart does not count."""
    stack.web.environment["WEB_WORKERS"] = "2"
    stack.web.restart()
    stack.wait_for_web()
    yield "storm_sold_max_of_50", max(sold_in_a_storm(stack) for _ in range(STORMS)), "pieces"


def sold_in_a_storm(stack: Stack) -> int:
    capsule = drops(1)[0]
    answers = rush(stack.url, [(capsule.get_absolute_url(), order_form(capsule)) for _ in range(STORM)], at_once=50)
    sold = capsule.claims.live().count()
    assert Counter(answer.status for answer in answers) == {303: sold, 409: STORM - sold}
    return sold


def telling(stack: Stack) -> Iterator[Figure]:
    """How fast one worker sends what is owed, from the moment at which it is owed to the last mail that came."""
    eventually(lambda: not Notice.objects.owed().exists(), "the storms' mails", 120)
    placed = [order() for order in orders(MAILS)]
    eventually(lambda: not Notice.objects.owed().exists(), "the orders' mails", 120)
    before, began = len(stack.postbox.mails), monotonic()
    noticing.owe([noticing.letter(f"again:{o.pk}", "preorder_placed", o.email, preorder=o) for o in placed])
    eventually(lambda: len(stack.postbox.mails) >= before + MAILS, "the mails", 120)
    yield "notices_per_s", MAILS / (monotonic() - began), "per_s"


def weighing() -> Iterator[Figure]:
    """What `make up` weighs once it has shown its main pages and worked for a while."""
    with Stack(durable=True, SWEEP_SECONDS=15, LOG_LEVEL="ERROR") as stack:
        stack.manage("demo")
        for address in ["/", *(capsule.get_absolute_url() for capsule in Capsule.objects.public())] * 5:
            urlopen(stack.url + address).read()
        connections.close_all()
        yield "stack_rss_mb", rss_mb(stack.pids), "MB"
