import json
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.test import override_settings
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from fulfillment import messages
from fulfillment.actions import endpoints, noticing, sending
from fulfillment.addresses import NotAllowed, is_public, target_of
from fulfillment.listening import Receiver
from fulfillment.models import Notice
from fulfillment.outcomes import Failed
from tests import make
from tests.fulfillment import line

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def signed(secret, *, body='{"type":"preorder.ready","data":{}}', at=None, message_id="msg_1"):
    at = at or timezone.now()
    return body.encode(), {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }


@pytest.mark.django_db
def test_a_message_is_signed_as_the_library_verifies_and_its_body_never_changes(receiver):
    endpoint = line.endpoint(receiver)
    order = line.preorder(make.capsule(), [1])
    facts = {"order": order.reference, "title": "Low Tide"}
    noticing.owe_message("m", "preorder.ready", endpoint, facts, preorder=order)
    notice = Notice.objects.get()

    sending.send(notice)

    assert receiver.messages == {
        f"msg_{notice.uid.hex}": {
            "type": "preorder.ready",
            "timestamp": notice.owed_at.isoformat(),
            "data": {"order": order.reference, "title": "Low Tide"},
        }
    }
    assert messages.body_of(notice) == messages.body_of(Notice.objects.get())


@pytest.mark.django_db
def test_after_a_rotation_both_secrets_sign_for_a_day():
    endpoint = endpoints.connect(make.node(), url="https://example.org/", by=make.admin())
    old = endpoint.secret
    endpoint = endpoints.rotate_secret(endpoint, by=make.admin())

    assert endpoint.secret not in ("", old)
    assert endpoint.secrets_at(timezone.now()) == [endpoint.secret, old]
    assert endpoint.secrets_at(timezone.now() + timedelta(hours=25)) == [endpoint.secret]


@pytest.mark.django_db
def test_a_receiver_with_the_old_or_the_new_secret_accepts_a_message_during_rotation():
    endpoint = endpoints.connect(make.node(), url="https://example.org/", by=make.admin())
    old = endpoint.secret
    endpoint = endpoints.rotate_secret(endpoint, by=make.admin())
    notice = Notice(kind="preorder.ready", facts={"order": "1001"}, owed_at=NOW)
    body = messages.body_of(notice)
    headers = messages.headers_of(notice, body, endpoint.secrets_at(timezone.now()), timezone.now())

    for secret in (old, endpoint.secret):
        assert json.loads(body) == Webhook(secret).verify(body, headers)


def test_a_byte_more_a_late_and_a_foreign_message_are_refused(receiver):
    body, headers = signed(receiver.secret)
    late = timezone.now() - timedelta(minutes=6)

    assert receiver.take(body + b" ", headers)[0] == 401
    assert receiver.take(*signed(receiver.secret, at=late))[0] == 401
    assert receiver.take(*signed("whsec_" + "A" * 32))[0] == 401
    assert (receiver.refused, receiver.ids) == (3, [])


def test_a_replayed_message_is_thanked_for_and_has_no_second_effect(receiver):
    assert receiver.take(*signed(receiver.secret))[0] == 200
    assert receiver.take(*signed(receiver.secret)) == (200, "again: msg_1")
    assert (receiver.ids, receiver.repeats) == (["msg_1"], 1)


def test_a_receiver_may_know_several_secrets():
    with Receiver("whsec_" + "A" * 32, "whsec_" + "B" * 32) as receiver:
        assert receiver.take(*signed("whsec_" + "B" * 32))[0] == 200


def test_the_library_refuses_what_the_receiver_refuses(receiver):
    body, headers = signed(receiver.secret)
    with pytest.raises(WebhookVerificationError):
        Webhook(receiver.secret).verify(body + b" ", headers)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 23 Nov 2020 12:05:00 GMT", timedelta(seconds=1)),
        ("-5", timedelta(seconds=1)),
        ("99999999", timedelta(hours=24)),
        ("9" * 30, None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date_and_kept_within_a_day(asked, waits):
    assert messages.wait_of(asked, NOW) == waits


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/", "must begin with https"),
        ("ftp://example.org/", "must begin with https"),
        ("https://127.0.0.1/", "not a public address"),
        ("https://[::1]/", "not a public address"),
        ("https://localhost/", "not a public address"),
        ("https://user:pass@example.org/", "user or a password"),
        ("https://example.org:99999/", "port"),
        ("https://[half/", "no address"),
        ("https:///path", "names no host"),
        (f"https://{'a' * 70}.org/", "could exist"),
    ],
)
def test_where_a_message_may_not_go(url, why):
    with pytest.raises(NotAllowed, match=why):
        target_of(url, allow_private=False)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    def both(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(NotAllowed, match=r"10\.0\.0\.1"):
        target_of("https://example.org/", allow_private=False)


def test_the_connection_goes_to_the_address_that_was_checked(door, monkeypatch):
    """A name that changes its address between the check and the connection changes nothing."""
    target = target_of(door.url, allow_private=True)
    renamed = type(target)(target.scheme, "hook.example.org", target.port, target.path, target.address)

    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **kw: pytest.fail(f"looked up {host} again"))
    with override_settings(NOTICE_TIMEOUT_SECONDS=2), monkeypatch.context() as patched:
        patched.setattr(socket, "create_connection", connect_by_number)
        assert messages.post(renamed, "{}", {"Content-Type": "application/json"}) == (200, None)
    assert door.calls[0]["host"] == f"hook.example.org:{target.port}"


def test_whoever_drips_an_answer_byte_by_byte_is_not_waited_for():
    def drip(listening):
        with listening, listening.accept()[0] as caller, suppress(OSError):
            for _ in range(50):
                caller.sendall(b"H")
                time.sleep(0.05)

    listening = socket.create_server(("127.0.0.1", 0))
    target = target_of(f"http://127.0.0.1:{listening.getsockname()[1]}/", allow_private=True)
    dripping = Thread(target=drip, args=[listening])
    dripping.start()

    began = time.monotonic()
    with override_settings(NOTICE_TIMEOUT_SECONDS=0.3), pytest.raises(Failed, match=r"No answer within 0\.3 s\."):
        messages.post(target, "{}", {})

    assert time.monotonic() - began < 2
    dripping.join()


def connect_by_number(address, timeout):
    """`socket.create_connection` without its own look-up."""
    opened = socket.socket()
    opened.settimeout(timeout)
    opened.connect(address)
    return opened
