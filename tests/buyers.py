"""Customers who order over HTTP, many at the same time, each without cookies on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

customers = count(1)


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


def order_form(capsule, **fields) -> dict:
    """What the form on the page of a capsule without tiers sends: one piece, for somebody nobody has seen before."""
    variant = capsule.variants.first()
    defaults = {
        "variant": variant.pk,
        "quantity": 1,
        f"seen_{variant.pk}_1": variant.price_minor,
        "pickup_node": capsule.pickup_nodes.first().pk,
        "name": "Nora Vliet",
        "email": f"nora{next(customers)}@example.org",
        "idempotency_key": uuid4(),
    }
    return defaults | fields


def send(url: str, path: str, form: dict) -> Answer:
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        connection.request("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        return Answer(response.status, response.getheader("Location", ""), response.read().decode())


def rush(url: str, orders: list[tuple[str, dict]], *, at_once: int) -> list[Answer]:
    """Send all these (path, form), `at_once` of them at any moment, and give the answers in the same order."""
    with ThreadPoolExecutor(at_once) as customers_at_once:
        return list(customers_at_once.map(lambda order: send(url, *order), orders))
