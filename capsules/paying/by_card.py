"""Cards, by Stripe and its own library.

A charge is two steps: an intent that takes nothing, whose name is written down first, and its confirmation, which
Stripe does at most once however often it is asked. So a worker that dies in between, or a key that has expired, can
never charge twice.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

import stripe
from django.conf import settings

from .provider import (
    Asks,
    Back,
    ByHand,
    Charged,
    Closed,
    Due,
    Given,
    Later,
    Movement,
    News,
    NotFromProvider,
    ProviderAway,
    Returned,
    SavedCard,
    Setup,
    Taken,
)

API_VERSION = "2026-10-28.endive"
"""What the answers look like: the version that the pinned library was made for."""

CARDS = {"payment_method_types": ["card"]}
CONFIRMATION, CARD = "confirmation", "card"
GONE = "The card that was saved is no longer known."


@lru_cache(maxsize=4)
def client(key: str, address: str, timeout: float) -> stripe.StripeClient:
    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": address},
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=0,  # the rows know when to try again
    )


class Stripe:
    def __init__(self):
        self.client = client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT_SECONDS)
        self.api = self.client.v1

    # A card is saved

    def ask_for_card(self, uid: UUID, *, order: str, customer: str = "") -> Setup:
        """Open the saving of a card. Asked again with the same uid, it is the same one. Raises ProviderAway."""
        about = {"metadata": marks(order=order)}
        try:
            if not customer:
                customer = self.api.customers.create(about, {"idempotency_key": f"{uid}-customer"}).id
            wish = {"customer": customer, "usage": "off_session", **CARDS, **about}
            return _setup(self.api.setup_intents.create(wish, {"idempotency_key": f"{uid}-setup"}))
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def look_at_card(self, setup: str) -> Setup:
        """How far the saving of a card is. Raises ProviderAway."""
        try:
            return _setup(self.api.setup_intents.retrieve(setup, {"expand": ["payment_method"]}))
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def forget(self, card: SavedCard) -> None:
        try:
            self._forget(card)
        except stripe.InvalidRequestError as error:
            if error.http_status != 404:  # what is not there is forgotten
                raise ProviderAway(str(error)) from error
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def _forget(self, card: SavedCard) -> None:
        setup = self.look_at_card(card.setup) if card.setup else None
        method = card.method or (setup.card.method if setup and setup.is_saved else "")
        if method:
            self.api.payment_methods.detach(method)
        elif setup and setup.is_open:
            self.api.setup_intents.cancel(card.setup)

    # A card is charged

    def collect(self, due: Due, remember: Callable[[str], bool]) -> Charged:
        try:
            return self._collect(due, remember)
        except stripe.CardError as error:
            return Asks(_wanted(error.code), error.user_message)
        except stripe.InvalidRequestError as error:
            return Asks(CARD, GONE) if error.http_status == 404 else _later(error)
        except stripe.StripeError as error:
            return _later(error)

    def _collect(self, due: Due, remember: Callable[[str], bool]) -> Charged:
        if due.intent:
            known = self._intent(due.intent)
            if known.status != "requires_confirmation":
                return _charged(known)
        intent = due.intent or self._open(due)
        if not due.intent and not remember(intent):
            return Later("It is no longer wanted.")
        return _charged(self.api.payment_intents.confirm(intent, {"off_session": True}))

    def _open(self, due: Due) -> str:
        wish = {
            "amount": due.minor,
            "currency": due.currency.lower(),
            "customer": due.card.customer,
            "payment_method": due.card.method,
            "metadata": marks(order=due.order, payment=str(due.uid)),
            **CARDS,
        }
        key = f"{due.uid}-{due.card.method}-{due.turn}"
        return self.api.payment_intents.create(wish, {"idempotency_key": key}).id

    def look(self, due: Due) -> Charged:
        """What has become of a charge that its customer may have confirmed. Raises ProviderAway."""
        try:
            return _charged(self._intent(due.intent))
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def secret_of(self, due: Due) -> str:
        """What the customer's browser needs to confirm a charge. Raises ProviderAway."""
        try:
            return self._intent(due.intent).client_secret
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def close(self, due: Due) -> Charged:
        if not due.intent:
            return Closed()
        try:
            known = _charged(self._intent(due.intent))
            if isinstance(known, Asks) or known == UNCONFIRMED:
                known = _charged(self.api.payment_intents.cancel(due.intent))
            return known
        except stripe.StripeError as error:
            return _later(error)

    def _intent(self, intent: str) -> stripe.PaymentIntent:
        return self.api.payment_intents.retrieve(intent)

    # Money goes back

    def give_back(self, back: Back) -> Returned:
        try:
            return _returned(self._given(back) if back.again else None) or _returned(self._give(back))
        except stripe.InvalidRequestError as error:
            return ByHand(f"Stripe refuses the refund: {error.user_message}")
        except stripe.StripeError as error:
            return _later(error)

    def _give(self, back: Back) -> stripe.Refund:
        wish = {"payment_intent": back.intent, "amount": back.minor, "metadata": marks(refund=str(back.uid))}
        return self.api.refunds.create(wish, {"idempotency_key": f"{back.uid}-{back.turn}"})

    def _given(self, back: Back) -> stripe.Refund | None:
        """The refund that an earlier asking made, though nobody heard the answer."""
        there = self.api.refunds.list({"payment_intent": back.intent, "limit": 100}).auto_paging_iter()
        return next((each for each in there if _mark(each, "refund") == str(back.uid)), None)

    def look_at_refund(self, reference: str) -> Returned:
        """What has become of a refund that Stripe took on. Raises ProviderAway."""
        try:
            return _returned(self.api.refunds.retrieve(reference))
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    # All of it

    def moved_since(self, moment: datetime) -> Iterator[Movement]:
        wanted = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
        try:
            for intent in self.api.payment_intents.list(wanted).auto_paging_iter():
                if intent.status == "succeeded" and _mark(intent, "coop") == settings.PUBLIC_URL:
                    yield _movement(intent, intent.id, "payment")
            for refund in self.api.refunds.list(wanted).auto_paging_iter():
                if refund.status in ("succeeded", "pending"):
                    yield _movement(refund, refund.payment_intent or "", "refund", is_refund=True)
        except stripe.StripeError as error:
            raise ProviderAway(str(error)) from error

    def read_news(self, body: bytes, signature: str) -> News:
        """What a message says. Raises NotFromProvider."""
        try:
            event = self.client.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise NotFromProvider(str(error)) from error
        return News(event.id, event.type, getattr(event.data.object, "id", ""))


UNCONFIRMED = Later("It is not confirmed yet.")


def marks(**about: str) -> dict[str, str]:
    """What we write beside each thing at Stripe, to know it again: numbers of ours, and nothing about anybody."""
    return {"coop": settings.PUBLIC_URL, **about}


def _mark(thing, name: str) -> str:
    return getattr(thing.metadata, name, "") if thing.metadata else ""


def _name(thing) -> str:
    """What the provider calls a thing that it tells by its name or as a whole."""
    return thing if isinstance(thing, str) else getattr(thing, "id", "") or ""


def _setup(intent: stripe.SetupIntent) -> Setup:
    method = intent.payment_method
    card = getattr(method, "card", None)
    return Setup(
        card=SavedCard(_name(intent.customer), intent.id, _name(method)),
        is_saved=intent.status == "succeeded",
        is_open=intent.status not in ("succeeded", "canceled"),
        secret=intent.client_secret,
        brand=getattr(card, "brand", ""),
        last4=getattr(card, "last4", ""),
    )


def _charged(intent: stripe.PaymentIntent) -> Charged:
    failed = getattr(intent, "last_payment_error", None)
    match intent.status:
        case "succeeded":
            return Taken(intent.id)
        case "canceled":
            return Closed()
        case "requires_action":
            return Asks(CONFIRMATION, "The bank asks the customer to confirm.")
        case "requires_payment_method":
            return Asks(_wanted(getattr(failed, "code", "")), getattr(failed, "message", GONE))
        case "requires_confirmation":
            return UNCONFIRMED
        case _:
            return Later(f"Stripe says “{intent.status}”.")


def _wanted(code: str | None) -> str:
    return CONFIRMATION if code == "authentication_required" else CARD


def _returned(refund: stripe.Refund | None) -> Returned | None:
    if refund is None:
        return None
    if refund.status in ("succeeded", "pending"):
        return Given(refund.id)
    return ByHand("The bank sent the refund back: give it back by bank transfer.")


def _movement(thing, intent: str, mark: str, *, is_refund: bool = False) -> Movement:
    at = datetime.fromtimestamp(thing.created, UTC)
    return Movement(thing.id, intent, _mark(thing, mark), thing.amount, thing.currency.upper(), at, is_refund)


def _later(error: stripe.StripeError) -> Later:
    """An answer of 500 is kept by Stripe and given again to the same question."""
    return Later(str(error), rejected=(error.http_status or 0) >= 500)
