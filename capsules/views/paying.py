from contextlib import suppress
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from capsules.actions import cards, charging, holding, news_of_provider, paying
from capsules.models import Payment, Preorder
from capsules.pay_shown import PayShown
from capsules.paying import stripe, takes_cards
from capsules.paying.provider import NotFromProvider, ProviderAway
from capsules.refusals import HoldOver
from coop.access import public, secret_link
from coop.private import kept_private
from coop.refusals import Refusal

AWAY = "The card service does not answer at the moment. Nothing was charged. Wait a minute and load this page again."
NOT_YET = "Nothing was charged. You can try again here."


@secret_link
def pay(request, secret):
    """The card form of an order that is held, or whose card was not charged; every other order has nothing here."""
    order = found(secret)
    shown = PayShown(order, now=timezone.now())
    if not shown.is_wanted:
        return kept_private(redirect(order))
    if shown.is_over:
        holding.lapse_over_in(order.capsule)
        return kept_private(redirect(order))
    try:
        form = form_secret(shown)
    except ProviderAway:
        return page(request, shown, refusal=AWAY, status=503)
    return page(request, shown, secret=form) if form else kept_private(redirect("pay-done", secret))


def form_secret(shown) -> str:
    """What the form in the browser needs; nothing where the card is saved already."""
    if not shown.saves:
        return stripe().secret_of(paying.due_of(shown.payment))
    _, setup = cards.ask(shown.order)
    return "" if setup.is_saved else setup.secret


@secret_link
def pay_done(request, secret):
    """Where the card form leads: we ask the provider ourselves, whatever the browser says."""
    order = found(secret)
    shown = PayShown(order, now=timezone.now())
    if not shown.is_wanted:
        return kept_private(redirect(order))
    try:
        return came_back(request, shown)
    except ProviderAway:
        remember_to_look(shown)
        return page(request, shown, refusal=AWAY, status=503)
    except HoldOver:
        return kept_private(redirect(order))


def came_back(request, shown):
    """Whoever saved a card has ordered, or pays with it now; whoever confirmed has paid."""
    order, payment = shown.order, shown.payment
    if payment and not shown.saves:
        payment = charging.look(payment)
    else:
        for card in order.cards.open().exclude(setup=""):
            cards.look(card)
        if payment:
            payment = charging.charge(payment)
    shown = PayShown(found(order.secret), now=timezone.now())
    if not shown.is_wanted:
        return kept_private(redirect(order))
    why = f"{payment.last_error} " if payment and payment.last_error else ""
    messages.warning(request, why + NOT_YET)
    return kept_private(redirect("pay", order.secret))


def remember_to_look(shown):
    """The worker looks as soon as the provider answers: a card that was saved in time is not lost."""
    about = [card.setup for card in shown.order.cards.open().exclude(setup="")]
    about += [shown.payment.intent] if shown.payment else []
    for each in about:
        news_of_provider.take_note(event=f"came back:{each}:{timezone.now().isoformat()}", kind="came back", about=each)


@secret_link
@require_POST
def pay_again(request, secret):
    """Try the same card once more."""
    payment = Payment.objects.asked().filter(preorder=found(secret)).first()
    if payment:
        with suppress(Refusal):
            charging.charge(paying.try_again(payment))
    return kept_private(redirect("pay", secret))


@secret_link
@require_POST
def pay_at_desk(request, secret):
    order = found(secret)
    try:
        holding.pay_at_desk(order)
        messages.success(request, "You pay at the desk, when you collect.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return kept_private(redirect(order))


# Stripe signs what it sends; no cookie stands behind it.
@public
@csrf_exempt
@require_POST
def provider_news(request):
    """A message of Stripe: written down once, and looked into by the worker."""
    if not takes_cards():
        return HttpResponseBadRequest("Nobody pays by card here.")
    try:
        news = stripe().read_news(request.body, request.headers.get("Stripe-Signature", ""))
    except NotFromProvider:
        return HttpResponseBadRequest("The signature is missing, wrong or old.")
    if news.kind in news_of_provider.KINDS:
        news_of_provider.take_note(event=news.event, kind=news.kind, about=news.about)
    return HttpResponse("Noted.")


def found(secret) -> Preorder:
    orders = Preorder.objects.select_related("capsule__maker", "capsule__made_at", "variant", "pickup_node")
    return get_object_or_404(orders, secret=secret)


def page(request, shown, *, secret="", refusal=None, status=200):
    context = {"shown": shown, "order": shown.order, "capsule": shown.order.capsule, "refusal": refusal}
    context |= {"secret": secret, "stripe_js": settings.STRIPE_JS, "stripe_key": settings.STRIPE_PUBLIC_KEY}
    return kept_private(with_form(lambda: render(request, "order/pay.html", context, status=status)))


def with_form(answer):
    """This page alone may load Stripe's script and its frames, and speak to Stripe."""
    script, interface = origin(settings.STRIPE_JS), origin(settings.STRIPE_API_BASE)
    wide = script.replace("://js.", "://*.js.")
    allowed = {
        "script-src": [SELF, script, wide],
        "frame-src": [script, wide, "https://hooks.stripe.com"],
        "connect-src": [SELF, interface],
    }
    return csp_update(allowed)(answer)()


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
