"""Customers who pay by card over HTTP, many at once, with a provider that is slow and fails now and then."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from django.utils import timezone

from capsules.models import Payment
from tests.buyers import Answer, order_form, send
from tests.card_provider import GOOD, PUBLIC_KEY
from tests.stack import Stack, eventually

TRIES = 12
CARD = {"number": GOOD, "exp_month": 12, "exp_year": 2040, "cvc": "123"}


@dataclass(frozen=True)
class Buyer:
    """Somebody who wanted a piece: what they were told, and the order's address where they got one."""

    told: str
    order: str = ""

    @property
    def fared(self) -> str:
        """“ordered”, or “told” plainly that it is sold out, or reserved until a time; else what they were told."""
        if self.order:
            return "ordered"
        return "told" if any(re.fullmatch(words, self.told) for words in PLAIN) else self.told


PLAIN = [
    r"All \d+ pieces are taken\. You can join the waiting list\.",
    r"The last pieces are reserved while others pay: one may come back at \d\d:\d\d in .+\. Nothing was ordered\.",
]


def rush(url: str, provider_url: str, capsule, *, buyers: int, at_once: int, leave: bool = False) -> list[Buyer]:
    """So many want a piece, and pay by card. Those who `leave` hold theirs, and never give a card."""
    forms = [order_form(capsule, pay_by="card") for _ in range(buyers)]
    with ThreadPoolExecutor(at_once) as customers:
        return list(customers.map(lambda form: buy(url, provider_url, capsule, form, leave), forms))


def buy(url: str, provider_url: str, capsule, form: dict, leave: bool) -> Buyer:
    answer = send(url, capsule.get_absolute_url(), form)
    if answer.status != 303:
        return Buyer(headline(answer))
    order = answer.location.removesuffix("pay/")
    if not leave:
        insist(lambda: saved(url, provider_url, order))
    return Buyer("ordered", order)


def saved(url: str, provider_url: str, order: str) -> bool:
    """Whether the card is saved and the order placed; where anything fails, its customer loads the page again."""
    page = get(url, f"{order}pay/")
    secret = re.search(r'data-secret="(seti_\w+?)_secret_(\w+)"', page.text)
    if secret:
        confirm(provider_url, *secret.groups())
    done = get(url, f"{order}pay/done/")
    return done.status == 302 and done.location == order


def confirm(provider_url: str, setup: str, key: str) -> None:
    """What Stripe's script does with the card that was typed."""
    body = {"key": PUBLIC_KEY, "client_secret": f"{setup}_secret_{key}"}
    body |= {"payment_method_data": {"type": "card", "card": CARD}}
    with closing(HTTPConnection(urlsplit(provider_url).netloc, timeout=60)) as connection:
        connection.request("POST", f"/v1/setup_intents/{setup}/confirm", json.dumps(body))
        connection.getresponse().read()


def insist(act) -> None:
    for _ in range(TRIES):
        try:
            if act():
                return
        except (HTTPException, OSError):
            pass
    raise AssertionError(f"it did not work {TRIES} times")


def get(url: str, path: str) -> Answer:
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, response.getheader("Location", ""), response.read().decode())


def headline(answer: Answer) -> str:
    """The headline of a refusal."""
    found = re.search(r'<div class="notice error errors".*?<h2>(.*?)</h2>', answer.text, re.DOTALL)
    return found[1] if found else f"{answer.status}: {answer.text[:300]}"


def worker_dies_until_paid(stack: Stack, capsule, *, deaths: int, patience_s: float) -> None:
    """Kill the worker amid its charges, again and again; what a failure put off is tried at once."""
    payments = Payment.objects.filter(preorder__capsule=capsule)
    unpaid, every = payments.exclude(status=Payment.Status.PAID), payments.count() // (deaths + 1)
    left = iter([payments.count() - every * number for number in range(1, deaths + 1)])
    following = next(left)

    def all_paid() -> bool:
        nonlocal following
        if unpaid.count() <= following:
            stack.worker.kill()
            stack.worker.start()
            following = next(left, -1)
        failed = unpaid.filter(status=Payment.Status.OWED).exclude(last_error="")
        failed.update(next_try_at=timezone.now(), last_error="")
        return not unpaid.exists()

    eventually(all_paid, "everybody's card to be charged", patience_s)
    assert following == -1, "every death came amid the charges"
