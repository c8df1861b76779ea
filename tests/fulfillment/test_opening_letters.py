"""The mail to whoever asked to hear when a drop opens."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.urls import reverse

from capsules.actions.reminding import ask, leave
from capsules.tasks import sweep_openings
from fulfillment.actions import sending
from fulfillment.letters import letter_of
from fulfillment.models import Notice
from fulfillment.outcomes import Failed
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """Somebody asked, and the drop has opened since; it is open for a week."""
    drop = make.capsule(
        opens_at=make.now() + timedelta(hours=1),
        closes_at=make.now() + timedelta(days=7),
        edition_size=2,
        minimum=1,
        tiers=[(1, 1, {"amount_minor": -600})],
    )
    reminder = ask(drop, email="nora@example.org")
    type(drop).objects.filter(pk=drop.pk).update(opens_at=make.now() - timedelta(minutes=1))
    return reminder


def owed():
    return Notice.objects.get(kind="drop_opened")


def letter():
    return letter_of(owed().with_what_it_is_about())


def test_the_mail_says_what_is_next_and_what_it_costs_and_how_to_hear_no_more(asked):
    sweep_openings()

    message, drop = letter(), asked.capsule
    leave_link = f"http://testserver{reverse('reminder', args=[asked.secret])}"
    assert (message.to, message.subject) == (["nora@example.org"], "Low Tide is open")
    assert "No. 1 of 2 is next, €42.00." in message.body
    assert f"See it and preorder: http://testserver{drop.get_absolute_url()}" in message.body
    assert f"Hear no more of it: {leave_link}" in message.body
    assert {name: message.extra_headers[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post")} == {
        "List-Unsubscribe": f"<{leave_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_where_all_are_taken_before_it_goes_out_it_says_so(asked):
    line.preorder(asked.capsule, [1, 2], status="placed")
    sweep_openings()

    message = letter()

    assert message.subject == "Low Tide opened, and nothing is left"
    assert "is next" not in message.body


def test_it_is_owed_once_however_often_it_is_swept(asked):
    sweep_openings(), sweep_openings()

    assert Notice.objects.filter(kind="drop_opened").count() == 1


def test_it_goes_out_as_one_mail(asked, mailbox):
    sweep_openings()
    sending.send_due(limit=10)

    sent = message_from_bytes(mailbox.mails[0].content, policy=policy.default)
    assert (len(mailbox.mails), sent["To"], sent["Subject"]) == (1, "nora@example.org", "Low Tide is open")


def test_who_leaves_before_it_goes_out_gets_none(asked, mailbox):
    sweep_openings()
    leave(asked)

    sending.send_due(limit=10)

    assert mailbox.mails == []
    assert not Notice.objects.exists()


def test_who_leaves_while_it_is_written_gets_none(asked, mailbox):
    sweep_openings()
    taken, written = sending.take(owed().uid), owed().with_what_it_is_about()

    leave(asked)

    assert sending.deliver(taken) is False
    with pytest.raises(Failed, match="They left before this mail went out"):
        letter_of(written)
    assert mailbox.mails == []


def test_a_mail_program_leaves_the_list_by_itself(asked, client):
    answer = client.post(reverse("reminder", args=[asked.secret]), {"List-Unsubscribe": "One-Click"})

    asked.refresh_from_db()
    assert answer.status_code == 302
    assert asked.left_at is not None


def test_who_leaves_after_it_is_forgotten_in_the_mail_too(asked):
    sweep_openings()
    owed().become(Notice.Status.SENT, sent_at=make.now())

    leave(asked)

    assert (owed().to, owed().facts) == ("", {})
