"""The card form behind an order's secret link, and the office's pages of payments."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from capsules.actions.working import run_errands
from capsules.models import Card, Difference, Payment, Preorder, Refund
from tests import make
from tests.card_provider import ASKS_EVERY_TIME, DECLINED_WHEN_CHARGED
from tests.fulfillment import line

from .buying import buy, hold, local, owing, time_passes, type_card

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    text = re.sub(r"<(script|style).*?</\1>|</?(time|b)\b[^>]*>", "", answer.text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def url(name, order):
    return reverse(name, args=[order.secret])


@pytest.fixture
def declined(provider):
    payment = owing(provider, number=DECLINED_WHEN_CHARGED)
    run_errands()
    payment.refresh_from_db()
    return payment


def typed(drop, **fields):
    variant = drop.variants.get()
    return {
        "variant": variant.pk,
        "quantity": 1,
        f"seen_{variant.pk}_1": 4800,
        "pickup_node": drop.made_at_id,
        "name": "Nora",
        "email": "nora@example.org",
        "idempotency_key": "6a2f41a3-c54c-4ce8-8f3a-3a1d3a3f9a7e",
    } | fields


def test_the_form_of_a_capsule_leads_to_the_card_form_by_see_other(client, provider):
    drop = make.capsule()

    answers = [client.post(drop.get_absolute_url(), typed(drop, pay_by="card")) for _ in range(2)]

    held = Preorder.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(303, url("pay", held))] * 2
    assert (held.status, held.pay_by) == ("held", "card")


def test_the_form_offers_both_ways_and_the_desk_is_chosen_where_nothing_is(client, provider):
    drop = make.capsule()
    page = client.get(drop.get_absolute_url()).text
    assert re.findall(r'name="pay_by" value="(\w+)"( checked)?', page) == [("desk", " checked"), ("card", "")]

    client.post(drop.get_absolute_url(), typed(drop))

    placed = Preorder.objects.get()
    assert (placed.status, placed.pay_by) == ("placed", "desk")


def test_where_no_keys_are_set_the_form_offers_no_card_and_takes_none(client):
    drop = make.capsule()
    assert 'name="pay_by"' not in client.get(drop.get_absolute_url()).text

    answer = client.post(drop.get_absolute_url(), typed(drop, pay_by="card"))

    assert (answer.status_code, Preorder.objects.count()) == (422, 0)


def test_the_page_says_what_is_charged_now_and_later_and_how_long_it_is_held(client, provider):
    capsule = make.capsule(tiers=[(1, 10, {"amount_minor": -600})])
    held = hold(capsule, 2)

    page = words(client.get(url("pay", held)))

    assert "Nothing is charged today. The card is charged €84.00 when the co-op approves the run" in page
    assert f"left: held for you until {local(held.held_until, capsule)}, Rotterdam time (CET)" in page
    assert re.search(r"\b1[45]:\d\d left", page)
    assert "Charged now the card is only saved €0.00" in page
    assert "Pay at the desk instead, €84.00" in page
    assert "Paying by card needs JavaScript" in page


def test_the_page_lets_in_stripes_script_and_no_other_page_does(client, provider, settings):
    held = hold(make.capsule())
    settings.STRIPE_JS = "https://js.stripe.com/v3/?advancedFraudSignals=false"
    settings.STRIPE_API_BASE = provider.url

    policy = policy_of(client.get(url("pay", held)))
    others = [policy_of(client.get(path)) for path in (held.get_absolute_url(), held.capsule.get_absolute_url())]

    assert policy["script-src"] == ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]
    assert policy["frame-src"] == ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]
    assert policy["connect-src"] == ["'self'", provider.url]
    assert policy["default-src"] == ["'self'"]
    assert not any("script-src" in other for other in others)


def policy_of(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts}


def test_the_page_is_kept_private_and_a_guess_opens_nothing(client, provider):
    answer = client.get(url("pay", hold(make.capsule())))

    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("strict-origin", "no-store")
    for name in ("pay", "pay-done", "pay-again", "pay-at-desk"):
        assert client.post(reverse(name, args=["guessed"])).status_code == 404


def test_a_saved_card_makes_the_order_and_its_page_says_so(client, provider):
    held = hold(make.capsule())
    type_card(provider, held)

    answer = client.post(url("pay-done", held), follow=True)

    page = words(answer)
    assert "No. 1 is reserved for you" in page
    assert "Charged to Visa ending in 4242 when the run is approved €48.00" in page
    assert "Pay at the desk instead, €48.00" in page


def test_a_card_that_is_saved_already_needs_no_form(client, provider):
    held = hold(make.capsule())
    type_card(provider, held)

    answer = client.get(url("pay", held), follow=True)

    assert [path for path, _ in answer.redirect_chain] == [url("pay-done", held), held.get_absolute_url()]
    held.refresh_from_db()
    assert held.status == "placed"


def test_whoever_comes_back_without_a_saved_card_is_told_and_may_try_again(client, provider):
    held = hold(make.capsule())
    client.get(url("pay", held))

    answer = client.post(url("pay-done", held), follow=True)

    assert answer.redirect_chain == [(url("pay", held), 302)]
    assert "Nothing was charged. You can try again here." in words(answer)


def test_while_the_provider_is_down_the_page_says_so_and_offers_the_desk(client, provider):
    held = hold(make.capsule())
    provider.is_down = True

    answer = client.get(url("pay", held))

    assert answer.status_code == 503
    assert "The card service does not answer at the moment. Nothing was charged." in words(answer)
    assert "Pay at the desk instead" in words(answer)
    assert "Pay at the desk instead" not in words(client.post(url("pay-at-desk", held), follow=True))
    held.refresh_from_db()
    assert (held.status, held.pay_by) == ("placed", "desk")


def test_a_hold_that_is_over_leads_to_its_end(client, provider):
    held = hold(make.capsule())
    time_passes(minutes=16)

    answer = client.get(url("pay", held), follow=True)

    assert "No longer held for you" in words(answer)
    assert "no card was saved by then." in words(client.post(url("pay-at-desk", held), follow=True))
    held.refresh_from_db()
    assert held.status == "lapsed"


def test_the_order_page_of_a_hold_leads_to_the_card_form(client, provider):
    held = hold(make.capsule())

    page = words(client.get(held.get_absolute_url()))

    assert "No. 1 is held for you" in page
    assert "and not ordered yet Give your card, or choose to pay at the desk." in page


def test_a_declined_card_is_told_on_the_order_page_and_another_one_pays_at_once(client, provider, declined):
    order = declined.preorder
    assert "Your card was not charged Your card was declined." in words(client.get(order.get_absolute_url()))
    form = words(client.get(url("pay", order)))
    assert "Your card was not charged Your card was declined. Give another card and Low Tide stays yours." in form
    assert "Pay €48.00" in form
    assert "Try Visa ending in 0341 again, €48.00" in form

    provider.save_card(Card.objects.open().get().setup)
    answer = client.post(url("pay-done", order), follow=True)

    assert answer.redirect_chain == [(order.get_absolute_url(), 302)]
    assert "Paid by card" in words(answer)
    assert provider.charges == [4800]


def test_another_card_that_is_declined_too_is_said_at_once(client, provider, declined):
    type_card(provider, declined.preorder, DECLINED_WHEN_CHARGED)

    answer = client.post(url("pay-done", declined.preorder), follow=True)

    assert "Your card was declined. Nothing was charged. You can try again here." in words(answer)


def test_another_card_whose_bank_asks_leads_to_its_question(client, provider, declined):
    type_card(provider, declined.preorder, ASKS_EVERY_TIME)

    answer = client.post(url("pay-done", declined.preorder), follow=True)

    assert "Your bank wants to hear from you" in words(answer)
    assert "Confirm with my bank, €48.00" in words(answer)


def test_the_same_card_is_tried_again_by_a_button(client, provider, declined):
    provider.heal(DECLINED_WHEN_CHARGED)

    client.post(url("pay-again", declined.preorder))
    client.post(url("pay-again", declined.preorder))

    assert provider.charges == [4800]


def test_an_order_with_nothing_to_pay_has_no_card_form(client, provider):
    placed = buy(provider, make.capsule())

    for name in ("pay", "pay-done"):
        assert client.post(url(name, placed)).url == placed.get_absolute_url()


def test_while_a_card_is_charged_the_order_page_says_so(client, provider):
    payment = owing(provider)

    assert "Your card is being charged" in words(client.get(payment.preorder.get_absolute_url()))


# The office


@pytest.fixture
def office(client):
    client.force_login(make.admin())
    return client


def test_the_office_sees_what_waits_and_what_to_do(office, provider, declined):
    payment = Payment.objects.get()
    Difference.objects.create(kind="taken there", reference="pi_7", payment=payment, theirs_minor=4800, currency="EUR")
    stuck = owing(provider)
    Payment.objects.filter(pk=stuck.pk).update(owed_at=make.now() - timedelta(hours=2), last_error="Down.")

    page = words(office.get(reverse("payments")))

    assert "1 differences from Stripe" in page
    assert "Taken there, and not noted here pi_7" in page
    assert "€0.00 €4,800.00" not in page
    assert "€0.00 €48.00 The money came. Open the payment, and ask Stripe again." in page
    assert "Your card was declined." in page
    assert "Not charged for an hour" in page
    assert "Down." in page


def test_the_overview_counts_what_of_money_waits_for_somebody(office):
    assert "to look into" not in words(office.get(reverse("office")))
    Difference.objects.create(kind="unknown charge", reference="pi_7", theirs_minor=480, currency="EUR")

    assert "1 payment to look into" in words(office.get(reverse("office")))


def test_an_admin_settles_a_difference_with_a_note_and_not_without(office):
    difference = Difference.objects.create(kind="unknown charge", reference="pi_7", theirs_minor=480, currency="EUR")
    address = reverse("difference-settle", args=[difference.pk])

    refused = office.post(address, {"note": " "})
    answer = office.post(address, {"note": "Refunded at Stripe."}, follow=True)

    assert refused.status_code == 422
    assert "Say how it was settled" in words(refused)
    assert "Settled. It is kept, and listed no more." in words(answer)
    assert "pi_7" not in words(answer)


def test_an_admin_gives_back_a_part_and_is_told_what_is_too_much(office, provider):
    payment = owing(provider)
    run_errands()
    address = reverse("payment", args=[payment.pk])
    assert "At most €48.00. The order stands as it is" in words(office.get(address))

    answer = office.post(address, {"minor": "8.50", "reason": "a scratch"}, follow=True)
    refused = office.post(address, {"minor": "40", "reason": "a scratch"})
    missing = office.post(address, {"minor": "", "reason": ""})

    assert "€8.50 goes back to Nora, who is told your reason." in words(answer)
    assert (refused.status_code, missing.status_code) == (422, 422)
    assert "At most €39.50 can go back, and at least a cent." in words(refused)
    assert [*Refund.objects.values_list("amount_minor", "reason")] == [(850, "a scratch")]


def test_an_admin_says_that_a_refund_was_given_by_hand(office):
    placed = line.preorder(make.capsule(), [1], status="ready")
    paid = {"way": "desk", "amount_minor": 4800, "currency": "EUR", "status": "paid", "paid_at": make.now()}
    refund = Payment.objects.create(preorder=placed, **paid).refunds.create(amount_minor=800, reason="a scratch")
    run_errands()
    assert "It was paid at the desk: give it back there" in words(office.get(reverse("payments")))

    answers = [office.post(reverse("refund-given", args=[refund.pk]), follow=True) for _ in range(2)]

    assert ["Noted: €8.00 given back." in words(answer) for answer in answers] == [True, False]
    assert "Nothing to do: it no longer waits" in words(answers[1])


def test_an_admin_asks_stripe_again_about_a_payment(office, provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    payment.refresh_from_db()
    provider.confirm_payment(payment.intent)

    answer = office.post(reverse("payment-look", args=[payment.pk]), follow=True)

    assert "Stripe was asked: paid." in words(answer)


def test_the_office_asks_as_often_for_three_payments_as_for_one(office, provider):
    def waiting():
        payment = owing(provider, number=DECLINED_WHEN_CHARGED)
        paid = owing(provider)
        run_errands()
        Difference.objects.create(kind="taken there", reference=paid.uid, payment=paid, currency="EUR")
        paid.refunds.create(amount_minor=5, reason="a scratch", status="by hand", by_hand_at=make.now())
        return payment

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(reverse("payments")).status_code == 200
        return len(queries)

    waiting()
    first = asked()
    waiting(), waiting()

    assert asked() == first
