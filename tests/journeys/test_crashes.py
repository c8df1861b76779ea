"""Power cuts at bad moments. What is owed is a row: nothing is lost, and nothing happens twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from threading import Event

import psycopg
import pytest
from django.db import connections

from capsules.actions import running
from capsules.models import Preorder, Run
from fulfillment.actions import stocking
from fulfillment.listening import Receiver
from fulfillment.models import Notice
from scheduling.models import Booking, Firing, LoadShare, Plan
from tests import make
from tests.buyers import Answer, order_form, send
from tests.capsules.ordering import order
from tests.fulfillment import line
from tests.stack import Stack, eventually

from .workshop import Workshop


@pytest.fixture(scope="module")
def stack(django_db_blocker):
    """With leases of two seconds, so that nobody waits long for what a dead worker left behind."""
    with django_db_blocker.unblock(), ExitStack() as stacks:
        stack = stacks.enter_context(Stack(SWEEP_SECONDS=1, NOTICE_LEASE_SECONDS=2, WEB_WORKERS=1))
        stacks.callback(lambda: print(stack.logs()))
        yield stack


@pytest.fixture(autouse=True)
def all_runs_again(stack, django_db_blocker):
    """A test that fails half-way leaves nothing dead behind for the next one."""
    with django_db_blocker.unblock():
        yield
        stack.postbox.dawdles = False
        for each in (stack.servers.postgres, stack.servers.redis, *stack.processes):
            if each.pid is None:
                each.start()


def test_a_worker_that_dies_while_it_plans_leaves_nothing_half_booked(stack):
    workshop = Workshop()
    run = closed_run(workshop)

    # The worker writes bookings and firings before the shares: there it waits, inside its transaction.
    with held(stack, "LOCK TABLE scheduling_loadshare IN SHARE MODE"):
        running.approve(run, by=workshop.admin)
        eventually(lambda: waits_for_a_lock(stack, 'INSERT INTO "scheduling_loadshare"'), "the worker amid its plan")
        stack.worker.kill()
    assert booked(run) == {"bookings": 0, "firings": 0, "shares": 0, "plans": 0}

    stack.worker.start()
    eventually(lambda: Run.objects.filter(pk=run.pk, status="planned").exists(), "another worker to plan")
    assert booked(run) == {"bookings": 1, "firings": 1, "shares": 1, "plans": 1}
    assert set(run.steps.values_list("status", flat=True)) == {"planned"}
    assert each_told_once(stack, f"run_planned:{run.pk}:", mails=1)


def closed_run(workshop: Workshop) -> Run:
    capsule = workshop.capsule(pieces=4)
    for _ in range(4):
        order(capsule, pickup_node=workshop.shop)
    return eventually(lambda: Run.objects.filter(capsule=capsule).first(), "the sweep to close it")


@contextmanager
def held(stack: Stack, lock: str):
    """Hold a lock of the database in a session of our own."""
    with closing(psycopg.connect(stack.servers.database_url)) as holding:
        holding.execute(lock)
        yield


def waits_for_a_lock(stack: Stack, statement: str) -> bool:
    """Whether some other session of the database stands at a lock with this statement."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
    with psycopg.connect(stack.servers.database_url) as looking:
        return bool(looking.execute(asked, [f"{statement}%"]).fetchone()[0])


def booked(run: Run) -> dict[str, int]:
    return {
        "bookings": Booking.objects.filter(step__run=run).count(),
        "firings": Firing.objects.filter(shares__step__run=run).distinct().count(),
        "shares": LoadShare.objects.filter(step__run=run).count(),
        "plans": Plan.objects.filter(run=run).count(),
    }


def each_told_once(stack: Stack, key: str, *, mails: int) -> bool:
    """Whether what is owed under `key` was sent, each notice under one Message-ID however often it was tried."""
    owed = Notice.objects.filter(key__startswith=key, channel=Notice.Channel.MAIL)
    eventually(lambda: not owed.exclude(status=Notice.Status.SENT).exists(), f"the mails of {key}")
    ours = {str(uid) for uid in owed.values_list("uid", flat=True)}
    arrived = {mail["Message-ID"].strip("<>").split("@")[0] for mail in stack.postbox.mails}
    return len(ours) == mails and ours <= arrived


class Dawdler(Receiver):
    """A node's system that keeps its messages and then thinks for so long that nobody hears its answer."""

    def __init__(self, *secrets, **options):
        super().__init__(*secrets, **options)
        self.reached, self.answers = Event(), Event()

    def take(self, body, headers):
        answer = super().take(body, headers)
        self.reached.set()
        self.answers.wait(30)
        return answer


SECRET = "whsec_" + "c2VjcmV0LW9mLXRlc3Rz" * 2


def test_a_worker_that_dies_while_it_sends_is_followed_by_one_that_sends_the_same_again(stack):
    with Dawdler(SECRET) as system:
        node = make.node()
        line.endpoint(system, node=node)
        stack.postbox.dawdles = True
        ready = complete_orders(node, 3)
        eventually(lambda: system.reached.is_set() and stack.postbox.mails, "the worker to be amid its sending")
        stack.worker.kill()
        system.answers.set()
        stack.postbox.dawdles = False

        stack.worker.start()
        said = Notice.objects.filter(preorder__in=ready)
        eventually(lambda: not said.owed().exists(), "what was owed to be sent")

    assert sorted(system.ids) == sorted(f"msg_{notice.uid.hex}" for notice in said.filter(channel="message"))
    assert (len(system.ids), system.refused) == (3, 0)
    assert system.repeats >= 1, "the first was taken twice, and known the second time"
    for one in ready:
        assert each_told_once(stack, f"pickup:{one.pk}", mails=1)
        assert Counter(mail["Message-ID"] for mail in stack.postbox.to(one.email)).total() in (1, 2)


def complete_orders(node, number: int) -> list[Preorder]:
    """So many orders whose pieces are received at the node's shelf at this moment: a mail and a message each."""
    run, placed = line.passed_run(*([position] for position in range(1, number + 1)), at=node)
    for one in placed:
        Preorder.objects.filter(pk=one.pk).update(email=f"order{one.pk}@example.org")
        one.refresh_from_db()
    stocking.receive(node, pieces=line.pieces_of(run), by=make.admin())
    return placed


def test_an_emptied_redis_loses_no_mail(stack):
    capsule = make.capsule(edition_size=20, minimum=1)
    stack.worker.stop()
    first = [send(stack.url, capsule.get_absolute_url(), order_form(capsule)) for _ in range(5)]
    assert stack.servers.redis.client().llen("celery") >= 5, "the doorbell rings for nobody"

    stack.servers.redis.flush()
    stack.worker.start()
    second = [send(stack.url, capsule.get_absolute_url(), order_form(capsule)) for _ in range(5)]

    assert [answer.status for answer in first + second] == [303] * 10
    everybody_is_told(stack, capsule, 10)


def everybody_is_told(stack: Stack, capsule, number: int) -> None:
    """Every order's mail came, and none more than once."""
    placed = list(Preorder.objects.filter(capsule=capsule))

    def all_have_mail() -> bool:
        stack.mend()
        return all(stack.postbox.to(one.email) for one in placed)

    eventually(all_have_mail, "everybody's mail")
    eventually(
        lambda: not Notice.objects.filter(preorder__in=placed).owed().exists(), "the notices to be noted as sent"
    )
    assert [len(stack.postbox.to(one.email)) for one in placed] == [1] * number


def test_orders_are_taken_while_redis_is_away_and_their_mails_follow(stack):
    capsule = make.capsule(edition_size=20, minimum=1)
    stack.servers.redis.stop("kill")
    answers = [send(stack.url, capsule.get_absolute_url(), order_form(capsule)) for _ in range(3)]
    stack.servers.redis.start()

    assert [answer.status for answer in answers] == [303] * 3
    everybody_is_told(stack, capsule, 3)


def test_a_postgresql_that_crashes_among_orders_keeps_every_accepted_one(stack):
    capsule = make.capsule(edition_size=200, minimum=1)
    forms = [order_form(capsule) for _ in range(60)]
    seen: list[int] = []
    with ThreadPoolExecutor(6) as customers:
        insisting = [customers.submit(insist, stack, capsule, form, seen) for form in forms]
        eventually(lambda: sum(each.done() for each in insisting) >= 10, "the first orders")
        connections.close_all()
        stack.servers.postgres.stop("immediate")
        stack.servers.postgres.start()
        answers = [each.result() for each in insisting]

    assert 500 in seen, "the crash came amid the orders"
    placed = Preorder.objects.filter(capsule=capsule)
    assert {answer.location.split("#")[0] for answer in answers} == {one.get_absolute_url() for one in placed}
    assert sorted(capsule.claims.live().values_list("position", flat=True)) == list(range(1, 61))
    for one in placed:
        assert each_told_once(stack, f"preorder_placed:{one.pk}", mails=1)


def insist(stack: Stack, capsule, form: dict, seen: list[int]) -> Answer:
    """Send the same form until it is accepted, as somebody does who sees an error page."""

    def accepted() -> Answer | None:
        answer = send(stack.url, capsule.get_absolute_url(), form)
        seen.append(answer.status)
        return answer if answer.status == 303 else None

    return eventually(accepted, "an order to be accepted")


def test_a_web_process_that_dies_inside_an_order_leaves_none_and_the_form_sent_again_makes_one(stack):
    capsule = make.capsule(edition_size=20, minimum=1)
    form = order_form(capsule)
    row = f"SELECT 1 FROM capsules_capsule WHERE id = {capsule.pk} FOR UPDATE"
    with ThreadPoolExecutor(1) as customer, held(stack, row):
        lost = customer.submit(send, stack.url, capsule.get_absolute_url(), form)
        eventually(lambda: waits_for_a_lock(stack, 'SELECT "capsules_capsule"'), "the order to wait for the capsule")
        stack.web.kill()
        with pytest.raises(ConnectionError):
            lost.result()
    assert not Preorder.objects.filter(capsule=capsule).exists()

    stack.web.start()
    assert insist(stack, capsule, form, []).location == Preorder.objects.get(capsule=capsule).get_absolute_url()
    everybody_is_told(stack, capsule, 1)
