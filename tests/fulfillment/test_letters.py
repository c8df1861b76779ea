from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail

from capsules import signals
from capsules.actions import preordering
from capsules.models import Claim
from fulfillment.actions import announcing, noticing, plan_news, sending, stocking
from fulfillment.letters import letter_of, paragraphs_of
from fulfillment.models import Notice
from scheduling.models import NodePlan
from tests import make
from tests.fulfillment import line

pytestmark = pytest.mark.django_db


def letter(**about):
    return letter_of(Notice.objects.get(**about).with_what_it_is_about())


def text_of(message):
    return message.body


def html_of(message):
    return message.alternatives[0][0]


@time_machine.travel("2026-11-22T19:00:00Z", tick=False)
def test_the_pickup_mail_says_what_where_when_and_shows_the_code():
    there = make.node("Hafen", street="Kai 3", city="Hamburg", postcode="20457", time_zone="Europe/Berlin")
    run, [order] = line.passed_run([17, 18], at=there)
    stocking.receive(there, pieces=line.pieces_of(run), by=make.admin())
    order.refresh_from_db()

    message = letter(kind="pickup")

    assert message.subject == f"Ready to collect: Low Tide, Glaze 1 (order {order.reference})"
    assert text_of(message) == (
        "Hello Ilse R.,\n\n"
        "Low Tide, Glaze 1, No. 17 and No. 18 of 50, made by Kiezel: on the shelf for you.\n\n"
        f"Your pickup code: {order.code}\n\n"
        "Where: Hafen, Kai 3, 20457 Hamburg\n\n"
        "Somebody is at the desk:\n"
        "Mon 23 November, 09:00–18:00\n"
        "Tue 24 November, 09:00–18:00\n"
        "Wed 25 November, 09:00–18:00\n"
        "Thu 26 November, 09:00–18:00\n"
        "(Hamburg time (CET))\n\n"
        "To pay at the desk: €96.00\n\n"
        f"See your order: http://testserver/o/{order.secret}/\n"
    )
    assert order.code in html_of(message)
    picture = message.attachments[0]
    assert (picture["Content-ID"], picture.get_payload(decode=True)[:4]) == ("<code>", b"\x89PNG")


def test_nobody_is_called_to_collect_what_was_cancelled_meanwhile(mailbox):
    run, [order] = line.passed_run([1])
    stocking.receive(run.capsule.made_at, pieces=line.pieces_of(run), by=make.admin())
    preordering.cancel(order, reason="moved away", by=make.admin())

    sending.send_due(limit=10)

    pickup = Notice.objects.get(kind="pickup")
    assert (pickup.status, pickup.last_error) == ("given up", "The order was cancelled before this mail went out.")
    assert len(mailbox.mails) == Notice.objects.filter(status="sent").count() == 1


def test_a_mail_carries_the_same_id_at_every_attempt_and_says_that_a_machine_wrote_it(mailbox):
    order = line.preorder(make.capsule(), [1], status="placed")
    announcing.order_placed(order)
    notice = Notice.objects.get()

    sending.send(notice)

    sent = message_from_bytes(mailbox.mails[0].content, policy=policy.default)
    assert (sent["Message-ID"], sent["Auto-Submitted"]) == (f"<{notice.uid}@testserver>", "auto-generated")
    assert mailbox.mails[0].rcpt_tos == [order.email]
    assert sent.get_content_type() == "multipart/alternative"


def test_the_order_mail_lists_each_position_with_its_price():
    order = line.preorder(make.capsule(), [3, 4], status="placed", total_minor=9000)
    order.claims.filter(position=3).update(price_minor=4200)
    announcing.order_placed(order)

    lines = text_of(letter(kind="preorder_placed")).splitlines()

    assert lines[4:7] == ["No. 3 of 50: €42.00", "No. 4 of 50: €48.00", "To pay when you collect: €90.00"]
    assert lines[-3] == f"See or cancel your order: http://testserver/o/{order.secret}/"


def test_each_customer_of_an_approved_run_is_told_once():
    capsule = make.capsule(status="closed")
    orders = [line.preorder(capsule, [position]) for position in (1, 2)]
    run = line.run(capsule, status="approved")

    for _ in range(2):
        announcing.run_will_be_made(run)

    assert sorted(Notice.objects.values_list("to", "kind")) == sorted((o.email, "run_approved") for o in orders)


def test_news_of_fifty_customers_is_written_in_two_queries(django_assert_num_queries):
    capsule = make.capsule(status="closed")
    for position in range(1, 51):
        line.preorder(capsule, [position])
    run = line.run(capsule, status="approved")

    with django_assert_num_queries(2):
        announcing.run_will_be_made(run)

    assert Notice.objects.count() == 50


def test_a_capsule_that_is_sent_back_twice_is_told_twice():
    maker = make.maker()
    person = make.maker_user(maker)
    capsule = make.capsule(status="submitted", maker=maker, sent_back_reason="No route.")
    signals.capsule_sent_back.send(sender=type(capsule), capsule=capsule)
    signals.capsule_sent_back.send(sender=type(capsule), capsule=capsule)
    capsule.submitted_at = capsule.closes_at
    signals.capsule_sent_back.send(sender=type(capsule), capsule=capsule)

    assert list(Notice.objects.values_list("kind", "to")) == [("capsule_sent_back", person.email)] * 2


def test_words_of_customers_and_makers_do_not_become_markup():
    order = line.preorder(make.capsule("Salt & <b>Sea</b>"), [1], status="placed", name="<script>")
    announcing.order_placed(order)

    message = letter()

    assert "<script>" not in html_of(message)
    assert "Hello <script>," in text_of(message)
    assert message.subject.startswith("Preordered: Salt & <b>Sea</b>")


def invited(**fields):
    """Somebody for whom No. 1 of a sold out edition is held."""
    capsule = make.capsule(edition_size=1, minimum=1)
    now = make.now()
    stamps = {"status": "invited", "invited_at": now, "invited_until": now + timedelta(hours=24)} | fields
    waiting = capsule.waiting.create(email="wim@example.org", **stamps)
    Claim.objects.create(capsule=capsule, waiting=waiting, position=1, edition_size=1, price_minor=0)
    return waiting


@time_machine.travel("2026-11-22T19:00:00Z", tick=False)
def test_an_invitation_says_what_is_kept_until_when_and_leads_there():
    waiting = invited()
    announcing.piece_kept(waiting)

    message = letter()

    assert (message.to, message.subject) == (
        ["wim@example.org"],
        "Kept for you until Mon 23 November, 20:00: Low Tide",
    )
    lines = text_of(message).splitlines()
    assert lines[2] == (
        "a piece of Low Tide by Kiezel came free, and you are next in line. No. 1 of 1 is kept for you until "
        "Mon 23 November, 20:00, Rotterdam time (CET). Nobody else can order it as long."
    )
    page = waiting.capsule.get_absolute_url()
    assert lines[4] == f"Order it: http://testserver{page}?invited={waiting.secret}"
    assert lines[8] == f"Let it go now: http://testserver/w/{waiting.secret}/"


def test_nobody_is_called_to_a_piece_that_has_gone_on(mailbox):
    waiting = invited()
    announcing.piece_kept(waiting)
    waiting.become("lapsed", lapsed_at=make.now())

    sending.send_due(limit=10)

    notice = Notice.objects.get()
    assert (notice.status, notice.last_error) == ("given up", "The invitation was over before this mail went out.")
    assert mailbox.mails == []


def test_the_order_mail_says_what_a_code_took_off():
    order = line.preorder(
        make.capsule(),
        [3],
        status="placed",
        pieces_minor=4800,
        discount_minor=480,
        total_minor=4320,
        price_code=make.price_code("SPRING"),
    )
    announcing.order_placed(order)

    lines = text_of(letter(kind="preorder_placed")).splitlines()

    assert lines[4:7] == ["No. 3 of 50: €48.00", "With your code SPRING: −€4.80", "To pay when you collect: €43.20"]


def every_kind():
    admin, maker = make.admin(), make.maker()
    make.maker_user(maker)
    capsule = make.capsule(status="closed", maker=maker, sent_back_reason="No route.")
    order = line.preorder(capsule, [1])
    gone = line.preorder(capsule, [2], status="released", end_reason="The minimum was not met.")
    run = line.run(capsule, obstacle="No kiln is free.")
    announcing.order_placed(order)
    announcing.order_ended(gone)
    announcing.run_will_be_made(run)
    announcing.listing_decided(capsule, "capsule_listed")
    announcing.listing_decided(capsule, "capsule_sent_back")
    announcing.run_needs_approval(run)
    announcing.run_has_no_place(run)
    node_plan = NodePlan(pk=1, node=capsule.made_at, reason="The kiln is out until Friday.")
    plan_news.plan_written(node_plan, [run], [])
    order.status, order.ready_at = "ready", run.made_at
    order.save()
    announcing.ready_to_collect([order])
    system = type("System", (), {"url": "https://example.org/", "secret": "whsec_AAAA"})
    for endpoint in (line.endpoint(system), line.endpoint(system, maker=maker)):
        noticing.owe_mail(f"off:{endpoint.pk}", "endpoint_switched_off", admin.email, endpoint=endpoint)
    waiting = invited()
    announcing.on_the_list(waiting)
    announcing.piece_kept(waiting)


def test_every_kind_of_mail_has_a_subject_a_text_and_a_page():
    every_kind()

    for notice in Notice.objects.all():
        message = letter_of(notice.with_what_it_is_about())
        assert message.subject, notice.kind
        assert "\n\n\n" not in text_of(message), notice.kind
        assert html_of(message).lstrip().startswith("<!doctype html>"), notice.kind
        message.message()
    assert sorted(Notice.objects.values_list("kind", flat=True)) == [
        "capsule_listed",
        "capsule_sent_back",
        "endpoint_switched_off",
        "endpoint_switched_off",
        "pickup",
        "preorder_ended",
        "preorder_placed",
        "run_approved",
        "run_planned",
        "run_proposed",
        "run_unplannable",
        "run_unplannable",
        "waiting_invited",
        "waiting_joined",
    ]


WITH_DAYS = ("preorder_placed", "run_approved", "pickup")
"""These ask for the promise, or for the node's hours on single days."""


def test_a_mail_is_rendered_with_few_queries(django_assert_max_num_queries):
    every_kind()

    for notice in Notice.objects.all():
        with django_assert_max_num_queries(5 if notice.kind in WITH_DAYS else 4):
            letter_of(notice.with_what_it_is_about())


def test_a_line_that_names_a_link_becomes_a_button():
    assert paragraphs_of("Hello.\n\nSee it: http://testserver/o/x/") == [
        {"words": "Hello."},
        {"label": "See it", "url": "http://testserver/o/x/"},
    ]


def test_nothing_is_sent_while_it_is_only_owed():
    announcing.order_placed(line.preorder(make.capsule(), [1], status="placed"))

    assert mail.outbox == []
