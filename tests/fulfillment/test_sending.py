from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from coop.models import Entry
from fulfillment.actions import noticing, sending
from fulfillment.models import Endpoint, Notice
from fulfillment.receivers import ring
from fulfillment.tasks import send_notice, sweep_notices
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def owe_mail(number=1):
    order = line.preorder(make.capsule(), [number], status="placed")
    noticing.owe_mail(f"preorder_placed:{order.pk}", "preorder_placed", order.email, preorder=order)
    return Notice.objects.get(preorder=order)


def owe_message(endpoint, number=1):
    order = line.preorder(make.capsule(), [number], at=endpoint.node)
    noticing.owe_message(f"preorder.ready:{order.pk}", "preorder.ready", endpoint.node, order, {"order": str(number)})
    return Notice.objects.get(preorder=order)


def outcome(notice):
    notice.refresh_from_db()
    return notice.status, notice.attempts, notice.last_error


def make_due(*notices):
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(next_try_at=Now())


def waits(notice) -> timedelta:
    """For how long nobody may try it, as the database counts."""
    row = Notice.objects.annotate(now=Now()).get(pk=notice.pk)
    return timedelta(seconds=round((row.next_try_at - row.now).total_seconds()))


def test_the_same_news_is_owed_once():
    order = line.preorder(make.capsule(), [1], status="placed")

    for _ in range(2):
        noticing.owe_mail("news", "preorder_placed", order.email, preorder=order)

    assert Notice.objects.count() == 1


def test_a_task_that_is_delivered_twice_sends_one_mail(mailbox):
    notice = owe_mail()

    send_notice(str(notice.uid))
    send_notice(str(notice.uid))

    assert (outcome(notice), len(mailbox.mails)) == (("sent", 1, ""), 1)


def test_nobody_sends_what_somebody_has_a_lease_on(mailbox):
    notice = owe_mail()
    sending.take(notice.uid)

    assert (sending.send(notice), sweep_notices(), mailbox.mails) == (False, 0, [])


def test_a_lease_that_ran_out_sends_again_under_the_same_id(receiver):
    endpoint = line.endpoint(receiver)
    notice = owe_message(endpoint)
    dead = sending.take(notice.uid)
    sending.send_message(dead.with_what_it_is_about(), now=timezone.now())

    make_due(notice)
    sweep_notices()

    assert (outcome(notice), receiver.ids, receiver.repeats) == (("sent", 2, ""), [f"msg_{notice.uid.hex}"], 1)


def test_a_sweep_sends_many_mails_over_one_connection(mailbox):
    for number in range(1, 13):
        owe_mail(number)

    assert sweep_notices() == 12
    assert (len(mailbox.mails), len(mailbox.sessions)) == (12, 1)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1)
def test_without_a_mail_server_the_first_mail_is_tried_and_the_others_wait():
    first, second = owe_mail(1), owe_mail(2)

    sweep_notices()

    assert outcome(first)[:2] == ("owed", 1)
    assert "does not answer" in first.last_error
    assert outcome(second) == ("owed", 0, "")
    assert (waits(first), waits(second)) == (timedelta(seconds=30), timedelta(seconds=30))


def test_a_refused_mail_does_not_hold_up_the_next(mailbox):
    first, second = owe_mail(1), owe_mail(2)
    mailbox.answer = "451 try later"
    sending.send(first)
    mailbox.answer = "250 OK"

    sweep_notices()

    assert [outcome(notice)[0] for notice in (first, second)] == ["owed", "sent"]


def test_failures_wait_longer_each_time_and_are_given_up_in_the_end(door):
    notice = owe_message(line.endpoint(door))
    door.answers = [(500, {})] * 7

    waited = []
    for _ in range(7):
        make_due(notice)
        sending.send(notice)
        waited.append(waits(notice))

    minutes = [timedelta(minutes=each) for each in (0.5, 2, 10, 60, 360, 1440)]
    assert waited[:6] == minutes
    assert outcome(notice) == ("given up", 7, "It answered 500.")
    assert {call["webhook-id"] for call in door.calls} == {f"msg_{notice.uid.hex}"}


def test_a_notice_that_was_given_up_can_be_sent_again(door):
    notice = owe_message(line.endpoint(door))
    Notice.objects.filter(pk=notice.pk).update(status="given up", given_up_at=Now(), attempts=7)
    notice.refresh_from_db()

    noticing.retry(notice, by=make.admin())
    sending.send(notice)

    assert outcome(notice) == ("sent", 1, "")


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_for_everything_that_the_node_is_owed(door, status):
    endpoint = line.endpoint(door)
    first, second = owe_message(endpoint, 1), owe_message(endpoint, 2)
    door.answers = [(status, {"Retry-After": "1234"})]

    sweep_notices()

    assert [outcome(notice)[:2] for notice in (first, second)] == [("owed", 1), ("owed", 0)]
    assert [waits(notice) for notice in (first, second)] == [timedelta(seconds=1234)] * 2


def test_410_switches_the_endpoint_off_and_tells_the_admins(door):
    admin = make.admin()
    endpoint = line.endpoint(door)
    notice = owe_message(endpoint)
    door.answers = [(410, {})]

    sending.send(notice)

    endpoint.refresh_from_db()
    assert endpoint.switched_off_at is not None
    assert outcome(notice) == ("given up", 1, "It answered 410: it wants no more messages.")
    assert list(Notice.objects.filter(kind="endpoint_switched_off").values_list("to", "node")) == [
        (admin.email, endpoint.node_id)
    ]
    assert Entry.objects.filter(verb="switched off").count() == 1


def test_a_redirect_is_not_followed(door):
    notice = owe_message(line.endpoint(door))
    door.answers = [(302, {"Location": door.url + "/elsewhere"})]

    sending.send(notice)

    assert outcome(notice)[0] == "owed"
    assert [call["path"] for call in door.calls] == ["/hook"]


@override_settings(NOTICE_TIMEOUT_SECONDS=0.2)
def test_a_system_that_stays_silent_is_tried_again(door):
    notice = owe_message(line.endpoint(door))
    door.silence = 1

    sending.send(notice)

    assert outcome(notice) == ("owed", 1, "No answer within 0.2 s.")


@override_settings(ALLOW_PRIVATE_ENDPOINTS=False)
def test_a_private_address_is_refused_when_the_message_is_sent(door):
    notice = owe_message(line.endpoint(door, url=door.url.replace("http:", "https:")))

    sending.send(notice)

    assert outcome(notice) == ("owed", 1, "127.0.0.1 leads to 127.0.0.1, which is not a public address.")
    assert door.calls == []


def test_a_switched_off_endpoint_gets_nothing(door):
    notice = owe_message(line.endpoint(door))
    Endpoint.objects.update(switched_off_at=Now())

    sending.send(notice)

    assert outcome(notice) == ("given up", 1, "The endpoint is switched off.")
    assert door.calls == []


def test_a_notice_whose_senders_die_every_time_is_given_up():
    notice = owe_mail()
    Notice.objects.update(attempts=7)

    sweep_notices()

    assert outcome(notice) == ("given up", 8, "Its sending broke off every time.")


def test_a_broken_doorbell_does_not_undo_what_was_committed(mailbox, monkeypatch, django_capture_on_commit_callbacks):
    def broken(*args):
        raise OperationalError("Redis is gone")

    monkeypatch.setattr(send_notice, "delay", broken)
    with django_capture_on_commit_callbacks(execute=True):
        notice = owe_mail()

    sweep_notices()

    assert outcome(notice) == ("sent", 1, "")


def test_many_notices_ring_for_a_sweep_and_few_for_each(monkeypatch):
    rung = []
    monkeypatch.setattr(send_notice, "delay", rung.append)
    monkeypatch.setattr(sweep_notices, "delay", lambda: rung.append("sweep"))

    ring(["a", "b"])
    ring(["c"] * 3)
    ring(["d"] * 1000)

    assert rung == ["a", "b", "sweep", *["sweep"] * 4]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_share_the_work(receiver):
    endpoint = line.endpoint(receiver)
    capsule = make.capsule(status="closed")
    orders = [line.preorder(capsule, [position], at=endpoint.node) for position in range(1, 31)]
    noticing.owe(
        [noticing.message(f"m:{order.pk}", "preorder.ready", endpoint.node, order, {}) for order in orders],
    )

    def sweep(_):
        try:
            return sweep_notices()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        shares = list(workers.map(sweep, range(3)))

    assert (sum(shares), len(receiver.ids), receiver.repeats) == (30, 30, 0)
    assert Notice.objects.filter(status="sent", attempts=1).count() == 30
