"""What a node's system may answer to a message, and what we then do."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import override_settings

from coop.models import Entry
from fulfillment.actions import sending
from fulfillment.models import Endpoint, Notice
from fulfillment.tasks import sweep_notices
from tests import make
from tests.fulfillment import line
from tests.fulfillment.owed import outcome, owe_message, waits

pytestmark = pytest.mark.django_db


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
    assert list(Notice.objects.filter(kind="endpoint_switched_off").values_list("to", "endpoint")) == [
        (admin.email, endpoint.pk)
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
