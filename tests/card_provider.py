"""A provider of card payments on this machine: localstripe, on a port of its own, slow or faulty where a test wants it.

localstripe answers most of Stripe's interface. What Stripe documents and localstripe leaves out is added here: keys
that make a repeated question one, `off_session`, card errors as errors, lists by date, and messages about intents.
"""

import asyncio
from contextlib import suppress
from functools import cache
from threading import Thread
from types import MethodType

from aiohttp import web
from localstripe import resources, server, webhooks
from localstripe.errors import UserError

SECRET_KEY, PUBLIC_KEY, WEBHOOK_SECRET = "sk_test_coop", "pk_test_coop", "whsec_test_coop"
GOOD, DECLINED_WHEN_SAVED = "4242424242424242", "4000000000000002"
DECLINED_WHEN_CHARGED, ASKS_EVERY_TIME = "4000000000000341", "4000002760003184"


class CardProvider:
    """It listens at `url`. There is one in a process, `card_provider()`: localstripe's rows are global."""

    def __init__(self):
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self.behave()

    def behave(self) -> None:
        """Forget everything, and answer at once."""
        resources.store.clear()
        webhooks._webhooks.clear()
        self.calls: list[tuple[str, str]] = []
        self.kept: dict[str, web.Response | None] = {}
        self.slow_s = 0.0
        self.fails_every = 0
        self.lost: set[int] = set()
        self.is_down = False
        self.dawdles_at = ""
        self.dawdling = False

    def settings(self) -> dict[str, str]:
        """What Coop must know of it."""
        return {
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLIC_KEY": PUBLIC_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": self.url,
            "STRIPE_JS": f"{self.url}/js.stripe.com/v3/",
        }

    def tells(self, url: str) -> None:
        """Send messages about what happens to this address."""
        webhooks.register_webhook("coop", url, WEBHOOK_SECRET, None)

    # What it has

    def all(self, kind: type) -> list:
        return [thing for thing in list(resources.store.values()) if isinstance(thing, kind)]

    @property
    def taken(self) -> dict[str, int]:
        """How much was charged for each payment of ours, however often."""
        sums: dict[str, int] = {}
        for intent in self.all(resources.PaymentIntent):
            if intent.status == "succeeded":
                payment = intent.metadata["payment"]
                sums[payment] = sums.get(payment, 0) + intent.amount
        return sums

    @property
    def charges(self) -> list[int]:
        """Every charge that took money."""
        return sorted(charge.amount for charge in self.all(resources.Charge) if charge.status == "succeeded")

    @property
    def given_back(self) -> list[int]:
        return sorted(refund.amount for refund in self.all(resources.Refund))

    @property
    def intents(self) -> list[resources.PaymentIntent]:
        return self.all(resources.PaymentIntent)

    @property
    def customers(self) -> list[resources.Customer]:
        return self.all(resources.Customer)

    @property
    def all_refunds(self) -> list[resources.Refund]:
        return self.all(resources.Refund)

    def status_of(self, intent: str) -> str:
        return resources.PaymentIntent._api_retrieve(intent).status

    @property
    def kept_cards(self) -> int:
        return sum(method.customer is not None for method in self.all(resources.PaymentMethod))

    # What happens there

    def heal(self, number: str) -> None:
        """The bank takes this card from now on."""
        for method in self.all(resources.PaymentMethod):
            if method._card_number == number:
                method._card_number = GOOD

    def loses_cards(self) -> None:
        """All cards that were saved are no longer there."""
        for method in self.all(resources.PaymentMethod):
            resources.store.pop(f"payment_method:{method.id}")

    def refunds_by_itself(self, intent: str, minor: int) -> str:
        """Somebody refunds a charge on the provider's own pages."""
        return self._do(lambda: resources.Refund(payment_intent=intent, amount=minor)).id

    def refund_fails(self, reference: str) -> None:
        """The bank sends a refund back."""
        resources.Refund._api_retrieve(reference).status = "failed"

    def loses_answer(self, number: int) -> None:
        """The so-many-th question from now on is answered, and nobody hears it."""
        self.lost = {len(self.calls) + number}

    # What a browser does with Stripe's script

    def save_card(self, setup: str, number: str = GOOD) -> None:
        """Type a card into the form."""
        intent = resources.SetupIntent._api_retrieve(setup)
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        with suppress(UserError):  # the form says that the card was declined
            self._do(lambda: confirm_setup(setup, payment_method_data={"type": "card", "card": card}))
        if intent.next_action:
            self._do(lambda: confirm_setup(setup))

    def confirm_payment(self, intent: str, *, success: bool = True) -> None:
        """Answer the bank's question."""
        secret = resources.PaymentIntent._api_retrieve(intent).client_secret
        self._do(lambda: authenticate_payment(intent, client_secret=secret, success=success))

    def _do(self, act):
        async def doing():
            return act()

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(10)

    # How it runs

    def start(self) -> None:
        Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    async def _listen(self) -> None:
        server.app.middlewares.insert(0, self._middleware())
        server.app.middlewares.append(fill_the_gaps)
        runner = web.AppRunner(server.app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    def _middleware(self):
        @web.middleware
        async def answer(request, handler):
            return await self._answer(request, handler)

        return answer

    async def _answer(self, request: web.Request, handler):
        if not request.path.startswith("/v1/"):
            return await handler(request)
        self.calls.append((request.method, request.path))
        await asyncio.sleep(self.slow_s)
        fault = self._fault()
        if self.is_down or fault == "before":
            return web.json_response({"error": {"type": "api_error", "message": "Down for a moment."}}, status=503)
        answer = await self._once(request, handler)
        if fault == "after":
            request.transport.close()  # it is done, and nobody hears of it
        while self.dawdles_at and self.dawdles_at in request.path:
            self.dawdling = True
            await asyncio.sleep(0.02)
        return answer

    def _fault(self) -> str:
        if len(self.calls) in self.lost:
            return "after"
        if not self.fails_every or len(self.calls) % self.fails_every:
            return ""
        return "after" if len(self.calls) // self.fails_every % 2 else "before"

    async def _once(self, request: web.Request, handler):
        """The same key is the same question: it gets the same answer, and while the first is asked, none."""
        key = request.headers.get("Idempotency-Key")
        if not key:
            return await handler(request)
        if key in self.kept:
            kept = self.kept[key]
            if kept is None:
                return web.json_response({"error": {"type": "idempotency_error", "message": "In use."}}, status=409)
            return web.Response(body=kept.body, status=kept.status, content_type="application/json")
        self.kept[key] = None
        self.kept[key] = await handler(request)
        return self.kept[key]


@cache
def card_provider() -> CardProvider:
    """The one of this process, which ends with it."""
    provider = CardProvider()
    provider.start()
    return provider


# What is added to localstripe

EVENTS = {
    ("payment_intent", "succeeded"): "payment_intent.succeeded",
    ("payment_intent", "requires_payment_method"): "payment_intent.payment_failed",
    ("payment_intent", "canceled"): "payment_intent.canceled",
    ("setup_intent", "succeeded"): "setup_intent.succeeded",
}


def tell(intent) -> None:
    if webhooks._webhooks and (name := EVENTS.get((intent.object, intent.status))):
        webhooks.schedule_webhook(resources.Event(name, intent))


def confirm_payment(id, off_session=None, **data):
    intent = resources.PaymentIntent._api_confirm(id, **data)
    tell(intent)
    if off_session and intent.next_action:
        raise UserError(402, "The bank asks the customer to confirm.", {"code": "authentication_required"})
    if intent.last_payment_error:
        raise UserError(402, "Your card was declined.", {"code": "card_declined"})
    return intent


def authenticate_payment(id, **data):
    intent = resources.PaymentIntent._api_authenticate(id, **data)
    tell(intent)
    return intent


def confirm_setup(id, **data):
    intent = resources.SetupIntent._api_confirm(id, **data)
    if intent.status == "succeeded":  # Stripe then keeps the card for the customer
        resources.PaymentMethod._api_retrieve(intent.payment_method).customer = intent.customer
    tell(intent)
    return intent


FILLED = {
    "/v1/payment_intents/{id}/confirm": server.api_extra(confirm_payment, ""),
    "/v1/payment_intents/{id}/_authenticate": server.api_extra(authenticate_payment, ""),
    "/v1/setup_intents/{id}/confirm": server.api_extra(confirm_setup, ""),
}


@web.middleware
async def fill_the_gaps(request: web.Request, handler):
    resource = request.match_info.route.resource
    return await FILLED.get(resource.canonical if resource else "", handler)(request)


def list_by_date(kind: type) -> None:
    listed = kind._api_list_all

    def _api_list_all(cls, url, created=None, **data):
        found = listed(url, **data)
        if created:
            found._list = [thing for thing in found._list if thing.created >= int(created["gte"])]
        return found

    kind._api_list_all = MethodType(_api_list_all, kind)


list_by_date(resources.PaymentIntent)
list_by_date(resources.Refund)
resources.Store.dump_to_disk = lambda self: None  # it would write all that it has, at every step, into one file for all
