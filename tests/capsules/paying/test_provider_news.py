"""Messages of Stripe: signed, taken once, in any order."""

import json
import time

import pytest
import stripe as library
from django.db.models import Count
from django.urls import reverse

from capsules.actions import cards
from capsules.actions.working import run_errands
from capsules.models import Payment, Preorder, ProviderNews
from tests import make
from tests.card_provider import ASKS_EVERY_TIME, WEBHOOK_SECRET

from .buying import hold, owing, time_passes, type_card

pytestmark = pytest.mark.django_db


def message(kind: str, about: str, event: str = "evt_1", **fields) -> str:
    thing = {"id": about, "object": kind.partition(".")[0], **fields}
    return json.dumps({"id": event, "object": "event", "type": kind, "data": {"object": thing}})


def signed(text: str, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    return library.WebhookSignature.generate_signature_header(text, secret, int(at or time.time()))


def send(client, text: str, signature: str | None = None):
    headers = {"Stripe-Signature": signed(text) if signature is None else signature}
    return client.post(reverse("provider-news"), text, content_type="application/json", headers=headers)


def saved_unheard_of(provider) -> tuple[Preorder, str]:
    """An order whose card is saved, and whose customer's browser never came back."""
    held = hold(make.capsule())
    return held, type_card(provider, held).setup


def test_row_18_the_message_places_the_order_though_the_browser_never_came_back(client, provider):
    held, setup = saved_unheard_of(provider)

    assert send(client, message("setup_intent.succeeded", setup)).status_code == 200
    run_errands()

    held.refresh_from_db()
    assert held.status == "placed"


def test_row_18_the_message_before_the_redirect_and_twice_makes_one_order(client, provider):
    held, setup = saved_unheard_of(provider)
    text = message("setup_intent.succeeded", setup)

    answers = [send(client, text), send(client, text)]
    run_errands()
    again = client.post(reverse("pay-done", args=[held.secret]))
    answers.append(send(client, message("setup_intent.succeeded", setup, "evt_2")))
    run_errands()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (again.status_code, again.url) == (302, held.get_absolute_url())
    assert [*ProviderNews.objects.values_list("event", flat=True)] == ["evt_1", "evt_2"]
    placed = Preorder.objects.annotate(letters=Count("notices")).get()
    assert (placed.status, placed.letters, placed.cards.count()) == ("placed", 1, 1)


def test_row_18_the_redirect_before_the_message_makes_one_order(client, provider):
    held, setup = saved_unheard_of(provider)

    answer = client.post(reverse("pay-done", args=[held.secret]))
    send(client, message("setup_intent.succeeded", setup))
    run_errands()

    placed = Preorder.objects.annotate(letters=Count("notices")).get()
    assert (answer.url, placed.status, placed.letters) == (held.get_absolute_url(), "placed", 1)


def test_a_message_that_lies_changes_nothing_because_stripe_is_asked(client, provider):
    held = hold(make.capsule())
    card, _ = cards.ask(held)

    send(client, message("setup_intent.succeeded", card.setup, status="succeeded"))
    run_errands()

    held.refresh_from_db()
    assert held.status == "held"


def test_the_message_of_a_confirmed_payment_and_the_page_pay_it_once(client, provider):
    payment = owing(provider, number=ASKS_EVERY_TIME)
    run_errands()
    payment.refresh_from_db()
    provider.confirm_payment(payment.intent)

    send(client, message("payment_intent.succeeded", payment.intent))
    client.post(reverse("pay-done", args=[payment.preorder.secret]))
    run_errands()
    send(client, message("payment_intent.payment_failed", payment.intent, "evt_0"))
    run_errands()

    payment.refresh_from_db()
    assert (payment.status, provider.charges) == ("paid", [4800])


@pytest.mark.parametrize("wrong", ["byte", "old", "secret", "missing", "nonsense"])
def test_what_stripe_did_not_sign_lately_is_refused(client, provider, wrong):
    _, setup = saved_unheard_of(provider)
    text = message("setup_intent.succeeded", setup)
    signatures = {
        "byte": signed(text + " "),
        "old": signed(text, at=time.time() - 301),
        "secret": signed(text, secret="whsec_other"),
        "missing": "",
        "nonsense": "t=now",
    }

    answer = send(client, text, signatures[wrong])

    assert (answer.status_code, answer.text) == (400, "The signature is missing, wrong or old.")
    assert not ProviderNews.objects.exists()


def test_messages_that_mean_nothing_here_are_answered_and_not_kept(client, provider):
    text = message("customer.created", "cus_1")

    assert send(client, text).status_code == 200
    assert not ProviderNews.objects.exists()


def test_news_of_another_programs_charge_are_nobodys_here(client, provider):
    send(client, message("payment_intent.succeeded", "pi_of_somebody_else"))

    run_errands()

    assert ProviderNews.objects.get().looked_at


def test_a_message_while_the_provider_is_down_is_looked_into_later(client, provider):
    held, setup = saved_unheard_of(provider)
    provider.is_down = True
    send(client, message("setup_intent.succeeded", setup))
    run_errands()
    held.refresh_from_db()
    assert (held.status, ProviderNews.objects.get().looked_at) == ("held", None)

    provider.is_down = False
    time_passes(minutes=1)
    run_errands()

    held.refresh_from_db()
    assert held.status == "placed"


def test_a_browser_that_comes_back_while_the_provider_is_down_is_not_forgotten(client, provider):
    held, _ = saved_unheard_of(provider)
    provider.is_down = True
    answer = client.post(reverse("pay-done", args=[held.secret]))
    provider.is_down = False
    run_errands()

    held.refresh_from_db()
    assert (answer.status_code, held.status) == (503, "placed")
    assert "The card service does not answer at the moment." in answer.text


def test_without_keys_no_message_is_taken(client, settings):
    settings.STRIPE_SECRET_KEY = ""

    assert send(client, message("setup_intent.succeeded", "seti_1")).status_code == 400


def test_localstripes_own_signed_messages_are_understood(provider, live_server, transactional_db):
    provider.tells(f"{live_server.url}/webhooks/stripe/")
    held, setup = saved_unheard_of(provider)

    deadline = time.monotonic() + 20
    while not ProviderNews.objects.filter(about=setup).exists():
        assert time.monotonic() < deadline, "the message came"
        time.sleep(0.1)
    run_errands()

    held.refresh_from_db()
    assert (held.status, Payment.objects.count()) == ("placed", 0)
