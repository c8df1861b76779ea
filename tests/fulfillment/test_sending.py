from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from fulfillment.actions import noticing, sending
from fulfillment.models import Notice
from fulfillment.receivers import ring
from fulfillment.tasks import send_notice, sweep_notices
from tests import make
from tests.fulfillment import line
from tests.fulfillment.owed import make_due, outcome, owe_mail, owe_message, waits

pytestmark = pytest.mark.django_db


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
        [noticing.message(f"m:{order.pk}", "preorder.ready", endpoint, {}, preorder=order) for order in orders],
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
