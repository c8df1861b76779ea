"""Orders by card at the desk, on their page and in mails. What the provider says is written as it says it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from capsules.actions import ending, holding, overdue, paying, preordering, refunding
from capsules.models import Card, Payment, Preorder
from capsules.paying.provider import Asks, Taken
from fulfillment.actions import handing_over, stocking
from fulfillment.actions.handing_over import Unpaid, WrongSum
from fulfillment.letters import letter_of
from fulfillment.models import Handover, Notice
from fulfillment.outcomes import Failed
from tests import make
from tests.fulfillment import line

from .test_desk_page import find, words

pytestmark = pytest.mark.django_db


def owing(*positions, at=None, **fields) -> Payment:
    """An order by card that is being made, and owes its sum."""
    capsule = make.capsule(status="closed", **fields)
    order = line.preorder(capsule, list(positions or [1]), at=at, pay_by="card")
    Card.objects.create(preorder=order, saved_at=make.now(), method="pm_1", brand="visa", last4="4242")
    paying.owe_for_run(capsule)
    return order.payments.get()


def ready(at, *, paid: bool) -> Preorder:
    """An order by card whose piece lies on the shelf of this node."""
    run, [order] = line.passed_run([17], at=at)
    Preorder.objects.filter(pk=order.pk).update(pay_by="card")
    paying.owe_for_run(run.capsule)
    payment = order.payments.get()
    paying.settle(payment, Taken("pi_1") if paid else Asks("card", "Your card was declined."))
    stocking.receive(at, pieces=line.pieces_of(run), by=make.admin())
    order.refresh_from_db()
    return order


def text(kind: str) -> str:
    return letter_of(Notice.objects.filter(kind=kind).latest("pk").with_what_it_is_about()).body


def subject(kind: str) -> str:
    return letter_of(Notice.objects.filter(kind=kind).latest("pk").with_what_it_is_about()).subject


# The desk


def test_row_23_an_unpaid_order_by_card_is_refused_with_what_to_do():
    order = ready(make.node(), paid=False)

    with pytest.raises(Unpaid) as refused:
        handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=4800)

    assert str(refused.value) == (
        "Unpaid: €48.00 should have come by card, and did not. "
        "Take €48.00 here, or ask the customer to pay by the link on the order’s page."
    )
    assert not Handover.objects.exists()


def test_row_23_the_desk_takes_the_sum_and_no_card_is_charged_any_more(client):
    node = make.node()
    order = ready(node, paid=False)
    client.force_login(make.desk_user(node))

    page = words(find(client, node, order.code))
    form = {"code": order.pickup_code, "paid_minor": 4800, "in_cash": "yes"}
    answer = client.post(reverse("desk-hand-over", args=[node.slug]), form, follow=True)

    assert "Do not hand over" in page
    assert "€48.00 taken here: hand over No. 17 The card is then not charged any more." in page
    assert "No. 17 handed over to Ilse R., €48.00 paid." in words(answer)
    assert [*order.payments.values_list("way", "status", "amount_minor")] == [
        ("card", "dropped", 4800),
        ("desk", "paid", 4800),
    ]


def test_a_paid_order_by_card_is_handed_over_without_money(client):
    node = make.node()
    order = ready(node, paid=True)
    client.force_login(make.desk_user(node))

    page = words(find(client, node, order.code))
    answer = client.post(
        reverse("desk-hand-over", args=[node.slug]), {"code": order.pickup_code, "paid_minor": 0}, follow=True
    )

    assert "Paid by card €0.00" in page
    assert "Hand over No. 17, nothing to pay" in page
    assert "handed over to Ilse R., paid by card before." in words(answer)
    assert (Handover.objects.get().paid_minor, order.payments.count()) == (0, 1)


def test_money_is_not_taken_twice_for_what_was_paid_by_card():
    order = ready(make.node(), paid=True)

    with pytest.raises(WrongSum):
        handing_over.hand_over(order, at=order.pickup_node, by=make.admin(), paid_minor=4800)


def test_what_is_paid_at_the_desk_is_a_payment_too():
    node = make.node()
    run, [order] = line.passed_run([1], at=node)
    stocking.receive(node, pieces=line.pieces_of(run), by=make.admin())

    handing_over.hand_over(order, at=node, by=make.admin(), paid_minor=4800)

    order.refresh_from_db()
    assert [*order.payments.values_list("way", "status", "amount_minor")] == [("desk", "paid", 4800)]
    assert (order.paid_minor, order.to_pay_minor) == (4800, 0)


# The order's page


def receipt(client, order) -> list[tuple]:
    shown = client.get(order.get_absolute_url()).context["shown"]
    lines = [(row["words"], row["minor"]) for row in shown.receipt]
    return lines[[row.get("total", False) for row in shown.receipt].index(True) + 1 :]


def test_the_receipt_says_what_was_paid_and_what_goes_back(client):
    payment = owing()
    order = payment.preorder
    before = receipt(client, order)
    paying.settle(payment, Asks("card", "Your card was declined."))
    asked = receipt(client, order)
    paying.settle(payment, Taken("pi_1"))
    paid = receipt(client, order)
    payment.refresh_from_db()
    refunding.give_back(payment, 800, reason="a scratch", by=make.admin())
    in_part = receipt(client, order)
    preordering.cancel(order, reason="the mould broke", by=make.admin())

    assert before == [("Charged so far", 0), ("Charged to Visa ending in 4242", 4800)]
    assert asked == before
    assert paid == [("Paid by card", 4800)]
    assert in_part == [("Paid by card", 4800), ("Given back", -800)]
    assert receipt(client, order) == [("Paid by card", 4800), ("Given back", -4800), ("To pay", 0)]


def test_the_page_of_a_failed_card_leads_to_another_one(client):
    payment = owing()
    paying.settle(payment, Asks("card", "Your card was declined."))

    page = words(client.get(payment.preorder.get_absolute_url()))

    assert "Your card was not charged Your card was declined. Low Tide waits for you until" in page
    assert "Pay with another card, €48.00" in page


def test_a_lapsed_hold_says_that_nothing_was_ordered(client):
    held = line.preorder(make.capsule(), [3], status="held", held_until=make.now())
    holding.lapse_due()

    page = words(client.get(held.get_absolute_url()))

    assert "No longer held for you" in page
    assert "no card was saved by then. Nothing was ordered, and nothing is charged. See whether a piece is left" in page
    assert "Cancel this order" not in page


# The mails


def test_a_failed_card_gets_a_mail_with_a_link_for_72_hours_and_two_reminders():
    payment = owing()
    paying.settle(payment, Asks("card", "Your card was declined."))
    link = f"Give another card: http://testserver/o/{payment.preorder.secret}/pay/"

    assert subject("payment_asked").startswith("Your card was not charged: Low Tide, Glaze 1 (order ")
    assert (
        "we tried to charge €48.00 for Low Tide, Glaze 1 by Kiezel, and it did not work: Your card was declined."
        in (text("payment_asked"))
    )
    assert link in text("payment_asked")
    for hours, left in ((25, "46 hours"), (36, "10 hours")):
        Payment.objects.update(asked_at=Payment.objects.get().asked_at - timedelta(hours=hours))
        overdue.remind_due()
        assert subject("payment_reminded").startswith(f"{left} left to pay for Low Tide, Glaze 1 (order ")
        assert link in text("payment_reminded")
    assert Notice.objects.filter(kind="payment_reminded").count() == 2


def test_a_bank_that_asks_gets_other_words():
    paying.settle(owing(), Asks("confirmation", "The bank asks the customer to confirm."))

    assert subject("payment_asked").startswith("Please confirm with your bank: Low Tide")
    assert "your bank wants you to confirm the €48.00" in text("payment_asked")


def test_nobody_is_asked_to_pay_what_was_paid_before_the_mail_went_out():
    payment = owing()
    paying.settle(payment, Asks("card", "Your card was declined."))
    paying.settle(payment, Taken("pi_1"))

    with pytest.raises(Failed, match="The payment was paid before this mail went out"):
        text("payment_asked")


def test_a_paid_card_gets_a_receipt_by_mail():
    payment = owing(1, 2)
    Payment.objects.update(card=Card.objects.get())
    paying.settle(payment, Taken("pi_1"))

    assert subject("payment_taken").startswith("Paid: €96.00 for Low Tide, Glaze 1 (order ")
    assert "€96.00 for 2 pieces of Low Tide, Glaze 1, by Kiezel, was charged to your Visa ending in 4242." in (
        text("payment_taken")
    )


def test_a_part_that_goes_back_is_told_with_its_reason():
    payment = owing()
    paying.settle(payment, Taken("pi_1"))
    payment.refresh_from_db()
    refunding.give_back(payment, 800, reason="There is a scratch at the foot.", by=make.admin())

    assert subject("refund_owed").startswith("€8.00 goes back to you (order ")
    assert "The reason: There is a scratch at the foot." in text("refund_owed")


def test_the_end_of_a_paid_order_is_told_in_one_mail_with_what_goes_back():
    payment = owing()
    paying.settle(payment, Taken("pi_1"))
    preordering.cancel(payment.preorder, reason="The mould broke.", by=make.admin())

    assert "you owe nothing. The €48.00 that you paid goes back to your card." in text("preorder_ended")
    assert not Notice.objects.filter(kind="refund_owed").exists()


def test_the_end_of_an_order_whose_card_was_not_charged_says_so():
    payment = owing()
    preordering.cancel(payment.preorder, reason="The mould broke.", by=make.admin())

    assert "you owe nothing. Your card was not charged, and we do not keep it." in text("preorder_ended")


def test_a_charge_that_came_too_late_is_told_as_it_goes_back():
    payment = owing()
    ending.end_payments([payment.preorder], at=make.now(), by="worker")
    paying.settle(payment, Taken("pi_1"))

    assert subject("refund_owed").startswith("€48.00 goes back to you (order ")


def test_a_lapsed_hold_is_told_with_the_way_back_to_the_drop():
    held = line.preorder(make.capsule(), [3], status="held", held_until=make.now())
    holding.lapse_due()

    assert subject("preorder_ended") == f"No longer held for you: Low Tide, Glaze 1 (order {held.reference})"
    assert f"See whether a piece is left: http://testserver{held.capsule.get_absolute_url()}" in text("preorder_ended")


def test_the_pickup_mail_and_the_nodes_message_ask_for_no_money_of_what_is_paid():
    node = make.node()
    line.endpoint(type("System", (), {"url": "https://example.org/", "secret": "whsec_AAAA"}), node=node)

    ready(node, paid=True)

    assert "Nothing to pay: you have paid by card." in text("pickup")
    assert Notice.objects.get(channel="message").facts["to_pay_minor"] == 0


def test_the_mails_of_an_order_by_card_say_when_it_is_charged(settings):
    capsule = make.capsule()
    placed = line.preorder(capsule, [1], status="placed", pay_by="card")
    preordering.preorder_placed.send(sender=Preorder, preorder=placed)

    assert "To be charged to your card when the run is approved: €48.00" in text("preorder_placed")
